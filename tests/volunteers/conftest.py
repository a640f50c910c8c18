import pytest
from django.contrib.auth.models import Group

from consents.defaults import make_consents
from volunteers.models import Offer

from .way import address, article, confirm, send


@pytest.fixture(autouse=True)
def wordings_of_today(db):
    """The copy of the sample may be older than the catalogues."""
    make_consents()


@pytest.fixture
def translator(sign_in, django_user_model):
    """Who translates into French, and nothing else."""
    user = django_user_model.objects.create_user("claire", password=None)
    user.groups.add(Group.objects.get(name="Translators: Français"))
    return sign_in("claire")


@pytest.fixture
def page():
    return article()


@pytest.fixture
def path(page):
    return address(page)


@pytest.fixture
def offer(client, page) -> Offer:
    """Two sentences in French that wait for review."""
    send(client, page, {page.title: "Un titre", page.summary: "Un résumé"})
    confirm(client)
    return Offer.objects.get()

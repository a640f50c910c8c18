import pytest
from django.contrib.auth.models import Group
from django.test import Client

from members import contacting
from members.models import Contact, MemberPage
from tests.signing import letters, link_in

from .contacts import EMAIL, agree


@pytest.fixture
def reviewer(sign_in, django_user_model) -> Client:
    user = django_user_model.objects.create_user("rosa", password=None)
    user.groups.add(Group.objects.get(name="Reviewers"))
    return sign_in("rosa")


@pytest.fixture
def member(db) -> MemberPage:
    rows = MemberPage.objects.filter(locale__language_code="en", live=True)
    return rows.order_by("pk").first()


@pytest.fixture
def contact(client, member, superuser) -> Contact:
    return contacting.add(member, email=EMAIL, language="fr", actor=superuser)


@pytest.fixture
def link(client, contact) -> str:
    """Of a contact who has agreed."""
    path = link_in(letters()[-1])
    agree(client, path)
    return path

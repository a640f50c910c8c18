"""Who reaches which page about signatures, tried for each role."""

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse
from django_otp.plugins.otp_totp.models import TOTPDevice

from consents.models import ConsentText
from home import roles
from openheritage.roles import DATA_KEEPERS, EDITORS, MODERATORS, REVIEWERS
from register.models import Counting
from signatures.models import Signature
from tests.signing import make_signature

pytestmark = pytest.mark.django_db

EVERYBODY = {"editor", "moderator", "reviewer", "keeper"}
STAFF = {"moderator", "reviewer"}
MODERATOR = {"moderator"}
KEEPER = {"keeper"}

ROLES = {
    "editor": EDITORS,
    "moderator": MODERATORS,
    "reviewer": REVIEWERS,
    "keeper": DATA_KEEPERS,
    "translator": roles.translators("fr"),
    "translation reviewer": roles.translation_reviewers("fr"),
}

# View name -> who may open it.
PAGES = {
    "signatures_review:index": EVERYBODY,
    "signatures_review:inspect": EVERYBODY,
    "signatures_review:add": STAFF,
    "signatures_review:bulk": MODERATOR,
    "signatures_review:batches": MODERATOR,
    "signatures_register:index": EVERYBODY,
    "signatory_data:index": KEEPER,
    "signatory_data:inspect": KEEPER,
    "looks:index": KEEPER,
    "consent_texts:index": STAFF,
    "consent_texts:edit": MODERATOR,
    "outbox:index": STAFF,
    "bans:index": STAFF,
    "bans:add": STAFF,
    "suppressions:index": STAFF,
    "suppressions:add": STAFF,
    "wagtailsettings:edit": MODERATOR,
}


def client_in(group):
    """Somebody in one group alone, with a second factor: roles are what is tried."""
    user = get_user_model().objects.create_user("somebody")
    user.groups.set([Group.objects.get(name=group)])
    device = TOTPDevice.objects.create(user=user, name="Telephone")
    client = Client()
    client.force_login(user)
    session = client.session
    session["otp_device_id"] = device.persistent_id
    session.save()
    return client


@pytest.fixture
def addresses():
    signature = make_signature(Signature.State.WAITING)
    arguments = {
        "signatures_review:inspect": [signature.pk],
        "signatory_data:inspect": [signature.signatory.pk],
        "consent_texts:edit": [ConsentText.objects.first().pk],
        "wagtailsettings:edit": ["register", "counting", Counting.load().pk],
    }
    return {name: reverse(name, args=arguments.get(name)) for name in PAGES}


@pytest.mark.parametrize("role", ROLES)
def test_each_role_reaches_its_pages_and_no_others(addresses, role):
    client = client_in(ROLES[role])
    for name, url in addresses.items():
        response = client.get(url)
        if role in PAGES[name]:
            assert response.status_code == 200, f"{role} is refused {name}"
        else:
            assert response.status_code in (302, 403), f"{role} reaches {name}"


@pytest.mark.parametrize("role", sorted(set(ROLES) - STAFF))
def test_who_does_not_review_decides_nothing(addresses, role):
    client = client_in(ROLES[role])
    data = {"action": "reject", "reject-reason": "unknown"}
    url = addresses["signatures_review:inspect"]
    assert client.post(url, data).status_code == 302
    assert Signature.objects.get(pk=url.split("/")[-2]).state == "waiting"
    html = client.get(url).text
    assert 'name="action"' not in html


def test_the_form_for_groups_offers_what_counts(sign_in, superuser):
    group = Group.objects.get(name=REVIEWERS)
    html = (
        sign_in("root").get(reverse("wagtailusers_groups:edit", args=[group.pk])).text
    )
    for model in ("signature", "signatory", "consent text"):
        assert model in html

"""Moderators invite by mail; the invited person makes the account."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Invitation
from accounts.tasks import forget_invitations
from correspondence.models import Message, Suppression
from correspondence.redaction import redact
from events.models import Event
from home.roles import translation_reviewers, translators
from openheritage.addresses import address_key
from openheritage.roles import DATA_KEEPERS, EDITORS, MODERATORS, REVIEWERS
from tests.accounts.helpers import HOME, PASSWORD, make_user, signed_in, try_login
from tests.signing import letters, link_in

pytestmark = pytest.mark.django_db

INDEX = reverse("invitations:index")
ADD = reverse("invitations:add")
ADDRESS = "amina@museum.example"
JOIN = {
    "first_name": "Amina",
    "last_name": "Diallo",
    "username": "amina",
    "password": "a-wholly-new-one-7",
    "again": "a-wholly-new-one-7",
}


@pytest.fixture
def moderator(db) -> User:
    return make_user("mona", MODERATORS)


@pytest.fixture
def desk(moderator) -> Client:
    return signed_in(moderator)


def group(name: str) -> Group:
    return Group.objects.get(name=name)


def invite(client: Client, *groups: str, address: str = ADDRESS, language: str = "fr"):
    chosen = [group(name).pk for name in groups or (translators("fr"),)]
    data = {"address": address, "groups": chosen, "language": language}
    return client.post(ADD, data)


def invited(client: Client, *groups: str, **kwargs: str) -> str:
    """The private link of a new invitation."""
    answer = invite(client, *groups, **kwargs)
    assert answer.status_code == 302, answer.context["form"].errors
    return link_in(letters()[-1])


def act(client: Client, action: str):
    pk = Invitation.objects.get().pk
    return client.post(reverse("invitations:inspect", args=[pk]), {"action": action})


def test_a_moderator_invites_and_the_invited_person_joins(desk, moderator):
    assert ADD in desk.get(reverse("accounts:index")).text
    names = (EDITORS, translators("fr"), translation_reviewers("ar"))
    link = invited(desk, *names)
    assert link.startswith("/fr/k/")
    assert link.split("/")[3] not in redact(f"GET {link}")
    person = Client()
    html = person.get(link).text
    assert all(name in html for name in names)
    answer = person.post(link, JOIN)
    assert answer.url == HOME, answer.context["form"].errors
    user = User.objects.get(username="amina")
    assert (user.email, user.get_full_name()) == (ADDRESS, "Amina Diallo")
    assert {each.name for each in user.groups.all()} == set(names)
    assert not user.is_superuser
    assert person.get(HOME).status_code == 200
    assert try_login(name="amina", password=JOIN["password"]).url == HOME
    assert user.wagtail_userprofile.preferred_language == "fr"
    joined = Event.objects.about("account", user.pk).get()
    assert (joined.verb, joined.data["invited_by"]) == ("joined", "mona")
    # Used: the link opens nothing and the address is in no row but the account's.
    assert Client().get(link).status_code == 404
    assert Client().post(link, JOIN | {"username": "b"}).status_code == 404
    assert not Invitation.objects.exists()


def test_neither_events_nor_mails_hold_the_address(desk):
    invited(desk)
    rows = [*Event.objects.values_list("data"), *Message.objects.values_list("data")]
    assert ADDRESS not in str(rows)
    act(desk, "take_back")
    for table in (
        "events_event",
        "correspondence_message",
        "wagtailcore_modellogentry",
    ):
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - no input
            assert ADDRESS not in str(cursor.fetchall())


@pytest.mark.parametrize("name", [DATA_KEEPERS, "Powerful"])
def test_nobody_gives_a_right_that_they_lack(desk, name):
    powerful, _made = Group.objects.get_or_create(name="Powerful")
    powerful.permissions.set(group(DATA_KEEPERS).permissions.all())
    html = desk.get(ADD).text
    assert name not in html
    assert translators("fr") in html
    answer = invite(desk, name)
    assert answer.status_code == 200
    assert not Invitation.objects.exists()
    # Nor with a field that the form does not have.
    data = {"address": ADDRESS, "language": "en", "is_superuser": "on"}
    desk.post(ADD, data | {"groups": [group(EDITORS).pk]})
    Client().post(link_in(letters()[-1]), JOIN | {"is_superuser": "on"})
    assert not User.objects.get(username="amina").is_superuser


def test_a_group_that_gained_a_right_meanwhile_is_not_given(desk):
    link = invited(desk, EDITORS)
    group(EDITORS).permissions.add(*group(DATA_KEEPERS).permissions.all())
    assert Client().post(link, JOIN).status_code == 410
    assert not User.objects.filter(username="amina").exists()


def test_who_left_invites_nobody_any_more(desk, moderator):
    link = invited(desk)
    moderator.groups.clear()
    assert Client().get(link).status_code == 410
    assert not User.objects.filter(username="amina").exists()


@pytest.mark.parametrize("name", ["editor", "translator", "reviewer"])
def test_no_other_role_invites_or_sees_who_is_invited(desk, sign_in, name):
    invite(desk)
    client = sign_in(name)
    pk = Invitation.objects.get().pk
    page = reverse("invitations:inspect", args=[pk])
    for url in (INDEX, ADD, reverse("accounts:index")):
        assert client.get(url).url == HOME
    assert client.get(page).status_code in (302, 404)
    client.post(ADD, {"address": "x@x.example", "groups": [], "language": "en"})
    client.post(page, {"action": "take_back"})
    assert Invitation.objects.count() == 1


def test_it_is_seen_and_sent_again_and_the_older_link_ends(desk):
    first = invited(desk)
    assert ADDRESS in desk.get(INDEX).text
    Invitation.objects.update(expires_at=timezone.now() + timedelta(hours=1))
    act(desk, "again")
    second = link_in(letters()[-1])
    assert Client().get(first).status_code == 404
    assert Client().get(second).status_code == 200
    assert Invitation.objects.get().expires_at > timezone.now() + timedelta(days=6)


def test_what_is_taken_back_opens_nothing_and_is_forgotten(desk):
    link = invited(desk)
    act(desk, "again")
    assert act(desk, "take_back").url == INDEX
    # The mail that was still waiting is not sent either.
    assert not letters()
    assert Client().get(link).status_code == 404
    assert not Invitation.objects.exists()
    verbs = Event.objects.filter(about="invitation").values_list("verb", flat=True)
    assert list(verbs) == ["invitation taken back", "invited again", "invited"]


def test_it_expires_after_a_week_and_the_address_is_deleted(desk):
    link = invited(desk)
    Invitation.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    assert Client().get(link).status_code == 410
    assert Client().post(link, JOIN).status_code == 410
    assert forget_invitations() == 1
    assert not Invitation.objects.exists()
    assert not User.objects.filter(username="amina").exists()


def test_a_mailbox_has_one_account_and_one_invitation_in_any_spelling(desk):
    make_user("known")
    User.objects.filter(username="known").update(email="Some.Body@gmail.com")
    answer = invite(desk, address="somebody+x@googlemail.com")
    assert "has an account" in answer.text
    invite(desk)
    answer = invite(desk, address="AMINA@Museum.Example")
    assert "invited already" in answer.text
    assert Invitation.objects.count() == 1


def test_who_got_an_account_meanwhile_makes_no_second_one(desk):
    link = invited(desk)
    User.objects.create_user("already", ADDRESS, PASSWORD)
    answer = Client().post(link, JOIN)
    assert answer.status_code == 410
    assert "déjà un compte" in answer.text
    assert User.objects.filter(email=ADDRESS).count() == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"username": "Editor"}, "taken"),
        ({"username": "no spaces"}, "valid username"),
        ({"password": "short-1", "again": "short-1"}, "at least 12"),
        (
            {"username": "a.diallo-2026"}
            | dict.fromkeys(["password", "again"], "a.diallo-2026"),
            "too similar",
        ),
        ({"first_name": ""}, "required"),
    ],
)
def test_what_is_wrong_is_said_and_the_invitation_stays(desk, fields, words):
    link = invited(desk, language="en")
    answer = Client().post(link, JOIN | fields)
    assert answer.status_code == 200
    assert words in answer.text
    assert Client().post(link, JOIN).url == HOME


def test_a_suppressed_address_gets_no_mail_and_the_moderator_hears_it(desk):
    Suppression.objects.create(key=address_key(ADDRESS), reason="staff")
    answer = invite(desk)
    assert "suppression list" in desk.get(answer.url).text
    answer = act(desk, "again")
    assert "suppression list" in desk.get(answer.url).text
    assert not letters()


def test_a_moderator_alone_gives_what_moderators_do(desk):
    """Rights decide, not names: reviewers do nothing that moderators may not."""
    html = desk.get(ADD).text
    for name in (EDITORS, REVIEWERS, MODERATORS):
        assert name in html


def test_invitations_above_ones_rank_are_out_of_reach(desk, superuser):
    link = invited(signed_in(superuser), DATA_KEEPERS)
    pk = Invitation.objects.get().pk
    assert ADDRESS not in desk.get(INDEX).text
    assert desk.get(reverse("invitations:inspect", args=[pk])).status_code == 404
    assert act(desk, "take_back").status_code == 404
    assert Client().get(link).status_code == 200

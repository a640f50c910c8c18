"""A new password by mail: for nobody but the owner, and as quick for nobody."""

import re

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.core import mail
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.users.models import UserProfile

from correspondence.models import Link, Message
from events.models import Event
from limits.models import Attempt
from openheritage.roles import EDITORS
from tests.accounts.helpers import (
    HOME,
    LOGIN,
    PASSWORD,
    make_user,
    signed_in,
    try_login,
)
from tests.signing import letters, link_in

pytestmark = pytest.mark.django_db

RESET = reverse("wagtailadmin_password_reset")
NEW = "a-wholly-new-one-7"


def ask(email: str, ip: str = "192.0.2.1", **headers: str):
    return Client().post(RESET, {"email": email}, REMOTE_ADDR=ip, **headers)


def mailed_link(email: str) -> str:
    ask(email)
    return link_in(letters()[-1])


def choose(link: str, password: str = NEW, again: str | None = None, client=None):
    data = {"password": password, "again": password if again is None else again}
    return (client or Client()).post(link, data)


def test_the_mail_leaves_through_the_outbox_and_names_our_own_host(settings):
    make_user()
    answer = ask("somebody@museum.example", HTTP_X_FORWARDED_HOST="evil.example")
    assert answer.url == reverse("wagtailadmin_password_reset_done")
    assert not mail.outbox
    (letter,) = letters()
    assert letter.to == ["somebody@museum.example"]
    assert "evil" not in letter.body
    assert f"{settings.WAGTAILADMIN_BASE_URL}/en/k/" in letter.body
    assert not Link.objects.filter(digest__in=re.findall(r"\w{16}", letter.body))


def test_somebody_unknown_costs_the_same_and_gets_nothing():
    make_user()
    make_user("gone", is_active=False)
    ask("warm@x.example", ip="192.0.2.99")
    counts = set()
    addresses = ("somebody@museum.example", "nobody@x.example", "gone@museum.example")
    for number, address in enumerate(addresses):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            answer = ask(address, ip=f"192.0.2.{number}")
        assert answer.url == reverse("wagtailadmin_password_reset_done")
        counts.add(len(queries))
    assert len(counts) == 1
    assert [letter.to for letter in letters()] == [["somebody@museum.example"]]
    assert Message.objects.filter(kind="accounts.reset", state="dropped").count() == 3


def test_a_mailbox_is_not_flooded_and_one_network_does_not_ask_for_all():
    make_user()
    for ask_for in (lambda n: "somebody@museum.example", lambda n: "no@x.example"):
        Message.objects.all().delete()
        found = [ask(ask_for(n), ip=f"198.51.100.{n}").status_code for n in range(12)]
        assert found == [302] * 3 + [429] * 9
    found = [ask(f"{n}@x.example").status_code for n in range(12)]
    assert found == [302] * 10 + [429] * 2


def test_after_ten_a_day_the_answer_stays_and_no_mail_leaves(settings):
    settings.RATE_RULES = settings.RATE_RULES | {
        "reset": {"address": [(100, 600)]},
    }
    make_user()
    for _time in range(12):
        assert ask("somebody@museum.example").status_code == 302
    assert len(letters()) == 10


def test_the_link_ends_other_sessions_and_works_once(settings):
    user = make_user()
    other = Client()
    assert try_login(other, name="somebody", password=PASSWORD).url == HOME
    link = mailed_link("Somebody@MUSEUM.example")
    assert Client().get(link).status_code == 200
    assert Client().head(link).status_code == 200
    owner = Client()
    answer = choose(link, client=owner)
    assert answer.url == LOGIN
    assert other.get(HOME).status_code == 302
    assert choose(link).status_code == 404
    (letter,) = letters()
    assert letter.to == [user.email]
    assert "new password" in letter.body
    assert Event.objects.about("account", user.pk).get().verb == "password reset"
    user.refresh_from_db()
    assert user.check_password(NEW)


def test_the_owner_whom_strangers_keep_out_gets_in_with_the_link():
    make_user()
    for number in range(12):
        try_login(name="somebody", ip=f"198.51.100.{number}")
    login = {"name": "somebody", "password": NEW, "ip": "203.0.113.9"}
    owner = Client()
    choose(mailed_link("somebody@museum.example"), client=owner)
    assert try_login(**login).status_code == 429
    assert try_login(owner, **login).url == HOME


@pytest.mark.parametrize(
    ("password", "again", "words"),
    [
        ("short-one-7", None, "at least 12"),
        ("passwordpassword", "passwordpasswore", "differ"),
        ("123456789012345", None, "entirely numeric"),
        ("somebody@museum", None, "too similar"),
        ("1q2w3e4r5t6y", None, "too common"),
    ],
)
def test_a_weak_password_is_refused(password, again, words):
    user = make_user()
    answer = choose(mailed_link("somebody@museum.example"), password, again)
    assert answer.status_code == 200
    assert words in answer.text
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_the_mail_speaks_the_language_of_its_reader():
    user = make_user()
    UserProfile.objects.create(user=user, preferred_language="pt-pt")
    ask("somebody@museum.example")
    assert letters()[0].extra_headers["Content-Language"] == "pt-BR"


def test_a_link_of_somebody_who_left_opens_nothing():
    user = make_user()
    link = mailed_link("somebody@museum.example")
    user.is_active = False
    user.save()
    assert Client().get(link).status_code == 410
    assert choose(link).status_code == 410
    assert User.objects.get(pk=user.pk).check_password(PASSWORD)


def test_a_password_changed_elsewhere_ends_links_and_is_told():
    user = make_user()
    client = Client()
    try_login(client, name="somebody", password=PASSWORD)
    link = mailed_link("somebody@museum.example")
    user = get_user_model().objects.get(pk=user.pk)
    user.set_password(NEW)
    user.save()
    assert Client().get(link).status_code == 404
    assert "new password" in letters()[-1].body


def test_an_open_session_does_not_guess_the_password():
    client = signed_in(make_user("somebody", EDITORS))
    url = reverse("wagtailadmin_account")
    fields = {
        "name_email-first_name": "Amina",
        "name_email-last_name": "Diallo",
        "name_email-email": "somebody@museum.example",
        "locale-preferred_language": "",
        "locale-current_time_zone": "",
        "theme-theme": "system",
        "theme-contrast": "system",
        "theme-density": "default",
        "password-new_password1": NEW,
        "password-new_password2": NEW,
    }
    wrong = fields | {"password-old_password": "wrong"}
    assert [client.post(url, wrong).status_code for _time in range(6)] == [
        *([200] * 5),
        429,
    ]
    Attempt.objects.all().delete()
    right = client.post(url, fields | {"password-old_password": PASSWORD})
    assert right.status_code == 302
    assert client.get(HOME).status_code == 200
    assert not Attempt.objects.filter(action="login").exists()


def test_wagtails_own_address_for_it_leads_to_the_form():
    url = reverse("wagtailadmin_password_reset_confirm", args=["MQ", "set-password"])
    assert Client().get(url).url == RESET
    assert Client().post(url, {"new_password1": NEW}).url == RESET

"""A second factor: of whom it is asked, how it is set up, and what a thief cannot."""

import re
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from accounts.tasks import forget_unfinished_devices
from events.models import Event
from home.roles import translation_reviewers, translators
from openheritage.roles import DATA_KEEPERS, EDITORS, MODERATORS, REVIEWERS
from openheritage.settings import base
from tests.accounts.helpers import (
    HOME,
    PASSWORD,
    code_of,
    make_device,
    make_user,
    signed_in,
    try_login,
)
from tests.signing import letters

pytestmark = pytest.mark.django_db

NEW = reverse("wagtail_2fa_device_new")
AUTH = reverse("wagtail_2fa_auth")
QR = reverse("wagtail_2fa_device_qrcode")
CODES = reverse("accounts_recovery_codes")
ACCOUNT = reverse("wagtailadmin_account")


@pytest.fixture(autouse=True)
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def moderator(db):
    return make_user("mona", MODERATORS)


def mailed_code() -> str:
    return re.search(r"\n([0-9A-Z]{4}(-[0-9A-Z]{4}){3})\n", letters()[-1].body)[1]


def confirm_mailbox(client: Client) -> None:
    client.post(NEW, {"action": "mail"})
    answer = client.post(NEW, {"action": "code", "code": mailed_code()})
    assert answer.url == NEW


def set_up(client: Client, user, **changes: str):
    device = TOTPDevice.objects.get(user=user, confirmed=False)
    fields = {"name": "Telephone", "otp_token": code_of(device), "password": PASSWORD}
    return client.post(NEW, fields | changes)


def key_in(html: str) -> str:
    return re.search(r"\b([A-Z2-7]{4}( [A-Z2-7]{1,4}){7})\b", html)[1]


@pytest.mark.parametrize(
    "group", [MODERATORS, REVIEWERS, DATA_KEEPERS, translation_reviewers("fr"), None]
)
def test_who_decides_sets_one_up_first_and_does_nothing_else(group, superuser):
    user = make_user("amina", group) if group else superuser
    client = signed_in(user)
    places = (
        HOME,
        ACCOUNT,
        reverse("wagtailadmin_explore_root"),
        reverse("accounts:index"),
        reverse("wagtail_2fa_device_list", args=[user.pk]),
        CODES,
    )
    for url in places:
        assert client.get(url).url == NEW, url
        assert client.post(url, {}).url == NEW, url
    assert client.get(NEW).status_code == 200
    assert client.get(AUTH).url == NEW


@pytest.mark.parametrize("group", [EDITORS, translators("fr")])
def test_to_all_others_it_is_offered(group):
    user = make_user("amina", group)
    client = signed_in(user)
    assert client.get(HOME).status_code == 200
    assert NEW in client.get(ACCOUNT).text
    listing = reverse("wagtail_2fa_device_list", args=[user.pk])
    assert NEW in client.get(listing).text
    make_device(user)
    assert client.get(HOME).url == f"{AUTH}?next={HOME}"


def test_the_demo_asks_for_none(settings, moderator):
    settings.SECOND_FACTOR_REQUIRED = False
    assert signed_in(moderator).get(HOME).status_code == 200


def test_it_takes_mailbox_password_and_code(moderator):
    client = Client()
    assert try_login(client, name="mona", password=PASSWORD).url == HOME
    html = client.get(NEW).text
    assert moderator.email in html
    assert not TOTPDevice.objects.exists()
    assert client.get(QR).status_code == 200
    assert "svg" not in client.get(QR)["Content-Type"]
    # A thief with the password alone guesses, and is refused.
    wrong = {"action": "code", "code": "0000-0000-0000-0000"}
    found = [client.post(NEW, wrong).status_code for _time in range(6)]
    assert set(found) <= {200, 429}
    assert 429 in found
    assert not TOTPDevice.objects.exists()


def test_a_reload_shows_the_same_key(moderator):
    client = signed_in(moderator)
    confirm_mailbox(client)
    first = key_in(client.get(NEW).text)
    assert client.get(QR)["Content-Type"] == "image/svg+xml"
    assert key_in(client.get(NEW).text) == first
    wrong = set_up(client, moderator, otp_token="000000")
    assert wrong.status_code == 200
    assert key_in(wrong.text) == first
    assert key_in(client.get(NEW).text) == first
    assert set_up(client, moderator, password="wrong").status_code == 200
    assert not TOTPDevice.objects.filter(confirmed=True).exists()
    answer = set_up(client, moderator)
    assert answer.url == CODES
    assert client.get(HOME).status_code == 200
    assert "set up" in letters()[-1].body
    verbs = Event.objects.about("account", moderator.pk).values_list("verb", flat=True)
    assert list(verbs) == ["second factor set up"]
    # A key that somebody else's session has seen is none of this one's.
    assert client.get(QR).status_code == 404


def test_another_session_gets_another_key(moderator):
    first, second = signed_in(moderator), signed_in(moderator)
    for client in (first, second):
        confirm_mailbox(client)
    assert key_in(first.get(NEW).text) != key_in(second.get(NEW).text)


def test_the_code_is_for_one_account_one_session_and_one_use(moderator):
    client, other = signed_in(moderator), signed_in(make_user("amina", MODERATORS))
    client.post(NEW, {"action": "mail"})
    code = mailed_code()
    answer = other.post(NEW, {"action": "code", "code": code})
    assert answer.status_code == 200
    assert client.post(NEW, {"action": "code", "code": code.lower()}).url == NEW
    again = signed_in(moderator)
    assert again.post(NEW, {"action": "code", "code": code}).status_code == 200


def test_codes_are_not_mailed_without_end(moderator):
    client = signed_in(moderator)
    found = [client.post(NEW, {"action": "mail"}).status_code for _time in range(5)]
    assert found == [302] * 3 + [429] * 2
    assert len(letters()) == 3


def test_who_has_no_mail_address_is_told_what_to_do():
    user = make_user("amina", MODERATORS)
    user.email = ""
    user.save()
    client = signed_in(user)
    assert "no mail address" in client.get(NEW).text
    client.post(NEW, {"action": "mail"})
    assert not letters()


def test_a_stolen_password_takes_no_other_mailbox():
    user = make_user("tess", EDITORS)
    client = signed_in(user)

    def change(client: Client, address: str) -> str:
        panels = client.get(ACCOUNT).context["panels_by_tab"].values()
        forms = [panel.get_form() for tab in panels for panel in tab]
        data = {
            form[name].html_name: form[name].value() or ""
            for form in forms
            for name in form.fields
            if not name.endswith("notifications")
        }
        data["name_email-email"] = address
        client.post(ACCOUNT, data)
        user.refresh_from_db()
        return user.email

    assert change(client, "thief@thieves.example") == "tess@museum.example"
    confirm_mailbox(client)
    assert change(client, "new@museum.example") == "new@museum.example"
    device = make_device(user)
    assert change(signed_in(user, device), "tess@museum.example") == user.email
    assert user.email == "tess@museum.example"
    user.email = ""
    user.save()
    device.delete()
    assert change(signed_in(user), "thief@thieves.example") == ""


def test_codes_are_guessed_a_few_times_and_the_owner_still_gets_in(moderator):
    device = make_device(moderator)
    owner = signed_in(moderator)
    right = {"otp_token": code_of(device), "next": HOME}
    assert owner.post(AUTH, right, REMOTE_ADDR="192.0.2.1").url == HOME
    owner.post(reverse("wagtailadmin_logout"))
    # Whoever has the password makes no new known browser for every five codes.
    found = []
    for number in range(12):
        ip = f"198.51.100.{number}"
        thief = Client()
        try_login(thief, name="mona", password=PASSWORD, ip=ip)
        answer = thief.post(AUTH, {"otp_token": "000000"}, REMOTE_ADDR=ip)
        found.append(answer.status_code)
    assert found == [200] * 6 + [429] * 6
    try_login(owner, name="mona", password=PASSWORD, ip="203.0.113.9")
    right = {"otp_token": code_of(device), "next": HOME}
    assert owner.post(AUTH, right, REMOTE_ADDR="203.0.113.9").url == HOME


def test_recovery_codes_open_once_and_are_shown_once(moderator):
    device = make_device(moderator)
    client = signed_in(moderator, device)
    assert client.get(CODES).status_code == 200
    html = client.post(CODES).text
    codes = re.findall(r"\b[a-z][a-z2-9]{11}\b", html)
    tokens = {
        token.token
        for token in StaticDevice.objects.get(user=moderator).token_set.all()
    }
    codes = [code for code in codes if code in tokens]
    assert len(codes) == 10
    assert codes[0] not in client.get(CODES).text
    for again, status in ((0, 302), (1, 200)):
        lost = signed_in(moderator)
        answer = lost.post(AUTH, {"otp_token": f" {codes[0].upper()} ", "next": HOME})
        assert answer.status_code == status, again
    # The code of the device works as before, and no choice is asked for.
    assert "otp_device" not in signed_in(moderator).get(AUTH).text
    with_app = signed_in(moderator).post(AUTH, {"otp_token": code_of(device)})
    assert with_app.status_code == 302


def test_with_the_last_device_its_recovery_codes_go(moderator):
    device = make_device(moderator)
    client = signed_in(moderator, device)
    client.post(CODES)
    remove = reverse("wagtail_2fa_device_remove", args=[device.pk])
    assert client.get(remove).status_code == 200
    client.post(remove, {"action": "remove"})
    assert not StaticDevice.objects.exists()
    assert signed_in(moderator).get(HOME).url == NEW


def test_a_device_is_renamed(moderator):
    device = make_device(moderator)
    client = signed_in(moderator, device)
    change = reverse("wagtail_2fa_device_update", args=[device.pk])
    assert client.get(change).status_code == 200
    client.post(change, {"name": "Old telephone", "password": PASSWORD})
    listing = reverse("wagtail_2fa_device_list", args=[moderator.pk])
    assert "Old telephone" in client.get(listing).text


def test_the_command_helps_who_cannot_get_a_mail(moderator):
    out = StringIO()
    call_command("second_factor", "mona", stdout=out)
    code = out.getvalue().split()[0]
    client = signed_in(moderator)
    assert client.post(AUTH, {"otp_token": code, "next": NEW}).url == NEW
    # Verified: a device is set up without a mail.
    assert key_in(client.get(NEW).text)
    call_command("second_factor", "mona", "--remove", stdout=out)
    assert signed_in(moderator).get(HOME).url == NEW
    with pytest.raises(CommandError):
        call_command("second_factor", "nobody", stdout=out)


def test_odd_requests_are_stood(moderator):
    client = signed_in(moderator, make_device(moderator))
    assert client.get("/admin/2fa/devices/999/remove").status_code == 404
    assert client.get(QR).status_code == 404
    assert client.post(NEW, {"name": "x", "password": PASSWORD}).url == NEW
    for url in (AUTH, NEW, QR, CODES):
        assert Client().get(url).status_code == 302
        assert Client().post(url).status_code == 302


def test_production_asks_for_it():
    assert base.SECOND_FACTOR_REQUIRED


def test_a_set_up_that_nobody_finishes_is_forgotten(moderator):
    client = signed_in(moderator)
    confirm_mailbox(client)
    client.get(NEW)
    assert forget_unfinished_devices() == 0
    TOTPDevice.objects.update(created_at=timezone.now() - timedelta(days=2))
    assert forget_unfinished_devices() == 1
    assert client.get(QR).status_code == 404

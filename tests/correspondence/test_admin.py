"""Staff see the outbox and keep the lists; no address is ever shown."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from correspondence.emails import kinds
from correspondence.errors import in_words
from correspondence.models import Message, Suppression
from events.models import Event
from limits.models import Ban
from openheritage.addresses import address_key

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("letters")]


def client_with(*codenames: str) -> Client:
    """A client of somebody who may enter the admin and has these permissions."""
    user = get_user_model().objects.create_user("staff", "staff@example.org")
    codenames = ("access_admin", *codenames)
    user.user_permissions.set(Permission.objects.filter(codename__in=codenames))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def admin(superuser) -> Client:
    client = Client()
    client.force_login(superuser)
    return client


def test_the_outbox_shows_mails_and_no_address(admin, write_letter):
    message = write_letter("secret@example.org", address="secret@example.org")
    Message.objects.filter(pk=message.pk).update(
        state="failed", error="SMTPDataError 550"
    )
    html = admin.get(reverse("outbox:index")).content.decode()
    assert "tests.letter" in html
    assert "SMTPDataError 550" in html
    assert "secret" not in html
    assert message.address_key not in html
    assert reverse("outbox:resend", args=[message.pk]) in html


@pytest.mark.parametrize(
    ("error", "words"),
    [
        ("SMTPDataError 550", "refuses it for good (SMTPDataError 550)"),
        ("SMTPRecipientsRefused 451", "takes it later (SMTPRecipientsRefused 451)"),
        ("ConnectionRefusedError", "could not be reached (ConnectionRefusedError)"),
        ("SMTPServerDisconnected", "could not be reached"),
        ("TimeoutError", "could not be reached"),
        ("SMTPAuthenticationError 535", "does not know us"),
        ("KeyError", "could not be made or sent (KeyError)"),
        ("", ""),
    ],
)
def test_what_went_wrong_is_said_in_words(error, words):
    assert words in in_words(error)


def test_the_outbox_is_filtered(admin, write_letter):
    write_letter()
    failed = write_letter()
    Message.objects.filter(pk=failed.pk).update(state="failed")
    url = reverse("outbox:index_results")
    html = admin.get(url, {"state": "failed", "kind": "tests.letter"}).content.decode()
    assert html.count("tests.letter") >= 1
    assert len(re.findall(r"<tr>|<tr ", html.split("<tbody>")[1])) == 1


def test_a_mail_is_sent_again_by_a_button(admin, write_letter, superuser):
    message = write_letter()
    Message.objects.filter(pk=message.pk).update(state="failed", attempts=3)
    url = reverse("outbox:resend", args=[message.pk])
    assert "Send again" in admin.get(url).content.decode()
    message.refresh_from_db()
    assert message.state == "failed", "Only POST acts."
    answer = admin.post(url, follow=True)
    assert "leaves in a moment" in answer.content.decode()
    message.refresh_from_db()
    assert (message.state, message.attempts) == ("waiting", 0)
    event = Event.objects.about("mail", message.pk).get()
    assert (event.verb, event.actor) == ("resent", superuser)


def test_staff_are_done_with_a_mail_that_failed(admin, write_letter, superuser):
    message = write_letter()
    url = reverse("outbox:dismiss", args=[message.pk])
    assert url not in admin.get(reverse("outbox:index")).content.decode()
    assert "has not failed" in admin.post(url, follow=True).content.decode()
    Message.objects.filter(pk=message.pk).update(state="failed")
    assert url in admin.get(reverse("outbox:index")).content.decode()
    assert "Done with" in admin.get(url).content.decode()
    answer = admin.post(url, follow=True)
    assert "no longer counts" in answer.content.decode()
    message.refresh_from_db()
    assert message.state == "dropped"
    event = Event.objects.about("mail", message.pk).get()
    assert (event.verb, event.actor) == ("dismissed", superuser)


def test_a_mail_that_is_leaving_is_not_sent_again(admin, write_letter):
    message = write_letter()
    Message.objects.update(leased_until=timezone.now() + timedelta(minutes=5))
    answer = admin.post(reverse("outbox:resend", args=[message.pk]), follow=True)
    assert "just being sent" in answer.content.decode()
    assert not Event.objects.about("mail", message.pk).exists()


@pytest.mark.parametrize("kind", ["signatures.links", "members.links"])
def test_a_mail_whose_reader_is_forgotten_is_not_sent_again(admin, kind):
    """The hash of an address that asked for its links is kept for a day."""
    about = kinds()[kind].about
    message = Message.objects.create(
        kind=kind, about=about, about_id=0, language="en", state="failed"
    )
    url = reverse("outbox:resend", args=[message.pk])
    html = admin.get(reverse("outbox:index")).text
    assert reverse("outbox:dismiss", args=[message.pk]) in html
    assert url not in html
    answer = admin.post(url, follow=True)
    assert "they can ask for another" in answer.text
    message.refresh_from_db()
    assert message.state == "failed"
    assert not Event.objects.about("mail", message.pk).exists()


def test_who_may_only_look_sends_nothing(write_letter):
    message = write_letter()
    client = client_with("view_message")
    html = client.get(reverse("outbox:index")).content.decode()
    assert "tests.letter" in html
    url = reverse("outbox:resend", args=[message.pk])
    assert url not in html
    assert client.post(url).status_code == 302
    assert not Event.objects.about("mail", message.pk).exists()


@pytest.mark.parametrize("name", ["outbox:index", "bans:index", "suppressions:index"])
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_has_no_permission_sees_nothing(name, method):
    answer = getattr(client_with(), method)(reverse(name))
    assert answer.status_code in (302, 405)


def block(admin: Client, kind: str, value: str) -> str:
    answer = admin.post(
        reverse("bans:add"), {"kind": kind, "value": value, "reason": "spam"}
    )
    return answer.content.decode()


@pytest.mark.parametrize(
    ("kind", "typed", "kept"),
    [
        ("domain", " @Spam.Example. ", "spam.example"),
        ("domain", "*.Müll.example", "*.xn--mll-hoa.example"),
        ("domain", "*.xyz", "*.xyz"),
        ("network", "192.0.2.77/24", "192.0.2.0/24"),
        ("network", "::ffff:192.0.2.1", "192.0.2.1/32"),
        ("network", "2001:DB8::1/32", "2001:db8::/32"),
        ("address", "A.B+c@gmail.com", address_key),
    ],
)
def test_a_ban_is_kept_in_one_spelling(admin, kind, typed, kept):
    kept = kept("ab@gmail.com") if callable(kept) else kept
    block(admin, kind, typed)
    found = Ban.objects.get()
    assert (found.kind, found.value) == (kind, kept)
    assert Event.objects.about("ban", found.pk).get().verb == "added"
    assert "already exists" in block(admin, kind, typed)
    assert Ban.objects.count() == 1


@pytest.mark.parametrize(
    ("kind", "typed", "words"),
    [
        ("domain", "*", "Name a domain"),
        ("domain", "*.*", "Name a domain"),
        ("domain", "spam", "Name a domain"),
        ("domain", "[a-z].example", "Name a domain"),
        ("domain", "a\ud7ffb..example", "Name a domain"),
        ("network", "0.0.0.0/0", "too large"),
        ("network", "2000::/3", "too large"),
        ("network", "museum.example", "Name a network"),
        ("address", "museum.example", "no mail address"),
    ],
)
def test_a_wrong_block_is_refused_in_words(admin, kind, typed, words):
    assert words in block(admin, kind, typed)
    assert not Ban.objects.exists()


def test_the_reason_of_a_blocked_address_is_changed_without_knowing_it(admin):
    block(admin, "address", "ab@gmail.com")
    found = Ban.objects.get()
    url = reverse("bans:edit", args=[found.pk])
    admin.post(url, {"kind": "address", "value": found.value, "reason": "sorry"})
    found.refresh_from_db()
    assert (found.value, found.reason) == (address_key("ab@gmail.com"), "sorry")
    admin.post(reverse("bans:delete", args=[found.pk]))
    assert not Ban.objects.exists()
    verbs = Event.objects.about("ban", found.pk).values_list("verb", flat=True)
    assert sorted(verbs) == ["added", "changed", "removed"]


def test_an_address_is_put_on_the_suppression_list_and_found_there(admin):
    url = reverse("suppressions:add")
    admin.post(url, {"address": "A.B@gmail.com"})
    found = Suppression.objects.get()
    assert (found.key, found.reason) == (address_key("ab@gmail.com"), "staff")
    again = admin.post(url, {"address": "ab+x@gmail.com"}).content.decode()
    assert "on the list already" in again
    assert "no mail address" in admin.post(url, {"address": "x"}).content.decode()

    lookup = reverse("suppressions:lookup")
    answer = admin.post(lookup, {"address": "ab@googlemail.com"}).content.decode()
    assert "This address is on the list" in answer
    assert "ab@" not in answer
    answer = admin.post(lookup, {"address": "other@example.org"}).content.decode()
    assert "This address is not on the list" in answer

    html = admin.get(reverse("suppressions:index")).content.decode()
    assert lookup in html
    assert str(found) in html
    admin.post(reverse("suppressions:delete", args=[found.pk]))
    assert not Suppression.objects.exists()


def test_the_menu_has_a_group_of_its_own(admin):
    html = admin.get(reverse("wagtailadmin_home")).content.decode()
    for name in ("outbox:index", "bans:index", "suppressions:index"):
        assert reverse(name) in html

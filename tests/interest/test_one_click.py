"""Each mail can be ended by one press in the reader's mail program (RFC 8058)."""

import re

import pytest
from django.conf import settings as site
from django.test import Client

from consents.defaults import make_consents
from correspondence.emails import compose, kinds
from correspondence.models import Link, Message
from correspondence.outbox import send_due
from interest import subscribing
from interest.models import Subscriber
from limits.models import SentForm
from tests.correspondence.conftest import letters, mail_server, mail_settings
from tests.signing import letters as sent_letters

from .way import send, subscribed

# Fixtures, by their names.
__all__ = ["letters", "mail_server", "mail_settings"]

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wordings_of_today(db):
    make_consents()


def address_in(header: str) -> str:
    """As a mail program reads it."""
    assert header.startswith("<http"), "No encoding, no second address."
    assert header.endswith("/>")
    return header[1:-1]


def path_in(header: str) -> str:
    return address_in(header).removeprefix(site.WAGTAILADMIN_BASE_URL)


def program(client: Client, path: str, body: str = "form", **more: str):
    """No cookie, no page that it came from, and either encoding of a form."""
    if body == "form":
        kind = "application/x-www-form-urlencoded"
        return client.generic("POST", path, b"List-Unsubscribe=One-Click", kind, **more)
    part = 'Content-Disposition: form-data; name="List-Unsubscribe"'
    lines = ["--x", part, "", "One-Click", "--x--", ""]
    kind = "multipart/form-data; boundary=x"
    return client.generic("POST", path, "\r\n".join(lines).encode(), kind, **more)


def test_the_mail_that_leaves_says_how_and_one_post_ends_it(
    client, settings, mail_server
):
    settings.WAGTAILADMIN_BASE_URL = "https://www.openheritagestatement.example.org"
    send(client, "ar")
    assert send_due() == 1
    (delivery,) = mail_server.deliveries
    head = delivery.content.partition(b"\r\n\r\n")[0].decode("ascii")
    # Folded as in RFC 8058 itself, and in no encoding: programs look for these words.
    head = re.sub(r"\r\n[ \t]+", " ", head).replace(":  ", ": ").split("\r\n")
    (post,) = [line for line in head if line.startswith("List-Unsubscribe-Post:")]
    assert post == "List-Unsubscribe-Post: List-Unsubscribe=One-Click"
    (line,) = [line for line in head if line.startswith("List-Unsubscribe:")]
    path = path_in(line.removeprefix("List-Unsubscribe: "))
    stranger = Client(enforce_csrf_checks=True)
    for method in ("get", "head", "get"):
        page = getattr(stranger, method)(path, follow=True)
        assert page.status_code == 200
        assert page.request["PATH_INFO"].startswith("/ar/k/"), "In their language."
        assert "no-store" in page["Cache-Control"]
    assert Subscriber.objects.exists(), "Looking changes nothing."
    assert stranger.put(path).status_code in (403, 405)
    done = program(stranger, path)
    assert done.status_code == 200, "Programs follow no redirect."
    assert not done.cookies
    assert not Subscriber.objects.exists()
    assert not Link.objects.exists()
    assert program(stranger, path).status_code == 200, "Asked again, it is no error."


def test_each_kind_of_mail_can_be_ended_also_when_its_link_is_old(client):
    for kind, body in (("interest.confirmed", "form"), ("interest.renew", "parts")):
        person = subscribed(client)
        mail = compose(message_of(kind, person))
        path = path_in(mail.extra_headers["List-Unsubscribe"])
        Link.objects.filter(purpose=subscribing.STOP).update(
            expires_at=person.created_at
        )
        assert program(Client(enforce_csrf_checks=True), path, body).status_code == 200
        assert not Subscriber.objects.exists()
        # Else the next form is the same one, sent again.
        SentForm.objects.all().delete()
        sent_letters()


def message_of(kind: str, person: Subscriber, language: str = "en") -> Message:
    return Message(
        kind=kind, about="interest", about_id=person.pk, language=language, pk=1
    )


def test_by_hand_it_is_a_button_and_a_page_of_another_site_cannot_press_it(client):
    person = subscribed(client)
    mail = compose(message_of("interest.confirmed", person))
    path = path_in(mail.extra_headers["List-Unsubscribe"])
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(path)
    assert page.context["csrf_token"]
    foreign = browser.post(
        path, {"action": "stop"}, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    assert Subscriber.objects.exists()
    token = str(page.context["csrf_token"])
    done = browser.post(path, {"action": "stop", "csrfmiddlewaretoken": token})
    assert done.status_code == 200
    assert not Subscriber.objects.exists()


def test_links_that_are_not_for_it_open_nothing_by_one_click(client):
    send(client)
    (letter,) = sent_letters()
    link = next(iter(Link.objects.filter(purpose=subscribing.CONFIRM)))
    assert link
    confirm = letter.body.split("/k/")[1].split("/")[0]
    answer = program(Client(enforce_csrf_checks=True), f"/en/k/{confirm}/")
    assert answer.status_code == 403
    assert Subscriber.objects.exists()
    unknown = program(Client(enforce_csrf_checks=True), "/en/k/0000000000000000/")
    assert unknown.status_code == 200
    assert "Origin" not in unknown.headers


def test_other_mails_have_no_such_header():
    assert {
        kind
        for kind, mail in kinds().items()
        if type(mail).headers is not type(mail).__mro__[-2].headers
    } == {"interest.confirm", "interest.confirmed", "interest.renew"}

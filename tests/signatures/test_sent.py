"""The page after the form: the address can be seen, corrected and written to again."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from correspondence import domains
from correspondence.models import Lookup, Message
from limits import repeats
from limits.models import Attempt, Ban
from limits.models import SentForm as Row
from signatures import signing
from signatures.models import Signatory, Signature
from signatures.retention import purge
from tests.signing import (
    EMAIL,
    answer,
    answers,
    asked,
    hidden,
    letters,
    link_in,
    press,
    sign,
    without_last,
)

State = Signature.State
SENT = "/en/sign/sent/"
WRONG = "direktor@museum.example"

pytestmark = pytest.mark.django_db


def send(client: Client, go: str, language: str = "en", **fields: str) -> HttpResponse:
    """Presses a button of the page, and returns the page that follows."""
    path = f"/{language}/sign/sent/"
    page = client.get(path)
    data = {"go": go, "kept": hidden(page, "kept")} | fields
    return client.post(path, data, follow=True)


def correct(client: Client, address: str) -> HttpResponse:
    return send(client, "correct", email=address)


def of(address: str) -> Signature:
    return Signature.objects.get(people__email=address)


def test_a_mistyped_address_is_corrected_and_its_link_is_dead(client):
    sign(client, email=WRONG, comment="We sign.")
    (first,) = letters()
    assert first.to == [WRONG]
    page = client.get(SENT)
    assert f">{WRONG}</bdi>" in page.text
    page = correct(client, EMAIL)
    assert EMAIL in page.text
    assert WRONG not in page.text
    (second,) = letters()
    assert second.to == [EMAIL]
    assert not Signatory.objects.filter(email=WRONG).exists()
    assert client.get(link_in(first)).status_code == 404
    answer(client, link_in(second), "confirm")
    signature = of(EMAIL)
    assert (signature.state, signature.comment) == (State.WAITING, "We sign.")
    assert signature.signatory.consents.count() == 2


def test_a_mail_that_waits_leaves_for_the_corrected_address_alone(client):
    sign(client, email=WRONG)
    correct(client, EMAIL)
    assert [letter.to for letter in letters()] == [[EMAIL]]


def test_a_mail_is_sent_again_within_limits_that_the_page_tells(client):
    sign(client)
    # One that has not left yet is the one that is asked for.
    send(client, "again")
    assert len(letters()) == 1
    page = send(client, "again")
    assert "You can try again in 2 minutes." in page.text
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=3))
    assert "once more" in send(client, "again").text
    assert [letter.to for letter in letters()] == [[EMAIL]]
    Attempt.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert "You can try again in" in send(client, "again").text
    assert not letters()


def test_the_cookie_is_for_nobody_else_and_says_nothing(client):
    response = sign(client)
    cookie = response.cookies["sent-en"]
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == (
        SENT,
        True,
        "Lax",
    )
    assert 0 < cookie["max-age"] <= 3600
    assert EMAIL not in cookie.value
    page = client.get(SENT)
    assert "no-store" in page["Cache-Control"]
    # Nor can anybody read in the database what the form said.
    (row,) = Row.objects.all()
    assert b"Mariama" not in bytes(row.sealed)
    Row.objects.update(at=timezone.now() - timedelta(hours=2))
    repeats.purge_answers()
    assert "fill in the form again" in correct(client, "new@museum.example").text
    assert of(EMAIL).state == State.UNCONFIRMED


def test_whoever_refuses_cookies_is_told_how_to_begin_anew(client):
    sign(client)
    client.cookies.clear()
    for page in (client.get(SENT), correct(client, "new@museum.example")):
        assert 'id="sent-form"' not in page.text
        assert re.search(r'<a href="/en/sign/">\s*Fill in the form again', page.text)
        assert EMAIL not in page.text
    assert [letter.to for letter in letters()] == [[EMAIL]]


def test_the_address_goes_on_into_another_language(client):
    sign(client)
    page = client.get(SENT)
    assert 'formaction="/ar/sign/sent/"' in page.text
    data = {"go": "language", "kept": hidden(page, "kept")}
    page = client.post("/ar/sign/sent/", data, follow=True)
    assert page.redirect_chain[-1][0] == "/ar/sign/sent/"
    assert EMAIL in page.text
    assert 'dir="rtl"' in page.text


def test_what_is_no_address_is_told_beside_the_field(client):
    sign(client)
    page = correct(client, "museum")
    assert "<title>Error: " in page.text.replace("\n", "")
    assert 'href="#id_email"' in page.text
    assert of(EMAIL)


def signers() -> dict[str, dict[str, str]]:
    """All whom we know something about, and one whom we do not."""
    names = ("new", "unconfirmed", "confirmed", "merged", "held", "banned", "warm")
    found = {
        name: {"name": f"Museum of {name}", "email": f"a@{name}.example"}
        for name in names
    }
    for name in ("unconfirmed", "confirmed", "merged", "held"):
        more = {"topic": "casino"} if name == "held" else {}
        sign(Client(), **found[name], **more)
    for name in ("confirmed", "merged"):
        signing.confirm(of(found[name]["email"]))
    Signature.objects.filter(name="Museum of merged").update(state=State.MERGED)
    Ban.objects.create(kind="domain", value="banned.example")
    return found


def plain(page: HttpResponse, *addresses: str) -> str:
    text = page.text.replace(hidden(page, "kept"), "")
    for address in addresses:
        text = text.replace(address, "…")
    return text


def test_all_signers_see_the_same_and_wait_as_long(client):
    pages: dict[str, set[str]] = {"sent": set(), "again": set(), "corrected": set()}
    counts: dict[str, dict[str, int]] = {"again": {}, "corrected": {}}
    for who, fields in reversed(signers().items()):
        client = Client()
        sign(client, **fields)
        letters()
        old, new = fields["email"], f"b@{who}.example"
        pages["sent"].add(plain(client.get(SENT), old))
        for what, go, email in (("again", "again", old), ("corrected", "correct", new)):
            with CaptureQueriesContext(connection) as queries:
                page = send(client, go, email=email)
            number = len(asked(queries))
            if who != "warm":
                counts[what][who] = number
            pages[what].add(plain(page, old, new))
    assert {what: len(seen) for what, seen in pages.items()} == dict.fromkeys(pages, 1)
    for what, numbers in counts.items():
        assert max(numbers.values()) - min(numbers.values()) <= 2, (what, counts)


def test_an_address_that_has_signed_is_corrected_into_as_quickly(client):
    """Or whoever signs from their own address could learn whether another one has."""
    counts = {}
    for who, fields in signers().items():
        client = Client()
        sign(client, **(fields | {"email": f"own@own-{who}.example"}))
        letters()
        with CaptureQueriesContext(connection) as queries:
            send(client, "correct", email=fields["email"])
        counts[who] = len(asked(queries))
    assert max(counts.values()) - min(counts.values()) <= 3, counts


def test_what_stood_before_is_not_changed_by_a_stranger(client):
    """Who knows organisation and address takes nothing from who signed, and learns
    nothing: a mail comes whether somebody has signed or not."""
    found = signers()
    for who in ("unconfirmed", "confirmed", "merged"):
        letters()
        before = of(found[who]["email"])
        stranger = Client()
        sign(stranger, **found[who], signer="Mallory")
        correct(stranger, f"mallory@{who}.example")
        after = of(found[who]["email"])
        assert (after.pk, after.state) == (before.pk, before.state)
        new = of(f"mallory@{who}.example")
        assert (new.state, new.signatory.name) == (State.UNCONFIRMED, "Mallory")
        assert [f"mallory@{who}.example"] in [letter.to for letter in letters()]


def test_a_correction_that_is_sent_twice_is_one_mail(client):
    sign(client, email=WRONG)
    letters()
    data = {"go": "correct", "email": EMAIL}
    cookies = client.cookies["sent-en"].value
    client.post(SENT, data)
    # The answer was lost: the browser has the cookie of before.
    client.cookies["sent-en"] = cookies
    client.post(SENT, data)
    assert [letter.to for letter in letters()] == [[EMAIL]]
    assert of(EMAIL)


def test_who_corrects_to_an_address_that_has_signed_is_told_by_mail(client):
    sign(Client())
    signing.confirm(of(EMAIL))
    letters()
    sign(client, email=WRONG)
    correct(client, EMAIL)
    assert "already" in letters()[-1].subject
    purge(dry_run=False)
    assert not Signatory.objects.filter(email=WRONG).exists()
    assert of(EMAIL).state == State.WAITING


def test_what_was_confirmed_meanwhile_stays(client):
    sign(client, email=WRONG)
    (letter,) = letters()
    answer(client, link_in(letter), "confirm")
    correct(client, EMAIL)
    assert of(WRONG).state == State.WAITING
    assert of(EMAIL).state == State.UNCONFIRMED


def test_a_domain_that_takes_no_mail_is_told_to_all_and_to_staff(client, settings):
    known = {"name": "Museum of Tides", "email": "known@gone.example"}
    sign(Client(), **known)
    signing.confirm(of("known@gone.example"))
    new, old = Client(), Client()
    sign(new, email="new@gone.example")
    sign(old, **known)
    for seer in (new, old):
        assert "No mail can reach" not in seer.get(SENT).text
    Lookup.objects.update(finding="none", domain="")
    domains.no_mail_found.send(Lookup, domain="gone.example")
    for seer in (new, old):
        assert "No mail can reach" in seer.get(SENT).text
    letters()
    assert Message.objects.filter(state="failed", error="NoMailDomainError").exists()
    assert of("new@gone.example").flags == ["no_mail"]
    correct(new, EMAIL)
    assert "No mail can reach" not in new.get(SENT).text
    assert of(EMAIL).flags == []


def test_the_address_that_was_chosen_stays_where_something_else_is_wrong(client):
    fields = without_last(answers(email="director@gmial.com", job_title=""))
    page = press(client, client.get("/en/sign/"), "continue", **fields)
    page = press(client, page, "continue", **fields)
    asked = {"asked_about": hidden(page, "asked_about")}
    taken = press(client, page, "", **fields, **asked, meant="yes")
    assert hidden(taken, "step") == "person"
    assert 'value="director@gmail.com"' in taken.text
    assert "gmial" not in taken.text


def test_a_likely_slip_is_a_question_that_can_be_overruled(client):
    fields = without_last(answers(email="director@gmial.com"))
    page = press(client, client.get("/en/sign/"), "continue", **fields)
    page = press(client, page, "continue", **fields)
    assert hidden(page, "step") == "person"
    assert "Did you mean" in page.text
    assert "director@gmail.com" in page.text
    assert "Error:" not in page.text
    assert "error-summary" not in page.text
    asked = {"asked_about": hidden(page, "asked_about")}
    taken = press(client, page, "", **fields, **asked, meant="yes")
    assert hidden(taken, "step") == "check"
    assert "director@gmail.com" in taken.text
    page = press(client, taken, "person")
    page = press(client, page, "continue", **fields, **asked, meant="")
    assert hidden(page, "step") == "check"
    assert "director@gmial.com" in page.text
    # Once more on the page after the form.
    press(client, page, "send", **answers())
    assert "director@gmail.com" in client.get(SENT).text
    send(client, "suggested", email="director@gmial.com")
    assert [letter.to for letter in letters()] == [["director@gmail.com"]]

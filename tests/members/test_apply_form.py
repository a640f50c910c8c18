"""The form with which an organisation applies: what it keeps, asks, refuses and
tells nobody."""

import pytest
from django.test import Client
from django.urls import reverse

from consents.defaults import make_consents
from correspondence.domains import no_mail_found
from correspondence.models import Lookup
from limits import rates
from members.answers import ACTION
from members.models import Application, Contact
from statement.models import StatementText
from tests.signing import letters

from .applying import (
    EMAIL,
    address,
    answers,
    applied,
    confirm,
    decide,
    fields,
    open_link,
    press,
    send,
    soup,
    the_one,
    verbs,
    words_of,
)

State = Application.State


@pytest.fixture(autouse=True)
def wordings_of_today(db):
    """The copy of the sample may be older than the catalogues."""
    make_consents()


@pytest.fixture
def reviewer(sign_in):
    return sign_in("reviewer")


def test_whatever_goes_wrong_nothing_that_was_typed_is_lost(client):
    typed = answers(website="nonsense", email="amina@gmial.com")
    del typed["consent_applying"]
    form = client.get("/en/apply/")
    page = client.post("/en/apply/", fields(form) | typed | {"go": "send"})
    kept = fields(page)
    assert {name: kept.get(name) for name in typed} == typed
    assert len(soup(page).select(".error-summary li")) == 2
    # A likely slip is asked about, once; then it stands.
    assert "amina@gmail.com" in words_of(page)
    assert not Application.objects.exists()
    right = fields(page) | {"website": "archive.example", "consent_applying": "on"}
    answered = client.post("/en/apply/", right | {"go": "send"})
    assert answered.status_code == 302
    assert Contact.objects.get().email == "amina@gmial.com"


def test_another_language_takes_all_along_but_what_is_agreed_to(client):
    typed = answers(motivation="أول السطر\r\n\r\nوآخره", website="x")
    sent = fields(client.get("/en/apply/")) | typed | {"go": "language"}
    page = client.post("/ar/apply/", sent)
    kept = fields(page)
    consents = {name for name in typed if name.startswith("consent_")}
    assert not consents & kept.keys()
    for name in typed.keys() - consents - {"motivation"}:
        assert kept[name] == typed[name], name
    assert kept["motivation"].replace("\r", "") == typed["motivation"].replace("\r", "")
    assert not soup(page).select(".error-summary"), "Nobody has sent it yet."
    assert soup(page).select(".notice[role=status]")
    assert page["Cache-Control"].startswith("max-age=0")
    # And on, with the same form: to Japanese, and sent there.
    page = client.post("/ja/apply/", kept | {"go": "language"})
    final = (
        fields(page) | dict.fromkeys(consents, "on") | {"website": "archive.example"}
    )
    assert client.post("/ja/apply/", final | {"go": "send"}).status_code == 302
    assert the_one().language == "ja"
    # Nothing was typed: an empty page, which caches know.
    empty = fields(client.get("/en/apply/")) | {"go": "language"}
    assert client.post("/fr/apply/", empty)["Location"] == "/fr/apply/"


def test_a_form_that_is_sent_again_is_sent_once(client):
    empty = fields(client.get("/en/apply/")) | {"go": "send"}
    form = fields(client.post("/en/apply/", empty)) | answers() | {"go": "send"}
    for language in ("en", "en", "fr"):
        # The wordings of another language are other ones; the form is the same.
        seen = fields(client.get(f"/{language}/apply/"))["seen"]
        sent = client.post(f"/{language}/apply/", form | {"seen": seen})
        assert sent.status_code == 302
    assert verbs(the_one()) == ["submitted"]
    # Of a form from the empty page, which has no name, there is no second mail either.
    client.post("/en/apply/", empty | answers())
    assert verbs(the_one()) == ["submitted", "submitted again"]
    assert len(letters()) == 1


def test_nobody_learns_from_the_form_who_has_applied(client):
    """The same page for all; what is known stands in the mail alone."""
    applied(client)
    first = client.get(send(client, email="new@archive.example")["Location"])
    page = client.get(send(client, motivation="Another one.")["Location"])
    assert words_of(page).replace(EMAIL, "") == words_of(first).replace(
        "new@archive.example", ""
    )
    known = letters()[-1]
    assert "already applied" in known.subject
    assert known.to == [EMAIL]
    waiting = Application.objects.get(state=State.WAITING)
    assert waiting.motivation.startswith("We have opened")


def test_before_it_is_confirmed_the_last_form_counts(client):
    send(client)
    link, page = open_link(client)
    seen = soup(page).find("input", attrs={"name": "seen"})["value"]
    send(client, motivation="Better words.", signer="Asha Juma")
    application = the_one()
    assert application.motivation == "Better words."
    assert application.contact.name == "Asha Juma"
    stale = client.post(link, {"action": "confirm", "seen": seen})
    assert stale.status_code == 200
    assert "Better words." in words_of(stale)
    assert the_one().state == State.UNCONFIRMED
    press(client, link, "confirm")
    assert the_one().state == State.WAITING


def test_what_is_agreed_to_was_on_the_screen(client):
    form = fields(client.get("/en/apply/")) | answers()
    before = StatementText.objects.get(pk=form["seen"].split(",")[0])
    again = client.post("/en/apply/", form | {"seen": f"{before.pk}", "go": "send"})
    assert "worded anew" in words_of(again)
    kept = fields(again)
    assert kept["motivation"] == form["motivation"]
    assert "consent_commitment" not in kept
    assert not Application.objects.exists()


def test_a_browser_that_says_nothing_is_asked_and_another_site_refused():
    client = Client(enforce_csrf_checks=True)
    form = fields(client.get("/en/apply/")) | answers() | {"go": "send"}
    foreign = client.post(
        "/en/apply/", form, headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    once = client.post("/en/apply/", form)
    assert once.status_code == 200
    assert not Application.objects.exists()
    kept = fields(once)
    assert {name: kept[name] for name in answers()} == answers()
    assert client.post("/en/apply/", kept | {"go": "send"}).status_code == 302


def test_suspicious_forms_look_like_all_others_and_wait_in_quarantine(client, reviewer):
    sent = client.get(send(client, topic="buy now")["Location"])
    assert EMAIL in words_of(sent)
    application = the_one()
    assert (application.state, application.flags) == (State.QUARANTINED, ["honeypot"])
    assert letters() == []
    listed = reviewer.get(reverse("members_applications:index"))
    assert "Zanzibar Sound Archive" in listed.text
    decide(reviewer, application, "release")
    assert confirm(client)
    assert the_one().state == State.WAITING
    # What nobody has confirmed is declined in silence.
    send(client, topic="buy now", name="Pills Ltd")
    spam = Application.objects.get(name="Pills Ltd")
    letters()
    decide(reviewer, spam, "decline", reason="unknown")
    assert letters() == []
    decide(reviewer, spam, "reopen")
    spam.refresh_from_db()
    assert spam.state == State.QUARANTINED


def test_too_many_of_a_network_go_to_quarantine(client):
    for number in range(20):
        rates.exceeded(ACTION, ip="127.0.0.1", address=f"a@archive{number}.example")
    send(client)
    assert the_one().flags == ["network"]


def test_a_domain_that_takes_no_mail_is_told_to_both(client, reviewer):
    path = send(client)["Location"]
    Lookup.objects.update(finding=Lookup.Finding.NO_MAIL)
    no_mail_found.send(Lookup, domain="archive.example")
    assert "archive.example" in soup(client.get(path)).select_one(".asks").text
    assert the_one().flags == [Application.Flag.NO_MAIL]
    assert "takes no mail" in reviewer.get(address(the_one())).text


BAD = {
    "name": ["", " \u200b", "<b>Museum</b>", "https://evil.example", "x" * 256, "1234"],
    "kind": ["", "individual", "nonsense"],
    "sector": ["", "nonsense"],
    "country": ["", "XX", "Tanzania"],
    "website": ["", "javascript:alert(1)", "localhost", "a@b.example", "x" * 300],
    "signer": ["", "Mu\0seum", "Museum \u202egro.evil"],
    "job_title": ["", "<script>"],
    "email": ["", "nonsense", "a@b@c.example", "a@localhost", "a b@c.example"],
    "motivation": [
        "",
        "x" * 2001,
        "See https://spam.example",
        "<a href=x>y</a>",
        "۱۲۳",
    ],
}


def test_bad_input_is_refused_in_words(client):
    """All fields at once: each says what is wrong with it."""
    form = fields(client.get("/en/apply/"))
    wrong = []
    for number in range(max(map(len, BAD.values()))):
        bad = {name: values[number % len(values)] for name, values in BAD.items()}
        page = client.post("/en/apply/", form | answers(**bad) | {"go": "send"})
        assert page.status_code == 200
        errors = str(soup(page).select(".error-summary a"))
        wrong += [(name, bad[name]) for name in bad if f"#id_{name}" not in errors]
    assert not wrong
    none = {name: "" for name in answers() if name.startswith("consent_")}
    page = client.post("/en/apply/", form | answers() | none | {"go": "send"})
    assert len(soup(page).select(".error-summary a")) == len(none)
    # Nothing at all, and what no browser sends.
    for odd in ({}, {"go": "send"}, {"seen": "9" * 400}, {"form": "x" * 99_999}):
        assert client.post("/en/apply/", odd).status_code == 200
    assert client.put("/en/apply/").status_code == 405
    assert not Application.objects.exists()


def test_no_encoding_breaks_the_form(client):
    body = (
        b'--x\r\nContent-Disposition: form-data; name="motivation"\r\n\r\n'
        b"\\ud800 +2AA- \xd8\x00\r\n--x--\r\n"
    )
    for charset in ("utf-8", "utf-16", "utf-7", "unicode_escape", "hex", "undefined"):
        content_type = f"multipart/form-data; boundary=x; charset={charset}"
        response = client.generic("POST", "/en/apply/", body, content_type)
        assert response.status_code in (200, 400), charset

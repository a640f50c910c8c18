"""An individual asks to be written to, confirms, changes their mind, and is gone."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from consents.defaults import make_consents
from correspondence.models import Link, Message
from interest.models import Subscriber
from limits.models import Ban
from tests.signing import letters, link_in
from tests.volunteers.way import soup

from .way import EMAIL, NAME, confirm, filled, send, subscribed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wordings_of_today(db):
    """The copy of the sample may be older than the catalogues."""
    make_consents()


def test_an_individual_asks_confirms_chooses_anew_and_stops(client):
    page = client.get("/fr/interest/")
    assert page.status_code == 200
    assert "public" in page["Cache-Control"]
    assert not page.cookies
    sent = send(client, "fr")
    assert sent["Location"] == "/fr/interest/sent/"
    assert Subscriber.objects.get().state == "unconfirmed"
    link = link_in(letters()[-1])
    for _look in range(2):
        # A scanner that opens every link confirms nothing.
        assert client.get(link).status_code == 200
        assert Subscriber.objects.get().state == "unconfirmed"
    seen = soup(client.get(link)).find("input", attrs={"name": "seen"})["value"]
    for _press in range(2):
        client.post(link, {"action": "confirm", "seen": seen})
    person = Subscriber.objects.get()
    assert person.state == "confirmed"
    assert (person.name, person.topics) == (NAME, ["news", "events"])
    (welcome,) = letters()
    assert NAME in welcome.body
    link = link_in(welcome)
    assert EMAIL in client.get(link).text
    none = client.post(link, {"action": "save", "into": "xx", "signer": "<b>"})
    assert soup(none).find(class_="error-summary")
    client.post(
        link, {"action": "save", "topics": ["advocacy"], "into": "ar", "signer": ""}
    )
    person.refresh_from_db()
    assert (person.topics, person.language, person.name) == (["advocacy"], "ar", "")
    assert client.post(link, {"action": "stop"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert client.get(link).status_code == 404


def test_the_same_answer_and_mail_whatever_is_known_and_old_links_go_on(client):
    first = subscribed(client)
    old = link_in(letters()[-1])
    again = send(client, "de", email=EMAIL.upper(), topics=["translation"], signer="")
    assert again["Location"] == "/de/interest/sent/"
    # Nothing of the earlier wish changes before the mailbox has said so.
    first.refresh_from_db()
    assert first.topics == ["news", "events"]
    confirm(client)
    person = Subscriber.objects.get()
    assert person == first, "What is done to them later is told of a row that stays."
    assert (person.topics, person.language, person.name) == (["translation"], "de", "")
    assert person.consents.get().wording.language == "de"
    newer = link_in(letters()[-1])
    assert "translation" in client.get(newer).text
    assert client.get(old).status_code == 200
    client.post(old, {"action": "stop"})
    assert not Subscriber.objects.exists()


def test_that_was_not_me_forgets_at_once_and_the_earlier_one_is_kept_from_strangers(
    client,
):
    own = subscribed(client)
    letters()
    # A stranger types the address of somebody who is there already.
    send(client, topics=["advocacy"], signer="Somebody Else")
    link = link_in(letters()[-1])
    said = client.post(link, {"action": "disown"}).text
    assert "it was deleted" in said
    assert "no more" not in said, "We go on writing to the mailbox."
    assert Subscriber.objects.get() == own
    own.refresh_from_db()
    assert (own.topics, own.name) == (["news", "events"], NAME)
    assert not letters()
    assert client.get(link).status_code == 404
    # Nor is the stranger's mail a way to end what the mailbox had asked for.
    send(client, topics=["events"], signer="Somebody Else")
    (letter,) = letters()
    stop = re.search(r"/en/k/[^>]+", letter.extra_headers["List-Unsubscribe"])[0]
    client.post(stop, {"List-Unsubscribe": "One-Click"})
    assert Subscriber.objects.get() == own


def test_an_expired_link_says_so_and_does_nothing(client):
    send(client)
    link = link_in(letters()[-1])
    seen = soup(client.get(link)).find("input", attrs={"name": "seen"})["value"]
    Link.objects.update(expires_at=timezone.now())
    for action in ("confirm", "disown", "stop"):
        page = client.post(link, {"action": action, "seen": seen})
        assert page.status_code == 410
        assert "7 days" in page.text
    assert Subscriber.objects.get().state == "unconfirmed"


def test_what_was_stopped_in_another_tab_is_no_mistake(client):
    person = subscribed(client)
    link = link_in(letters()[-1])
    # A newer form of the mailbox took its place: the older tab shows what is there.
    send(client, topics=["advocacy"])
    confirm(client)
    assert Subscriber.objects.get(pk=person.pk).topics == ["advocacy"]
    saved = {"action": "save", "topics": ["news"], "into": "sw", "signer": NAME}
    assert client.post(link, saved).status_code == 302
    assert Subscriber.objects.get().language == "sw"


def test_a_form_that_is_sent_again_is_one_form_and_writes_one_mail(client):
    for _time in range(3):
        assert send(client).status_code == 302
    assert Subscriber.objects.count() == 1
    assert len(letters()) == 1
    send(client, topics=["events"])
    assert Subscriber.objects.count() == 2


def test_another_language_keeps_what_was_answered(client):
    typed = filled(go="language", **{"from": "en"})
    page = client.post("/ar/interest/", typed)
    form = soup(page).find("form", id="interest-form")
    assert not soup(page).find(class_="error-summary")
    assert form.find("input", attrs={"name": "email"})["value"] == EMAIL
    assert form.find("input", attrs={"name": "signer"})["value"] == NAME
    ticked = form.find_all("input", type="checkbox", checked=True)
    assert [box["value"] for box in ticked] == ["news", "events"], "No consent."
    assert form.find("option", selected=True)["value"] == "ar"
    assert soup(page).find(class_="notice", role="status"), "It is said."
    del typed["consent_contact"]
    assert not soup(client.post("/ar/interest/", typed)).find(class_="notice")
    chosen = client.post("/ar/interest/", typed | {"into": "ja"})
    assert soup(chosen).find("option", selected=True)["value"] == "ja"
    assert not Subscriber.objects.exists()


BAD = [
    {"topics": []},
    {"topics": ["news", "spam"]},
    {"into": "xx"},
    {"into": ""},
    {"email": ""},
    {"email": "nobody"},
    {"email": "a@b.example\r\nBcc: c@d.example"},
    {"email": "a@" + "b" * 300 + ".example"},
    {"signer": "<script>alert(1)</script>"},
    {"signer": "Z\0"},
    {"signer": "\u202egro.evil"},
    {"signer": "Z" * 256},
    {"signer": "Win https://evil.example"},
    {"consent_contact": ""},
]


def test_bad_answers_are_said_in_words_and_nothing_is_lost(client):
    for changes in BAD:
        page = client.post("/en/interest/", filled(**changes))
        assert page.status_code == 200
        shown = soup(page)
        summary = shown.find(class_="error-summary")
        assert summary, changes
        for link in summary.find_all("a"):
            assert shown.find(id=link["href"].removeprefix("#")), changes
        if "email" not in changes:
            assert shown.find("input", attrs={"name": "email"})["value"] == EMAIL
    assert not Subscriber.objects.exists()
    assert not Message.objects.exists()


def test_no_body_and_no_encoding_breaks_the_form(client):
    form = "application/x-www-form-urlencoded"
    for body, kind in (
        (b"go=send&email=\xff\xfe&signer=%ED%A0%80", form),
        (b"go=send&email=%00&topics=%00", form),
        (b"go=send&signer=\\ud800&email=\\ud800", f"{form}; charset=unicode_escape"),
        (b"go=send&signer=+2AA-&topics=+2AA-", f"{form}; charset=utf-7"),
        (b"go=language&signer=\\ud800", f"{form}; charset=unicode_escape"),
        (b"", f"{form}; charset=nope"),
        (b"{}", "application/json"),
        (b"--x", "multipart/form-data; boundary=x"),
    ):
        page = client.generic("POST", "/en/interest/", body, kind)
        assert page.status_code in (200, 400), body
    assert client.put("/en/interest/").status_code == 405


@pytest.mark.parametrize("why", ["honeypot", "banned", "network"])
def test_what_is_suspicious_gets_the_same_answer_and_no_mail(client, settings, why):
    more = {"topic": "x"} if why == "honeypot" else {}
    if why == "banned":
        Ban.objects.create(kind="domain", value="quills.example")
    if why == "network":
        settings.RATE_RULES = settings.RATE_RULES | {"interest": {"network": [(0, 60)]}}
    assert send(client, **more)["Location"] == "/en/interest/sent/"
    person = Subscriber.objects.get()
    assert (person.state, person.flags) == ("quarantined", [why])
    assert not letters()


def test_a_likely_slip_is_asked_about_once(client):
    asked = send(client, email="zaphodine@gmial.com")
    assert "gmail.com" in asked.text
    assert not Subscriber.objects.exists()
    # As a browser sends it: the button that was pressed, and no other.
    form = soup(asked).find("form", id="interest-form")
    posted = filled(email="zaphodine@gmial.com", meant=["", "yes"], **{"from": "en"})
    del posted["go"]
    (button,) = form.find_all("button", attrs={"name": "meant"})
    assert button["value"] == "yes"
    assert client.post(form["action"], posted).status_code == 302
    assert Subscriber.objects.get().email == "zaphodine@gmail.com"


def test_the_address_that_was_chosen_stays_where_something_else_is_wrong(client):
    wrong = filled(email="zaphodine@gmial.com", signer="x" * 300)
    asked = client.post("/en/interest/", wrong)
    assert "gmail.com" in asked.text
    taken = client.post("/en/interest/", wrong | {"meant": ["", "yes"]})
    form = soup(taken).find("form", id="interest-form")
    assert form.find("input", attrs={"name": "email"})["value"] == "zaphodine@gmail.com"
    assert "gmial" not in form.text
    send(client, email="zaphodine@gmail.com")
    assert Subscriber.objects.get().email == "zaphodine@gmail.com"


def test_forms_of_other_sites_are_refused_and_unsure_ones_shown_once_more():
    browser = Client(enforce_csrf_checks=True)
    foreign = browser.post(
        "/en/interest/", filled(), headers={"Origin": "https://evil.example"}
    )
    assert foreign.status_code == 403
    unsure = browser.post("/en/interest/", filled())
    form = soup(unsure).find("form", id="interest-form")
    asked = form.find("input", attrs={"name": "asked"})["value"]
    assert form.find("input", attrs={"name": "email"})["value"] == EMAIL
    assert not Subscriber.objects.exists()
    browser.post("/en/interest/", filled(asked=asked))
    assert Subscriber.objects.exists()


def test_whoever_wanted_to_sign_as_a_person_finds_their_name_in_the_form(client):
    assert 'href="/fr/interest/"' in client.get("/fr/sign/individuals/").text
    page = client.post(
        "/en/sign/organisation/",
        {"step": "organisation", "kind": "individual", "name": NAME, "go": "continue"},
        follow=True,
    )
    form = soup(page).find("form", action="/en/interest/")
    said = {field["name"]: field["value"] for field in form.find_all("input")}
    assert said == {"signer": NAME}
    filled_in = client.post("/en/interest/", said | {"go": "begin"})
    field = soup(filled_in).find("input", attrs={"name": "signer"})
    assert field["value"] == NAME
    assert not soup(filled_in).find(class_="error-summary")

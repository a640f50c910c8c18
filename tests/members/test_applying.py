"""The way into the Coalition, as applicants and staff walk it."""

import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from consents.defaults import make_consents
from correspondence.domains import no_mail_found
from correspondence.emails import compose, kinds
from correspondence.models import Lookup, Message
from events.deeds import NotNowError
from events.models import Event
from members import contacting, deciding, drafts
from members.models import Application, Contact, MemberPage, Question
from members.transitions import SUBJECT, shown
from organisations.models import Organisation
from statement.models import StatementText
from tests.conftest import LANGUAGES
from tests.signing import letters, link_in

from .applying import (
    EMAIL,
    answers,
    applied,
    confirm,
    decide,
    fields,
    newest,
    open_link,
    press,
    send,
    soup,
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


def the_one() -> Application:
    return Application.objects.get()


def verbs(application: Application) -> list[str]:
    rows = Event.objects.about(SUBJECT, application.pk).order_by("pk")
    return [row.verb for row in rows]


# The whole way ----------------------------------------------------------------------


def test_from_the_form_to_a_draft_that_nobody_else_sees_and_back(client, reviewer):
    """In Japanese: asked back, answered, accepted, taken back, accepted again."""
    pages = MemberPage.objects.count()
    sent = client.get(send(client, "ja", name="ザンジバル音声資料館")["Location"])
    assert EMAIL in words_of(sent)
    application = the_one()
    assert (application.state, application.language) == (State.UNCONFIRMED, "ja")
    # Whoever only looks, as programs in mailboxes do, confirms nothing.
    link, page = open_link(client)
    for seen in ("ザンジバル音声資料館", "More shall follow.", "Director", EMAIL):
        assert seen in words_of(page)
    assert the_one().state == State.UNCONFIRMED
    assert press(client, link, "confirm").status_code == 302
    assert press(client, link, "confirm") is None, "There is no second time."
    assert the_one().state == State.WAITING
    consents = Contact.objects.get().consents.all()
    assert {row.wording.purpose for row in consents} == {
        *("commitment", "applying", "application")
    }
    assert {row.wording.language for row in consents} == {"ja"}
    status = link_in(newest())

    decide(reviewer, application, "ask", question=Question.UNIT)
    asked = newest()
    assert the_one().state == State.ASKED
    assert_language(asked, "ja")
    assert "answer" in fields_of(client.get(status))
    press(client, link_in(asked), "correct", answer="The whole archive.")
    assert the_one().state == State.WAITING
    page = reviewer.get(address(application))
    assert "The whole archive." in page.text

    organisations = Organisation.objects.count()
    decide(reviewer, application, "accept", organisation="new")
    application = the_one()
    assert application.state == State.ACCEPTED
    original, own = drafts.profiles(application.member)
    assert [page.language for page in (original, own)] == ["en", "ja"]
    assert not original.live
    assert not own.live
    assert original.joined_on
    assert original.title == own.title == "ザンジバル音声資料館"
    assert client.get(f"/en/coalition/{original.slug}/").status_code == 404
    assert original.organisation.name == "ザンジバル音声資料館"
    assert Organisation.objects.count() == organisations + 1
    invited = newest()
    assert_language(invited, "ja")
    assert client.get(link_in(invited)).status_code == 200
    contact = Contact.objects.get()
    assert contact.member_key == original.translation_key
    assert True

    decide(reviewer, application, "reopen")
    application = the_one()
    assert (application.state, application.member) == (State.WAITING, None)
    assert MemberPage.objects.count() == pages
    assert Organisation.objects.count() == organisations
    assert Contact.objects.get().member_key is None
    # The link to a profile that is gone leads nowhere; that they are told of.
    assert client.get(link_in(invited)).status_code == 404
    assert newest().to == [EMAIL]

    decide(reviewer, application, "accept", organisation="new")
    member = the_one().member
    member.save_revision().publish()
    # What readers have seen is not taken back; who leaves, leaves.
    assert "action" not in buttons(reviewer.get(address(application)), "reopen")
    with pytest.raises(NotNowError):
        deciding.reopen(the_one(), None)
    assert client.get(f"/en/coalition/{member.slug}/").status_code == 200
    assert verbs(application) == [
        *("submitted", "confirmed", "asked", "answered", "accepted", "reopened"),
        "accepted",
    ]
    page = reviewer.get(address(application)).text
    assert "answered by the applicant" in page
    assert EMAIL not in page


def address(application: Application) -> str:
    return reverse("members_applications:inspect", args=[application.pk])


def fields_of(response) -> set[str]:
    return {tag["name"] for tag in soup(response).find_all(attrs={"name": True})}


def buttons(response, action: str) -> set[str]:
    found = soup(response).find_all("input", attrs={"name": "action", "value": action})
    return {tag["name"] for tag in found}


def assert_language(letter, language: str) -> None:
    assert letter.extra_headers["Content-Language"] in (language, "en")
    assert f"/{language}/k/" in letter.body


def test_declined_in_their_language_and_taken_back(client, reviewer):
    application = applied(client, "ar")
    decide(reviewer, application, "decline", reason="other")
    assert the_one().state == State.WAITING, "It needs words."
    words = "نأسف لذلك."
    decide(reviewer, application, "decline", reason="unknown", words=words)
    letter = newest()
    assert words in letter.body
    assert "/ar/apply/" in letter.body
    decide(reviewer, application, "reopen")
    assert the_one().state == State.WAITING
    assert newest() is not letter
    # A mail that has not left is called back, and nobody is told of the undoing.
    before = len(mail.outbox)
    decide(reviewer, application, "decline", reason="purpose")
    decide(reviewer, application, "reopen")
    assert letters() == []
    assert len(mail.outbox) == before


def test_an_applicant_changes_and_withdraws(client):
    application = applied(client)
    status = link_in(mail.outbox[-1])
    press(client, status, "correct", name="Zanzibar Film Archive")
    assert the_one().name == "Zanzibar Film Archive"
    refused = press(client, status, "correct", website="no website")
    assert "Enter a website" in words_of(refused)
    assert "no website" in refused.text
    assert the_one().website.endswith("example/")
    not_sure = press(client, status, "withdraw")
    assert "Tick the box" in words_of(not_sure)
    press(client, status, "withdraw", sure="on")
    assert the_one().state == State.WITHDRAWN
    assert "withdrawn" in newest().subject
    assert "withdrawn" in words_of(client.get(status))
    # They may begin anew.
    send(client, name="Zanzibar Film Archive")
    assert Application.objects.filter(state=State.UNCONFIRMED).count() == 1
    assert verbs(application)[-2:] == ["corrected", "withdrawn"]


def test_that_was_not_us_forgets_at_once(client):
    send(client)
    link, _page = open_link(client)
    press(client, link, "disown")
    application = the_one()
    assert (application.state, application.motivation) == (State.DISOWNED, "")
    assert not Contact.objects.exists()
    page = words_of(client.get(link))
    assert "not you" in page
    assert application.name not in page
    assert not Message.objects.exclude(address_key="").filter(about=SUBJECT).exists()


# The form ---------------------------------------------------------------------------


def test_whatever_goes_wrong_nothing_that_was_typed_is_lost(client):
    typed = answers(website="nonsense", email="amina@gmial.com")
    del typed["consent_applying"]
    form = client.get("/en/apply/")
    page = client.post("/en/apply/", fields(form) | typed | {"go": "send"})
    kept = fields(page)
    assert {name: kept.get(name) for name in typed} == typed
    assert len(soup(page).select(".error-summary li")) == 2
    # A likely slip is asked about, once; then it stands.
    right = fields(page) | {"website": "archive.example", "consent_applying": "on"}
    question = client.post("/en/apply/", right | {"go": "send"})
    assert "amina@gmail.com" in words_of(question)
    assert not Application.objects.exists()
    answered = client.post("/en/apply/", fields(question) | {"go": "send"})
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
    form = fields(client.get("/en/apply/")) | answers() | {"go": "send"}
    for language in ("en", "en", "fr"):
        # The wordings of another language are other ones; the form is the same.
        seen = fields(client.get(f"/{language}/apply/"))["seen"]
        sent = client.post(f"/{language}/apply/", form | {"seen": seen})
        assert sent.status_code == 302
    assert verbs(the_one()) == ["submitted"]
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
    assert kept["motivation"] == form["motivation"].replace("\n", "\r\n") or kept
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
    before = len(mail.outbox)
    decide(reviewer, spam, "decline", reason="unknown")
    assert letters() == []
    assert len(mail.outbox) == before + len(letters())
    decide(reviewer, spam, "reopen")
    spam.refresh_from_db()
    assert spam.state == State.QUARANTINED


def test_too_many_of_a_network_go_to_quarantine(client):
    for number in range(21):
        send(
            client, name=f"Archive {number}", email=f"a{number}@archive{number}.example"
        )
    held = Application.objects.exclude(flags=[])
    assert [row.flags for row in held] == [["network"]]


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
    form = fields(client.get("/en/apply/"))
    wrong = []
    for name, values in BAD.items():
        for value in values:
            sent = form | answers(**{name: value}) | {"go": "send"}
            page = client.post("/en/apply/", sent)
            errors = soup(page).select(".error-summary a") if page.text else []
            if page.status_code != 200 or f"#id_{name}" not in str(errors):
                wrong.append((name, value[:20]))
    for consent in ("commitment", "applying", "application"):
        sent = form | answers() | {"go": "send"}
        del sent[f"consent_{consent}"]
        page = client.post("/en/apply/", sent)
        assert soup(page).select_one(".error-summary a"), consent
    assert not wrong
    # Nothing at all, and what no browser sends.
    for odd in ({}, {"go": "send"}, {"seen": "9" * 400}, {"form": "x" * 99_999}):
        assert client.post("/en/apply/", odd).status_code == 200
    assert client.put("/en/apply/").status_code == 405
    assert not Application.objects.exists()


def test_half_a_character_is_received_and_shown(client):
    form = fields(client.get("/en/apply/")) | answers(name="\ud800x", website="")
    body = "&".join(
        f"{name}={value.encode('utf-16', 'surrogatepass').hex()}"
        for name, value in form.items()
    )
    page = client.post(
        "/en/apply/", body, content_type="application/x-www-form-urlencoded"
    )
    assert page.status_code == 200


# What staff see ---------------------------------------------------------------------


def test_twins_come_first_and_a_member_is_known_as_one(client, reviewer):
    page = MemberPage.objects.filter(locale__language_code="en", live=True).first()
    known = page.organisation
    facts = {"name": known.name.upper(), "country": known.country or "TZ"}
    first = applied(client, **facts)
    other = applied(client, **facts, email="b@archive.example", website="b.example")
    shown_page = reviewer.get(address(other))
    text = words_of(shown_page) if soup(shown_page).find("main") else shown_page.text
    assert "Likely twins" in text
    assert "member already" in text
    assert text.index("Likely twins") < text.index("Motivation")
    # It becomes the contact of the profile that there is; there is no second one.
    decide(reviewer, first, "accept", organisation=known.pk)
    first.refresh_from_db()
    assert first.member == page
    assert first.state == State.ACCEPTED
    assert contacting.contact_of(page) == first.contact
    assert (
        MemberPage.objects.filter(organisation=known, locale=page.locale).count() == 1
    )
    # Somebody else's mailbox does not take it over.
    refused = decide(reviewer, other, "accept", organisation=known.pk)
    assert "Somebody else speaks for this member already" in refused
    with pytest.raises(NotNowError):
        deciding.accept(other, None, known)
    other.refresh_from_db()
    assert (other.state, other.member) == (State.WAITING, None)
    # Taken back: the profile, which was there before, stays.
    decide(reviewer, first, "reopen")
    page.refresh_from_db()
    assert page.live
    assert contacting.contact_of(page) is None


def test_a_reviewer_decides_on_what_was_on_the_screen(client, reviewer):
    application = applied(client)
    seen = shown(application)
    press(client, link_in(mail.outbox[-1]), "correct", name="Zanzibar Film Archive")
    decide(reviewer, application, "accept", seen=seen, organisation="new")
    assert the_one().state == State.WAITING
    decide(reviewer, application, "decline", seen=seen, reason="unknown")
    assert the_one().state == State.WAITING


def test_only_who_may_sees_applications(client, sign_in):
    application = applied(client)
    for user in ("editor",):
        there = sign_in(user).get(address(application))
        assert there.status_code in (302, 403)
        assert application.motivation[:10] not in there.text


@pytest.mark.parametrize(
    "kind", sorted(k for k in kinds() if kinds()[k].about == SUBJECT)
)
def test_every_mail_speaks_every_language(client, kind):
    """With words that would be HTML, an address or a line of ours."""
    send(client)
    application = the_one()
    Application.objects.update(
        name="<b>Müller & “Söhne”</b>",
        state=kinds()[kind].states[0],
        closed_at="2026-01-01T00:00Z",
    )
    words = {"words": "Is this <right>?", "reason": "unknown", "question": "unit"}
    bodies = set()
    for language in LANGUAGES:
        message = Message(
            kind=kind,
            about=SUBJECT,
            about_id=application.pk,
            language=language,
            data=words,
            pk=1,
        )
        letter = compose(message)
        html = letter.alternatives[0].content
        assert "<b>Müller" in letter.body
        assert "<b>Müller" not in html
        assert letter.to == [EMAIL]
        assert EMAIL not in letter.body
        assert "Amina" in letter.body or kind == "members.confirm"
        assert "{" not in letter.body
        assert "%(" not in letter.body
        for address in re.findall(r"https?://\S+", letter.body):
            assert f"/{language}/" in address
        bodies.add(letter.body)
    assert len(bodies) == len(LANGUAGES)

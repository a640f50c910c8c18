"""The way into the Coalition, as applicants and staff walk it."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from consents.defaults import make_consents
from correspondence.emails import compose, kinds
from correspondence.models import Message
from events.deeds import NotNowError
from members import contacting, deciding, drafts, retention
from members.models import Application, Contact, MemberPage, Question
from members.transitions import SUBJECT, shown
from organisations.models import Organisation
from tests.conftest import LANGUAGES
from tests.signing import letters, link_in

from .applying import (
    EMAIL,
    address,
    applied,
    decide,
    newest,
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


def test_who_left_joins_again_and_stays(client, reviewer):
    page = MemberPage.objects.filter(locale__language_code="en", live=True).first()
    long_ago = timezone.localdate() - timedelta(days=400)
    page.left_on, page.status = long_ago, "observer"
    page.save_revision().publish()
    known = page.organisation
    application = applied(client, name=known.name, country=known.country or "TZ")
    decide(reviewer, application, "accept", organisation=known.pk)
    page.refresh_from_db()
    assert page.live
    assert (page.left_on, page.status) == (None, "member")
    retention.purge(dry_run=False)
    assert contacting.contact_of(page) == application.contact
    decide(reviewer, application, "reopen")
    page.refresh_from_db()
    assert (page.left_on, page.status) == (long_ago, "observer")


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
        for found in re.findall(r"https?://\S+", letter.body):
            assert f"/{language}/" in found
        bodies.add(letter.body)
    assert len(bodies) == len(LANGUAGES)

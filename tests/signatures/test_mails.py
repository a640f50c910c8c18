"""What signatories are told by mail, in each language."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.core.cache import cache
from django.utils import timezone

from correspondence.emails import compose, kinds
from correspondence.models import Link, Message
from correspondence.outbox import enqueue
from events.models import Event
from home.models import SiteSettings
from register import chain
from review import decide
from signatures import signing, succession
from signatures.models import Correction, Reason, Signatory, Signature
from signatures.transitions import enqueue_mail
from tests.conftest import LANGUAGES
from tests.signing import EMAIL, letters, make_published, make_signature

State = Signature.State

pytestmark = pytest.mark.django_db

# The digest is for staff.
KINDS = sorted(kind for kind in kinds() if kind.startswith("signatures."))
KINDS.remove("signatures.digest")
SUCCESSOR = "successor@museum.example"
HOSTILE = "<b>Müller & “Söhne”</b> archive.org"
WORDS = {"words": "Is this <right>?\n\nhttps://evil.example/", "reason": "unknown"}


def message_about(signature: Signature, kind: str, **fields) -> Message:
    if kind in ("signatures.succeed", "signatures.handing_over"):
        successor = Signatory.objects.create(
            signature=signature, is_current=False, email=SUCCESSOR, language="en"
        )
        fields["data"] = fields.get("data", {}) | {"person": successor.pk}
    # In the language of the person, as all of them are put into the outbox.
    signature.people.update(language=fields["language"])
    return Message(
        kind=kind,
        about=kinds()[kind].about,
        about_id=signature.pk,
        address_key=signature.signatory.address_key,
        **fields,
    )


def signature_for(kind: str, **facts) -> Signature:
    """One in a state in which the mail is wanted."""
    state = kinds()[kind].states[0]
    return make_signature(state, **facts)


def html_of(letter) -> str:
    return letter.alternatives[0].content


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_every_mail_speaks_every_language(kind, language):
    signature = signature_for(kind, name=HOSTILE, person="Ada\u00a0<i>")
    message = message_about(signature, kind, language=language, data=WORDS, pk=1)
    letter = compose(message)
    html = html_of(letter)
    # The mail of the links and that to a person begin without the organisation.
    assert HOSTILE in letter.body.replace("\n", " ")
    assert "<b>" not in html
    assert "<i>" not in html
    assert "&amp;" not in letter.body
    for part in (letter.body, html, letter.subject):
        assert not re.search(r"\{[{%#]|[%#}]\}|None|duration-", part)
    assert letter.subject
    assert "\n" not in letter.subject
    direction = "rtl" if language == "ar" else "ltr"
    assert f'dir="{direction}"' in html.split(">")[1] + html.split(">")[2]
    assert 'href="https://evil' not in html
    assert "<a href=" in html


@pytest.mark.parametrize("kind", KINDS)
def test_the_address_stands_in_no_header_but_to(kind):
    letter = compose(
        message_about(signature_for(kind), kind, language="en", data=WORDS, pk=1)
    )
    sent = letter.message()
    expected = SUCCESSOR if kind == "signatures.succeed" else EMAIL
    assert sent["To"] == expected
    for name, value in sent.items():
        if name != "To":
            assert EMAIL not in str(value)
            assert SUCCESSOR not in str(value)


@pytest.mark.parametrize("kind", KINDS)
def test_each_link_in_a_mail_leads_to_a_page(client, kind):
    signature = signature_for(kind)
    letter = compose(message_about(signature, kind, language="sw", data=WORDS, pk=1))
    links = re.findall(r'href="https?://[^/]+(/sw/[^"]*)"', html_of(letter))
    assert links
    for link in links:
        # A certificate is made by the worker.
        status = 503 if "certificate" in link else 200
        assert client.get(unescape(link)).status_code == status


@pytest.mark.parametrize("kind", KINDS)
def test_the_code_in_a_mail_opens_the_same_page_as_its_link(client, kind):
    signature = signature_for(kind)
    letter = compose(message_about(signature, kind, language="en", data=WORDS, pk=1))
    codes = re.findall(r"^(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}$", letter.body, re.MULTILINE)
    links = re.findall(r"/en/k/[0-9A-Z]+/", letter.body)
    assert len(codes) == len(links)
    for code, link in zip(codes, links, strict=True):
        response = client.post("/en/k/", {"code": code.lower()})
        assert response["Location"] == link


@pytest.mark.parametrize("kind", KINDS)
def test_a_mail_that_no_longer_fits_is_not_sent(kind):
    signature = signature_for(kind)
    message = message_about(signature, kind, language="en", data=WORDS, pk=1)
    assert kinds()[kind].recipient(message)
    if set(kinds()[kind].states) < set(State):
        Signature.objects.update(state=State.DISOWNED)
        assert compose(message) is None
    Signature.objects.update(state=kinds()[kind].states[0])
    Signatory.objects.all().delete()
    assert compose(message) is None


@pytest.mark.parametrize("kind", KINDS)
def test_no_mail_asks_for_an_answer_that_nobody_would_read(kind, settings, home):
    settings.REPLY_TO = "office@museum.example"
    message = message_about(signature_for(kind), kind, language="en", pk=1)
    assert compose(message).reply_to == ["office@museum.example"]
    # Without it, the address that staff have entered for the public.
    settings.REPLY_TO = ""
    assert "@" in compose(message).reply_to[0]
    SiteSettings.objects.update(contact_email="")
    cache.clear()
    letter = compose(message)
    assert letter.reply_to == []
    assert "answer this mail" not in letter.body.replace("\n", " ")


def test_how_long_links_work_is_said_as_it_is_set(settings):
    settings.UNCONFIRMED_DAYS, settings.LINK_DAYS = 3, 30
    for kind, words in {
        "confirm": "Both work for 3 days.",
        "succeed": "the invitation is open for 3 days",
        "confirmed": "it works for 30 days.",
    }.items():
        kind = f"signatures.{kind}"
        letter = compose(message_about(signature_for(kind), kind, language="en", pk=1))
        assert words in letter.body.replace("\n", " ")
    last = Link.objects.latest("pk")
    assert timedelta(29) < last.expires_at - timezone.now() <= timedelta(30)


def test_each_mail_has_one_button_with_words_and_a_code_that_is_less():
    # That of the links has one for each signature.
    for kind in set(KINDS) - {"signatures.links"}:
        message = message_about(signature_for(kind), kind, language="en", pk=1)
        html = html_of(compose(message))
        buttons = re.findall(r"<a [^>]*background:#1f5f55[^>]*>([^<]*)</a>", html)
        assert len(buttons) <= 1, kind
        assert all(" " in words for words in buttons), buttons
        assert len(buttons) or "answer this mail" in html


def test_what_staff_cause_leaves_on_a_day_that_strangers_have_filled(settings):
    settings.MAILS_A_DAY = 0
    held = make_signature(State.QUARANTINED)
    decide.release(held, None)
    decide.ask(make_signature(State.WAITING), None, "Who?")
    decide.reject(make_signature(State.WAITING), None, "unknown")
    assert len(letters()) == 3


def test_who_has_not_confirmed_is_not_greeted_by_a_name_that_anybody_typed():
    signature = make_signature(person="Buy at casino.example")
    message = message_about(signature, "signatures.confirm", language="en", pk=1)
    assert "casino" not in compose(message).body


def test_publication_tells_the_place_the_receipt_and_the_head():
    make_published()
    signature = make_published("two@museum.example", language="fr")
    make_published("three@museum.example")
    place = Signature.objects.published().count() - 1
    letter = next(row for row in letters() if row.to == ["two@museum.example"])
    assert f"/fr/signatures/{signature.reference}/" in letter.body
    assert re.search(rf"\b{place}\b", letter.body)
    assert chain.head().hash in letter.body
    assert str(signature.register_facts.get().entry_id) in letter.body


@pytest.mark.parametrize("reason", Reason)
def test_a_rejection_gives_its_reason_in_the_language_of_the_signer(reason):
    signature = make_signature(State.WAITING, language="de")
    decide.reject(signature, None, reason, "Und ein Wort von uns.")
    (letter,) = letters()
    body = letter.body.replace("\n", " ")
    assert "Und ein Wort von uns." in body
    if reason == Reason.OTHER:
        assert "below" not in body


def test_reviewers_words_reach_the_signer():
    signature = make_signature(State.WAITING)
    decide.ask(signature, None, "Which museum is it?\n\nThere are two.")
    (letter,) = letters()
    assert "Which museum is it?\n\nThere are two." in letter.body


def test_each_turn_is_told_once():
    signature = make_signature()
    signing.confirm(signature)
    decide.publish(signature, None)
    signing.correct(signature, signature.facts | {"comment": "More."})
    # Three mails a day leave for one address, those of staff on a later day.
    decide.accept(Correction.objects.get(signature=signature), None)
    decide.reopen(signature, None)
    kinds_sent = Message.objects.about("signature", signature.pk).values_list("kind")
    assert sorted(kinds_sent) == [
        ("signatures.confirmed",),
        ("signatures.corrected",),
        ("signatures.published",),
    ]


def test_the_data_of_a_signatory_is_complete():
    signature = make_signature(
        State.ASKED, comment="We sign.\n\nhttp evil", name_latin="Museum of Latin"
    )
    signing.correct(signature, signature.facts | {"name": "Other"}, "An answer.")
    succession.hand_over(signature, SUCCESSOR, "en")
    signing.send_data(signature)
    letter = next(row for row in letters() if "What we keep" in row.subject)
    body = " ".join(letter.body.split())
    person = signature.signatory
    for kept in (EMAIL, person.name, person.job_title, "An answer.", "Other"):
        assert kept in body
    assert "We sign. http evil" in body
    for consent in person.consents.all():
        assert " ".join(consent.wording.text.split()) in body
    # The successor is another person.
    assert SUCCESSOR not in body


def test_the_links_mail_names_only_signatures_of_its_own_address():
    first = make_signature(State.WAITING)
    other = make_signature(State.WAITING, "other@museum.example")
    enqueue("signatures.links", 0, language="en", address=EMAIL)
    (letter,) = letters()
    assert first.name in letter.body
    assert other.name not in letter.body


def test_a_mail_without_a_place_is_recorded(settings):
    settings.MAILS_A_DAY = 0
    signature = make_signature(State.WAITING)
    enqueue_mail(signature, "known")
    event = Event.objects.about("signature", signature.pk).first()
    assert (event.verb, event.data) == (
        "mail not sent",
        {"kind": "known", "why": "budget"},
    )


def test_a_decision_that_is_taken_back_is_told():
    signature = make_signature(State.WAITING)
    decide.mail_turn(signature, "reopened", None)
    (letter,) = letters()
    assert "looking at it again" in " ".join(letter.body.split())

"""What a person leaves behind: mails, links, words, and what others may read of it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from correspondence import links
from correspondence.models import Link, Message
from events.models import Event
from review import decide
from signatures import signing, succession
from signatures.consents import wordings_in
from signatures.models import Signature
from signatures.retention import export, purge
from signatures.transitions import CONFIRM, MANAGE, SUCCEED, enqueue_mail
from tests.signing import EMAIL, letters, make_published, make_signature

pytestmark = pytest.mark.django_db

State = Signature.State
SUCCESSOR = "next@museum.example"


def merged(signature: Signature) -> None:
    into = make_published("other@museum.example")
    decide.merge(signature, into, None)


CLOSING = [
    signing.withdraw,
    merged,
    lambda signature: decide.reject(signature, None, "other", "Who are you?"),
]


@pytest.mark.parametrize("close", CLOSING)
def test_of_what_is_closed_for_a_month_nobody_is_known(close):
    signature = make_published()
    close(signature)
    for purpose in (CONFIRM, MANAGE, SUCCEED):
        links.make(purpose, signature.pk, "en")
    purge(dry_run=False)
    assert signature.people.exists(), "They may still ask why."
    month = timezone.now() - timedelta(days=31)
    Signature.objects.filter(pk=signature.pk).update(closed_at=month)
    purge(dry_run=False)
    assert not signature.people.exists()
    mails = Message.objects.about("signature", signature.pk)
    assert {row.state for row in mails} == {Message.State.DROPPED}
    assert {(row.address_key, row.slot) for row in mails} == {("", None)}
    assert not any(row.data for row in mails)
    assert not Link.objects.filter(about_id=signature.pk).exists()
    assert Signature.objects.filter(pk=signature.pk).exists()


@pytest.fixture
def taken_over() -> Signature:
    """With mails that had not left when the successor accepted."""
    signature = make_signature(State.WAITING)
    for purpose in (CONFIRM, MANAGE):
        links.make(purpose, signature.pk, "en")
    decide.ask(signature, None, "Who are you?")
    letters()
    signing.send_data(signature)
    enqueue_mail(signature, "known")
    succession.hand_over(signature, SUCCESSOR, "en")
    return succession.succeed(
        signature,
        name="Ada",
        job_title="Keeper",
        language="en",
        consents=[row for row in wordings_in("en") if row.is_required],
    )


def test_a_successor_gets_nothing_that_was_for_the_person_before(taken_over):
    sent = {letter.subject: letter.to for letter in letters()}
    assert set(map(tuple, sent.values())) == {(SUCCESSOR,)}
    mails = Message.objects.about("signature", taken_over.pk)
    dropped = mails.filter(state="dropped").values_list("kind", flat=True)
    kept_back = ("data", "handing_over", "known", "succeed")
    assert set(dropped) == {f"signatures.{kind}" for kind in kept_back}
    assert not mails.exclude(data={}).filter(kind="signatures.asked").exists()


def test_no_link_of_the_person_before_leads_to_the_successor(taken_over):
    left = Link.objects.filter(about_id=taken_over.pk)
    assert not left.filter(purpose__in=[CONFIRM, MANAGE]).exists()


def test_an_invitation_that_is_taken_back_does_not_leave():
    signature = make_published()
    succession.hand_over(signature, SUCCESSOR, "en")
    succession.end_invitation(signature)
    mail = Message.objects.get(kind="signatures.succeed", about_id=signature.pk)
    assert mail.state == Message.State.DROPPED


def test_who_asks_for_a_link_keeps_nobody_else_from_theirs():
    addresses = [EMAIL, SUCCESSOR]
    for address in addresses:
        make_signature(State.WAITING, address)
        signing.send_links(address, "en")
    assert sorted(letter.to[0] for letter in letters()) == sorted(addresses)


def test_an_export_says_what_is_public_and_what_is_not():
    signature = make_signature(State.WAITING, language="fr")
    decide.ask(signature, None, "Who are you?")
    succession.hand_over(signature, SUCCESSOR, "en")
    (found,) = export(EMAIL)["signatures"]
    assert found["state"] == "asked back"
    assert found["language_signed"] == found["person"]["language"] == "fr"
    assert found["organisation"] == signature.facts
    assert found["text_sha256"] == signature.text.sha256
    assert found["person"]["job_title"] == "Director"
    assert found["person"]["is_current"]
    (asked,) = [row for row in found["mails"] if row["words"]]
    assert (asked["kind"], asked["state"]) == ("signatures.asked", "waiting")
    assert {row["language"] for row in found["consents"]} == {"fr"}
    (invited,) = export(SUCCESSOR)["signatures"]
    assert not invited["person"]["is_current"]


def test_what_a_signatory_does_is_in_the_history():
    signature = make_signature(State.WAITING)
    signing.correct(signature, {"comment": "Ours.", "country": "ML"})
    signing.send_data(signature)
    events = Event.objects.about("signature", signature.pk).order_by("pk")
    said = [(event.verb, event.data) for event in events]
    assert said == [
        ("corrected", {"fields": ["comment", "country"]}),
        ("data asked for", {}),
    ]


def test_a_signature_on_paper_waits_since_it_was_entered(superuser):
    paper = make_signature(State.UNCONFIRMED, None, source="paper")
    day = timezone.now().date() - timedelta(days=90)
    signing.sign_on_paper(paper, day, superuser)
    assert list(Signature.objects.to_review())[-1] == paper
    assert timezone.now() - paper.confirmed_at < timedelta(minutes=1)
    event = Event.objects.about("signature", paper.pk).get()
    assert (event.verb, event.actor) == ("entered", superuser)
    assert event.data == {"source": "paper"}


def test_a_new_organisation_has_all_that_its_signature_says():
    said = {"name": "Архив", "name_latin": "Arkhiv", "kind": "government"}
    said |= {"sector": "archive", "country": "KZ", "website": "https://a.example/"}
    organisation = make_published(**said).organisation
    assert {name: getattr(organisation, name) for name in said} == said

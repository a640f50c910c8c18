"""What goes, and who is told, when staff take a decision back."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from correspondence.models import Link, Message
from events.models import Event
from organisations.models import Organisation
from review import decide, moderation
from signatures import signing
from signatures.models import Signature
from tests.signing import (
    EMAIL,
    answer,
    letters,
    link_in,
    mailed,
    make_published,
    make_signature,
    sign,
)

pytestmark = pytest.mark.django_db

State = Signature.State


def decide_on(client: Client, signature: Signature, action: str, **fields) -> None:
    page = reverse("signatures_review:inspect", args=[signature.pk])
    response = client.post(page, {"action": action, **fields}, follow=True)
    assert "This is not possible any more" not in response.text


def pass_days(signature: Signature, days: int) -> None:
    """As if all that has happened to it were so much longer ago."""
    rows = Signature.objects.filter(pk=signature.pk)
    for name in ("created_at", "closed_at"):
        if (at := getattr(rows.get(), name)) is not None:
            rows.update(**{name: at - timedelta(days=days)})
    now = timezone.now()
    Link.objects.filter(about_id=signature.pk).update(expires_at=now)


def told(signature):
    mails = Message.objects.about("signature", signature.pk)
    return mails.filter(kind="signatures.reopened").count()


def test_an_organisation_made_by_a_publication_goes_with_it():
    signature = make_published()
    made = signature.organisation
    signature = decide.reopen(signature, None)
    assert signature.organisation is None
    assert not Organisation.objects.filter(pk=made.pk).exists()


def test_an_organisation_made_by_a_publication_goes_whatever_was_done_since():
    signature = make_published()
    made = signature.organisation
    decide.amend(signature, None, {"comment": "Ours."})
    decide.reopen(signature, None)
    assert not Organisation.objects.filter(pk=made.pk).exists()


def test_an_organisation_that_somebody_else_uses_stays():
    signature = make_published()
    made = signature.organisation
    other = make_signature(State.WAITING, "archive@museum.example")
    decide.publish(other, None, made)
    assert decide.reopen(signature, None).organisation is None
    assert decide.reopen(other, None).organisation is None
    assert Organisation.objects.filter(pk=made.pk).exists()


def test_an_organisation_that_was_there_before_stays():
    organisation = Organisation.objects.create(name="Museum", country="NE")
    signature = make_signature(State.WAITING)
    decide.publish(signature, None, organisation)
    decide.reopen(signature, None)
    assert Organisation.objects.filter(pk=organisation.pk).exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda signature: decide.publish(signature, None),
        lambda signature: decide.reject(signature, None, "unknown"),
    ],
)
def test_who_was_told_of_a_decision_is_told_that_it_is_taken_back(act):
    signature = make_signature(State.WAITING)
    act(signature)
    decide.reopen(signature, None)
    assert told(signature) == 0
    act(signature)
    letters()
    decide.reopen(signature, None)
    assert told(signature) == 1


def test_a_decision_of_which_nobody_was_told_is_taken_back_in_silence():
    signature = make_signature(State.UNCONFIRMED)
    decide.reject(signature, None, "unknown")
    letters()
    assert decide.reopen(signature, None).state == State.UNCONFIRMED
    assert told(signature) == 0


def test_what_staff_decide_is_mailed_at_once_however_full_the_day_is(client, sign_in):
    for number in range(4):
        sign(client, name=f"Museum of Tide {number}")
    signature = Signature.objects.filter(people__email=EMAIL).earliest("pk")
    letters()
    signing.confirm(signature)
    reviewer = sign_in("reviewer")
    for action, fields, words in (
        ("reject", {"reject-reason": "unknown"}, "find the organisation"),
        ("reopen", {}, "looking at it again"),
        ("ask", {"ask-words": "Which museum?"}, "Which museum?"),
        ("publish", {"publish-organisation": "new"}, ""),
        ("reopen", {}, "looking at it again"),
    ):
        seen = {"publish-seen": decide.facts_seen(signature)}
        decide_on(reviewer, signature, action, **fields, **seen)
        (letter,) = letters()
        assert words in " ".join(letter.body.split()), action
    # What strangers can cause keeps its place behind the others.
    sign(client, name="Museum of Tide 9")
    assert not letters()


def test_who_was_rejected_unconfirmed_gets_as_many_days_as_anybody(client, sign_in):
    """Signed by the form, rejected and taken back on the reviewer's page."""
    reviewer = sign_in("reviewer")
    sign(client)
    signature = Signature.objects.get(people__email=EMAIL)
    first = mailed("confirm", signature)
    decide_on(reviewer, signature, "reject", **{"reject-reason": "unknown"})
    pass_days(signature, settings.UNCONFIRMED_DAYS + 3)
    decide_on(reviewer, signature, "reopen")
    call_command("purge_personal_data", verbosity=0)
    signature.refresh_from_db()
    assert signature.state == State.UNCONFIRMED
    # The link of the first mail has ended by now.
    (letter,) = letters()
    assert link_in(letter) != first
    answer(client, link_in(letter), "confirm")
    signature.refresh_from_db()
    assert signature.state == State.WAITING


def test_a_first_mail_that_has_not_left_is_not_written_twice(client, sign_in):
    sign(client)
    signature = Signature.objects.get(people__email=EMAIL)
    reviewer = sign_in("reviewer")
    decide_on(reviewer, signature, "reject", **{"reject-reason": "unknown"})
    decide_on(reviewer, signature, "reopen")
    assert len(letters()) == 1


def test_two_that_are_merged_are_locked_in_one_order():
    one = make_signature(State.WAITING)
    other = make_signature(State.WAITING, "archive@museum.example")
    for first, second in ((one, other), (other, one)):
        with CaptureQueriesContext(connection) as queries:
            merged = decide.merge(first, second, None)
        locked = 'WHERE "signatures_signature"."id" = {} LIMIT'
        order = [
            [locked.format(row.pk) in query["sql"] for query in queries].index(True)
            for row in (one, other)
        ]
        assert order == sorted(order)
        decide.reopen(merged, None)


def corrected(signature: Signature) -> None:
    signing.correct(signature, {"comment": "Ours."})
    decide.accept(signature.corrections.get(), None)


SINCE = [
    signing.withdraw,
    corrected,
    lambda signature: decide.amend(signature, None, {"comment": "Ours."}),
    lambda signature: decide.merge(signature, make_published("a@b.example"), None),
    lambda signature: decide.merge(make_published("a@b.example"), signature, None),
    lambda signature: decide.publish(decide.reopen(signature, None), None),
]


@pytest.mark.parametrize("decide_since", SINCE)
def test_a_batch_is_not_taken_back_over_what_was_done_since(superuser, decide_since):
    signature = make_signature(State.WAITING)
    rows = Signature.objects.filter(pk=signature.pk)
    batch = moderation.run(rows, "publish", superuser).batch
    assert rows.get().is_published
    decide_since(rows.get())
    before = rows.values().get()
    result = moderation.undo(batch, superuser)
    assert (result.done, result.skipped) == (0, 1)
    assert rows.values().get() == before


def test_who_was_told_nothing_that_is_known_is_told_of_no_change():
    signature = make_signature(State.REJECTED)
    decide.reopen(signature, None)
    assert told(signature) == 0


DEEDS = {
    "asked": (State.WAITING, lambda row, by: decide.ask(row, by, "Who?")),
    "rejected": (State.WAITING, lambda row, by: decide.reject(row, by, "other")),
    "released": (State.QUARANTINED, decide.release),
    "held again": (State.UNCONFIRMED, decide.hold_again),
    "reopened": (State.PUBLISHED, decide.reopen),
    "published": (State.WAITING, decide.publish),
}


@pytest.mark.parametrize("verb", DEEDS)
def test_the_history_says_who_decided_what(superuser, verb):
    state, act = DEEDS[verb]
    signature = make_signature(state)
    act(signature, superuser)
    event = Event.objects.about("signature", signature.pk).first()
    assert (event.verb, event.actor, event.batch) == (verb, superuser, None)

"""What comes too late, or is done in no state for it, changes nothing."""

from collections.abc import Callable

import pytest

from correspondence.models import Message
from events.deeds import NotNowError
from events.models import Event
from register.models import RegisterEntry
from review import decide
from signatures import signing, succession
from signatures.consents import wordings_in
from signatures.models import Signatory, Signature
from signatures.transitions import TRANSITIONS, delete, move
from tests.signing import make_published, make_signature

pytestmark = pytest.mark.django_db

State = Signature.State
SUCCESSOR = "next@museum.example"


def everything() -> list:
    models = (Signature, Signatory, Message, Event, RegisterEntry)
    return [list(model.objects.order_by("pk").values()) for model in models]


def corrected(signature: Signature) -> None:
    signing.correct(signature, {"comment": "Ours."}, "The director.")


def handed_over(signature: Signature) -> None:
    succession.hand_over(signature, SUCCESSOR, "en")


def succeeded(signature: Signature) -> Signature:
    return succession.succeed(
        signature,
        name="Ada",
        job_title="Keeper",
        language="en",
        consents=[row for row in wordings_in("en") if row.is_required],
    )


@pytest.mark.parametrize(
    ("act", "states"),
    [
        (signing.confirm, set(State) - {State.UNCONFIRMED}),
        (signing.disown, set(State) - {State.UNCONFIRMED}),
        (signing.withdraw, set(State) - {*Signature.CONFIRMED}),
        (corrected, set(State) - {*Signature.CONFIRMED}),
        (handed_over, set(State) - {*Signature.CONFIRMED}),
        (succeeded, set(State)),
    ],
)
def test_a_button_that_is_pressed_too_late_does_nothing(act, states):
    for state in sorted(states):
        signature = make_signature(state)
        before = everything()
        act(signature)
        assert everything() == before, state


def into_itself(signature: Signature, _actor: None) -> None:
    decide.merge(signature, signature, None)


DECISIONS = {
    "publish": decide.publish,
    "reject": lambda signature, actor: decide.reject(signature, actor, "other"),
    "ask": lambda signature, actor: decide.ask(signature, actor, "Who?"),
    "merge": into_itself,
    "release": decide.release,
    "reopen": decide.reopen,
    "hold again": decide.hold_again,
}


@pytest.mark.parametrize("deed", DECISIONS)
def test_staff_decide_on_what_is_in_a_state_for_it_alone(deed):
    for state in sorted(set(State) - {*TRANSITIONS[deed].sources}):
        signature = make_signature(state)
        before = everything()
        with pytest.raises(NotNowError):
            DECISIONS[deed](signature, None)
        assert everything() == before, state


@pytest.mark.parametrize(
    ("state", "deed", "target"),
    [
        (State.PUBLISHED, "confirm", None),
        (State.UNCONFIRMED, "confirm", State.PUBLISHED),
        (State.REJECTED, "reopen", State.PUBLISHED),
    ],
)
def test_no_signature_moves_but_as_the_table_says(state, deed, target):
    signature = make_signature(state)
    with pytest.raises(NotNowError):
        move(signature, deed, target)
    signature.refresh_from_db()
    assert signature.state == state


def test_what_was_public_once_is_never_deleted():
    signature = signing.withdraw(make_published())
    with pytest.raises(NotNowError):
        delete(signature)
    assert Signature.objects.filter(pk=signature.pk).exists()


def test_whoever_is_named_does_not_accept_what_is_withdrawn_since():
    signature = make_published()
    handed_over(signature)
    signature = signing.withdraw(signature)
    before = everything()
    assert succeeded(signature).state == State.WITHDRAWN
    assert everything() == before


@pytest.mark.parametrize(
    "leave",
    [
        lambda signature: decide.reject(signature, None, "other"),
        lambda signature: decide.reopen(signature, None),
        lambda signature: decide.merge(signature, make_published("a@b.example"), None),
    ],
)
def test_what_is_public_no_more_is_not_to_be_corrected(
    leave: Callable[[Signature], object],
):
    signature = make_published()
    signing.correct(signature, {"comment": "Ours."})
    correction = signature.corrections.get()
    leave(signature)
    correction.refresh_from_db()
    assert correction.state == "replaced"
    assert correction.decided_at is not None
    with pytest.raises(NotNowError):
        decide.accept(correction, None)


def test_whom_no_mail_can_reach_is_in_the_history(settings):
    signature = make_published()
    settings.MAILS_A_DAY = 0
    handed_over(signature)
    events = Event.objects.about("signature", signature.pk)
    said = [event.data for event in events.filter(verb="mail not sent")]
    assert {"kind": "succeed", "why": "budget"} in said
    # Who answers for it is told all the same.
    assert len(said) == 1

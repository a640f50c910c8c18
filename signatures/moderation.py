"""Bulk moderation: one decision for many signatures, and taking it back as one.

Each signature is a transaction of its own, so whatever ends a run leaves no
half-done one, and what was done can be undone by its batch.
"""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, models, transaction
from django.db.models import Count, Max, Min, Q
from django.utils.translation import gettext_lazy as staff_

from correspondence.models import Event, Message

from . import matching, review
from .models import Signature
from .signing import SUBJECT, record

MOST = 1000
# Seconds after which a run ends, long before servers give up on a request.
LONGEST = 15

State = Signature.State
# What each bulk action leaves in the history.
VERBS = {"publish": "published", "reject": "rejected", "release": "released"}
# Whatever else decides on a signature after a batch forbids undoing it.
DECISIONS = {
    *VERBS.values(),
    *("asked", "merged", "merged with", "reopened", "held again", "submitted again"),
    *("confirmed", "disowned", "withdrawn", "correction accepted", "amended"),
    *("purged", "erased"),
}


class Action(models.TextChoices):
    PUBLISH = "publish", staff_("publish")
    REJECT = "reject", staff_("reject")
    RELEASE = "release", staff_("release from quarantine")


@dataclass
class Result:
    batch: UUID = field(default_factory=uuid4)
    done: int = 0
    # In no state that allows it; somebody was faster, or a successor took the place.
    skipped: int = 0
    # A person has to say which organisation it is.
    unclear: int = 0
    # Not looked at: time was up.
    left: int = 0


def each(
    signatures: Iterable[Signature],
    act: Callable[[Signature], object],
    result: Result,
) -> Result:
    end = time.monotonic() + LONGEST
    for signature in signatures:
        if time.monotonic() > end:
            result.left += 1
            continue
        try:
            act(signature)
        except (review.NotNowError, IntegrityError):
            result.skipped += 1
        except matching.UnclearError:
            result.unclear += 1
        else:
            result.done += 1
    return result


def run(
    signatures: models.QuerySet,
    action: str,
    actor: AbstractBaseUser,
    *,
    reason: str = "",
    words: str = "",
    seen: dict[str, str] | None = None,
) -> Result:
    """Does ``action`` to the first ``MOST`` of the signatures, in one batch.

    ``seen`` is what ``seen_now`` was when the moderator looked.
    """
    result = Result()

    def act(signature: Signature) -> None:
        before = None if seen is None else seen.get(str(signature.pk), "")
        if before is not None:
            review.as_seen(signature, before)
        if action == Action.PUBLISH:
            organisation = matching.for_certain(signature, signature.signatory)
            review.publish(
                signature, actor, organisation, batch=result.batch, seen=before
            )
        elif action == Action.RELEASE:
            review.release(signature, actor, batch=result.batch)
        else:
            review.reject(signature, actor, reason, words, batch=result.batch)

    return each(list(signatures[:MOST]), act, result)


def seen_now(signatures: models.QuerySet) -> dict[str, str]:
    """What a run would find: fingerprints of its signatures by their key."""
    return {str(row.pk): review.fingerprint(row) for row in signatures[:MOST]}


def batches(limit: int = 50) -> list[dict]:
    """The newest batches: ``batch, at, username, what, done, undone``."""
    decided = Q(verb__in=VERBS.values())
    rows = (
        Event.objects.filter(subject=SUBJECT, batch__isnull=False)
        .order_by()
        .values("batch")
        .annotate(
            at=Min("at"),
            username=Min("actor__username"),
            what=Max("verb", filter=decided),
            done=Count("pk", filter=decided),
            undone=Count("pk", filter=~decided),
        )
    )
    return list(rows.order_by("-at")[:limit])


def events_of(batch: UUID) -> models.QuerySet:
    return Event.objects.filter(
        subject=SUBJECT, batch=batch, verb__in=VERBS.values()
    ).order_by("pk")


def undo(batch: UUID, actor: AbstractBaseUser) -> Result:
    """Takes a batch back, but for signatures on which somebody decided since."""
    result = Result(batch)
    subjects = [event.subject_id for event in events_of(batch)[:MOST]]
    signatures = Signature.objects.in_bulk(subjects)
    result.skipped = len(set(subjects) - set(signatures))

    def act(signature: Signature) -> None:
        decided = Event.objects.about(SUBJECT, signature.pk).filter(verb__in=DECISIONS)
        last = decided.first()
        if last.batch != batch or last.verb not in VERBS.values():
            raise review.NotNowError
        if last.verb == "released":
            hold_again(signature, actor, batch)
        else:
            review.reopen(signature, actor, batch)

    return each(signatures.values(), act, result)


@transaction.atomic
def hold_again(signature: Signature, actor: AbstractBaseUser, batch: UUID) -> None:
    """Into quarantine again, and its mail is called back if it has not left."""
    signature = review.take(signature, State.UNCONFIRMED)
    signature.state = State.QUARANTINED
    signature.save()
    Message.objects.about(SUBJECT, signature.pk).filter(
        state=Message.State.WAITING, kind="signatures.confirm"
    ).update(state=Message.State.DROPPED)
    record("held again", signature, actor=actor, batch=batch)

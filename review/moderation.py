"""Bulk moderation: one decision for many signatures, and taking it back as one."""

from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
from django.utils.translation import gettext_lazy as staff_

from desk import batches
from desk.batches import Result
from events.deeds import NotNowError
from events.models import Event
from organisations.likeness import MOST_IN_BATCH, organisations
from signatures.models import Signature
from signatures.transitions import SUBJECT

from . import decide, likeness, matching

State = Signature.State
# What batches.each bulk action leaves in the history.
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
    is_published = action == Action.PUBLISH
    rows = list(signatures[: batches.MOST])
    known: tuple = ()
    if is_published:
        looked_at = likeness.confirmed().filter(pk__in=[row.pk for row in rows])
        wanted = [*likeness.computed(looked_at)]
        known = (
            likeness.near(wanted, MOST_IN_BATCH),
            organisations(wanted, MOST_IN_BATCH),
        )

    def act(signature: Signature) -> None:
        before = None if seen is None else seen.get(str(signature.pk), "")
        if before is not None:
            decide.as_seen(signature, before)
        if is_published:
            organisation = matching.for_certain(signature, signature.signatory, *known)
            decide.publish(
                signature, actor, organisation, batch=result.batch, seen=before
            )
        elif action == Action.RELEASE:
            decide.release(signature, actor, batch=result.batch)
        else:
            decide.reject(signature, actor, reason, words, batch=result.batch)

    return batches.each(rows, act, result)


def seen_now(signatures: models.QuerySet) -> dict[str, str]:
    """What a run would find: fingerprints of its signatures by their key."""
    return {str(row.pk): decide.facts_seen(row) for row in signatures[: batches.MOST]}


def undo(batch: UUID, actor: AbstractBaseUser) -> Result:
    """Takes a batch back, but for signatures on which somebody decided since."""
    result = Result(batch)
    subjects = [
        event.about_id
        for event in batches.events_of(SUBJECT, VERBS.values(), batch)[: batches.MOST]
    ]
    signatures = Signature.objects.in_bulk(subjects)
    result.skipped = len(set(subjects) - set(signatures))

    def act(signature: Signature) -> None:
        decided = Event.objects.about(SUBJECT, signature.pk).filter(verb__in=DECISIONS)
        last = decided.first()
        if last is None or last.batch != batch or last.verb not in VERBS.values():
            raise NotNowError
        if last.verb == "released":
            decide.hold_again(signature, actor, batch)
        else:
            decide.reopen(signature, actor, batch)

    return batches.each(signatures.values(), act, result)

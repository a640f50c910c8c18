"""The state of the work on thousands of translations, with the query that lists them.

``work`` says the same of a few, with its reasons: keep them together.
"""

from datetime import UTC, datetime
from typing import Any

from django.db.models import OuterRef, Subquery
from django.db.models.functions import JSONObject

from .models import State, Step

SAID = (State.READY, State.APPROVED)


def last_step() -> Subquery:
    """Of a translation: what somebody said last, as JSON."""
    steps = Step.objects.filter(
        translation_key=OuterRef("source__object_id"), locale=OuterRef("target_locale")
    ).order_by("-at", "-pk")
    said = JSONObject(state="state", at="at", by="by_id", note="note")
    return Subquery(steps.values(said=said)[:1])


def state_of(cell: Any) -> State:
    """Sentences win over what was said: see ``work``."""
    if cell.left or cell.total is None:
        return State.DRAFT
    step = cell.step
    if cell.is_live and not is_newer(cell) and not is_faulted(cell, step):
        return State.LIVE
    if step and step["state"] in SAID and not is_changed_since(cell, step):
        return State(step["state"])
    return State.DRAFT


def is_newer(cell: Any) -> bool:
    """Something was translated since readers were last given it."""
    at = cell.touched_at
    return bool(at and (cell.published_at is None or at > cell.published_at))


def is_faulted(cell: Any, step: dict | None) -> bool:
    """Sent back since readers were given it: what they have is not good."""
    if step is None or not step["note"]:
        return False
    return cell.published_at is None or said_at(step) > cell.published_at


def said_at(step: dict) -> datetime:
    """SQLite has no zones: its times are UTC."""
    at = datetime.fromisoformat(step["at"])
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def is_changed_since(cell: Any, step: dict) -> bool:
    """Whoever called it ready may still mend what they see."""
    if not cell.touched_at or (step["by"] and cell.touched_by == step["by"]):
        return False
    return cell.touched_at > said_at(step)

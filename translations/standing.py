"""The state of the work on thousands of translations, in one query.

``work`` says the same of a few, with its reasons: keep them together.
"""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Max

from .models import State, Step

SAID = (State.READY, State.APPROVED)

Cells = Mapping[tuple[UUID, int], Any]


def add_states(cells: Cells) -> None:
    """Sentences win over what was said: see ``work``."""
    said = last_steps(cells) if cells else {}
    for pair, cell in cells.items():
        cell.state = State.DRAFT
        step = said.get(pair)
        if cell.left or cell.total is None:
            continue
        if cell.is_live and not is_newer(cell) and not is_faulted(cell, step):
            cell.state = State.LIVE
        elif step and step[0] in SAID and not is_changed_since(cell, *step[1:3]):
            cell.state = State(step[0])


def is_newer(cell: Any) -> bool:
    """Something was translated since readers were last given it."""
    at = cell.touched_at
    return bool(at and (cell.published_at is None or at > cell.published_at))


def is_faulted(cell: Any, step: tuple | None) -> bool:
    """Sent back since readers were given it: what they have is not good."""
    if step is None or not step[3]:
        return False
    return cell.published_at is None or step[1] > cell.published_at


def is_changed_since(cell: Any, at: Any, by: int | None) -> bool:
    """Whoever called it ready may still mend what they see."""
    is_later = cell.touched_at and cell.touched_at > at
    return bool(is_later and (not by or cell.touched_by != by))


def last_steps(cells: Cells) -> dict[tuple[UUID, int], tuple]:
    newest = (
        Step.objects.filter(
            translation_key__in={key for key, _locale in cells},
            locale__in={locale for _key, locale in cells},
        )
        .order_by()
        .values("translation_key", "locale")
        .annotate(last=Max("pk"))
        .values("last")
    )
    rows = Step.objects.filter(pk__in=newest).order_by()
    return {
        (key, locale): tuple(step)
        for key, locale, *step in rows.values_list(
            "translation_key", "locale_id", "state", "at", "by_id", "note"
        )
    }

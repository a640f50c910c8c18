"""The state of the work on thousands of translations, in one query."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from .models import State


def add_states(cells: Mapping[tuple[UUID, int], Any]) -> None:
    for cell in cells.values():
        is_newer = cell.touched_at and (
            cell.published_at is None or cell.touched_at > cell.published_at
        )
        is_seen = cell.is_live and not cell.left and not is_newer
        cell.state = State.LIVE if is_seen else State.DRAFT

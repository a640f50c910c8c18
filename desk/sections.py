"""What a page of the admin is made of, so that its words stand in Python.

Public templates mark words for all languages; staff words are ``staff_``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django import forms
from wagtail.admin.ui.tables import Column, Table, TitleColumn

from openheritage.words import Words


@dataclass
class Action:
    """A button with the form that goes with it; ``name`` comes back as ``action``."""

    name: str
    label: Words
    form: forms.Form | None = None
    note: Words = ""
    is_serious: bool = False
    # Sent along unseen.
    hidden: dict[str, Any] = field(default_factory=dict)


@dataclass
class Section:
    name: str
    title: Words
    note: Words = ""
    rows: Sequence[tuple[Words, Any]] = field(default_factory=list)
    # (words, address)
    links: Sequence[tuple[Words, str]] = field(default_factory=list)
    table: Table | None = None
    actions: list[Action] = field(default_factory=list)


def table(
    rows: Iterable,
    *columns: tuple[Words, Callable[[Any], Any]],
    url: Callable[[Any], str] | None = None,
) -> Table | None:
    """A table of Wagtail's, its first column linked by ``url``; ``None`` if empty."""
    rows = list(rows)
    if not rows:
        return None
    made = []
    for number, (label, accessor) in enumerate(columns):
        if url and not number:
            made.append(
                TitleColumn(
                    f"column-{number}", label=label, accessor=accessor, get_url=url
                )
            )
        else:
            made.append(Column(f"column-{number}", label=label, accessor=accessor))
    return Table(made, rows)

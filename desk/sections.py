"""What a page of the admin is made of, so that its words stand in Python.

Public templates mark words for all languages; staff words are ``staff_``.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from django import forms
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as staff_
from wagtail.admin.ui.tables import Column, Table, TitleColumn

from openheritage.words import Words


def link(url: str, words: Words) -> SafeString:
    """A page of the admin, in a tab of its own: what has been typed stays."""
    return format_html('<a href="{}" target="_blank">{}</a>', url, words)


def website(address: str) -> Words:
    """A link out, if it is one that a browser should follow."""
    if not address.startswith(("http://", "https://")):
        return address
    return format_html(
        '<a href="{0}" target="_blank" rel="noopener noreferrer nofollow" dir="ltr">'
        "{0}</a>",
        address,
    )


def moment(at: datetime | None) -> str:
    """A time that staff anywhere in the world read alike."""
    if at is None:
        return ""
    return staff_("%(time)s UTC") % {
        "time": formats.date_format(at.astimezone(UTC), "DATETIME_FORMAT")
    }


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
    # Shown by its title alone until it is opened.
    is_folded: bool = False

    @property
    def is_open(self) -> bool:
        """Nobody has to look for what went wrong."""
        forms = [action.form for action in self.actions if action.form]
        return not self.is_folded or any(form.errors for form in forms)


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

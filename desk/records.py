"""What is kept about a row beside the row itself."""

from collections.abc import Callable, Mapping
from types import MappingProxyType

from django.utils.translation import gettext_lazy as staff_

from correspondence.emails import title_of
from correspondence.errors import in_words
from correspondence.models import Message
from events.models import Event
from openheritage.words import Words, moment

from .sections import Section, table


def mails(about: str, pk: int) -> Section | None:
    found = table(
        Message.objects.about(about, pk),
        (staff_("Mail"), lambda row: title_of(row.kind)),
        (staff_("State"), lambda row: row.get_state_display()),
        (staff_("Created"), lambda row: moment(row.created_at)),
        (staff_("Sent"), lambda row: moment(row.sent_at)),
        (staff_("What went wrong"), lambda row: in_words(row.error)),
    )
    return Section("mails", staff_("Mails about it"), table=found) if found else None


def history(
    about: str,
    pk: int,
    words: Mapping[str, Words] = MappingProxyType({}),
    more: Callable[[dict], str] | None = None,
) -> Section | None:
    """``words`` say what was done, ``more`` what its data mean."""
    more = more or details
    found = table(
        Event.objects.about(about, pk).select_related("actor"),
        (staff_("When"), lambda row: moment(row.at)),
        (staff_("What"), lambda row: words.get(row.verb, row.verb)),
        (staff_("By"), lambda row: row.actor.get_username() if row.actor else ""),
        (staff_("More"), lambda row: more(row.data)),
    )
    return Section("history", staff_("History"), table=found) if found else None


def details(data: dict) -> str:
    parts = []
    for name, value in data.items():
        if isinstance(value, dict):
            value = details(value)
        elif isinstance(value, list):
            value = ", ".join(map(str, value))
        if value not in ("", None):
            parts.append(f"{name}: {value}")
    return "; ".join(parts)

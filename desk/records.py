"""What is kept about a row beside the row itself."""

from django.utils.translation import gettext_lazy as staff_

from correspondence.models import Message
from events.models import Event

from .sections import Section, table


def mails(about: str, pk: int) -> Section | None:
    found = table(
        Message.objects.about(about, pk),
        (staff_("What"), lambda row: row.kind.partition(".")[2]),
        (staff_("State"), lambda row: row.get_state_display()),
        (staff_("Created"), lambda row: row.created_at),
        (staff_("Sent"), lambda row: row.sent_at or ""),
        (staff_("Last error"), lambda row: row.error),
    )
    return Section("mails", staff_("Mails about it"), table=found) if found else None


def history(about: str, pk: int) -> Section | None:
    found = table(
        Event.objects.about(about, pk).select_related("actor"),
        (staff_("When"), lambda row: row.at),
        (staff_("What"), lambda row: row.verb),
        (staff_("By"), lambda row: row.actor.get_username() if row.actor else ""),
        (staff_("More"), lambda row: details(row.data)),
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

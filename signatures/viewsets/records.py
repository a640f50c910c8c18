"""What is kept about a signature beside its own row."""

from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as staff_

from correspondence.models import Event, Message

from ..models import Signature
from ..signing import SUBJECT
from .sections import Section, table


def text_signed(signature: Signature) -> Section:
    text = signature.text
    with translation.override(text.locale.language_code):
        url = reverse("statement_text")
    return Section(
        "text",
        staff_("Text signed"),
        rows=[
            (staff_("Version"), text.version.number),
            (staff_("Language of the text"), text.locale.get_display_name()),
            (staff_("Language of the page"), signature.language_name),
            ("SHA-256", text.sha256),
        ],
        links=[(staff_("The text"), f"{url}?version={text.version.number}")],
    )


def mails(signature: Signature) -> Section | None:
    found = table(
        Message.objects.about(SUBJECT, signature.pk),
        (staff_("What"), lambda row: row.kind.removeprefix("signatures.")),
        (staff_("State"), lambda row: row.get_state_display()),
        (staff_("Created"), lambda row: row.created_at),
        (staff_("Sent"), lambda row: row.sent_at or ""),
        (staff_("Last error"), lambda row: row.error),
    )
    return Section("mails", staff_("Mails about it"), table=found) if found else None


def history(signature: Signature) -> Section | None:
    found = table(
        Event.objects.about(SUBJECT, signature.pk).select_related("actor"),
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

"""The history of an application, in words."""

from typing import cast

from django.db import models
from django.utils.translation import gettext_lazy as staff_

from correspondence.emails import title_of
from openheritage.words import Words

from .models import Application, Question, Reason

WORDS: dict[str, Words] = {
    "submitted": staff_("applied on the site"),
    "submitted again": staff_("applied again"),
    "confirmed": staff_("confirmed by the applicant"),
    "disowned": staff_("“That was not us”"),
    "corrected": staff_("changed by the applicant"),
    "answered": staff_("answered by the applicant"),
    "withdrawn": staff_("withdrawn"),
    "accepted": staff_("accepted"),
    "asked": staff_("asked back"),
    "declined": staff_("declined"),
    "released": staff_("released from quarantine"),
    "reopened": staff_("decision taken back"),
    "mail not sent": staff_("a mail was not sent"),
    "exported": staff_("personal data exported"),
    "erased": staff_("person erased"),
    "purged": staff_("deleted after its time"),
    "told by the journal": staff_("done again after a backup was restored"),
}


def choice(choices: type[models.TextChoices], value: str) -> str:
    return str(dict(choices.choices).get(value, value))


def label_of(name: str) -> str:
    return str(cast(models.Field, Application._meta.get_field(name)).verbose_name)


def more(data: dict) -> str:
    """What the data of an event say. What is only for machines is left out."""
    parts: list[Words] = []
    if "was" in data:
        was = choice(Application.State, data["was"])
        parts.append(staff_("it was %(state)s") % {"state": was})
    if data.get("reason") in Reason.values:
        parts.append(choice(Reason, data["reason"]))
    if data.get("question"):
        parts.append(choice(Question, data["question"]))
    if data.get("fields"):
        parts.append(", ".join(map(label_of, data["fields"])))
    parts += [choice(Application.Flag, flag) for flag in data.get("flags", [])]
    if data.get("is_new"):
        parts.append(staff_("a new organisation"))
    if data.get("kind"):
        parts.append(title_of(f"members.{data['kind']}"))
    return "; ".join(map(str, parts))

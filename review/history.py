"""The history of a signature, in words."""

from typing import cast

from django.db import models
from django.utils.translation import gettext_lazy as staff_

from correspondence.emails import title_of
from openheritage.words import Words
from signatures.models import Question, Reason, Signature

WORDS: dict[str, Words] = {
    "submitted": staff_("signed on the site"),
    "submitted again": staff_("signed again"),
    "address corrected": staff_("mail address corrected by the signer"),
    "entered": staff_("entered from paper"),
    "confirmed": staff_("confirmed by the signatory"),
    "disowned": staff_("“That was not us”"),
    "published": staff_("published"),
    "asked": staff_("asked back"),
    "rejected": staff_("rejected"),
    "merged": staff_("merged into another signature"),
    "merged with": staff_("another signature was merged into it"),
    "released": staff_("released from quarantine"),
    "held again": staff_("into quarantine again"),
    "reopened": staff_("decision taken back"),
    "amended": staff_("corrected by staff"),
    "corrected": staff_("corrected by the signatory"),
    "correction wanted": staff_("a correction is wanted"),
    "correction accepted": staff_("correction accepted"),
    "correction declined": staff_("correction declined"),
    "withdrawn": staff_("withdrawn"),
    "invited": staff_("a person is invited"),
    "successor named": staff_("a successor is named"),
    "successor taken back": staff_("the successor is taken back"),
    "handed over": staff_("handed over"),
    "data asked for": staff_("asked for a copy of their data"),
    "mail not sent": staff_("a mail was not sent"),
    "exported": staff_("personal data exported"),
    "erased": staff_("person erased"),
    "purged": staff_("deleted after its time"),
    "told by the journal": staff_("done again after a backup was restored"),
}


def named(pk: int) -> str:
    row = Signature.objects.filter(pk=pk).values_list("name", "reference").first()
    return "{} ({})".format(*row) if row else str(pk)


def choice(choices: type[models.TextChoices], value: str) -> str:
    return str(dict(choices.choices).get(value, value))


def label_of(name: str) -> str:
    return str(cast(models.Field, Signature._meta.get_field(name)).verbose_name)


def more(data: dict) -> str:
    """What the data of an event say. What is only for machines is left out."""
    parts: list[Words] = []
    if "was" in data:
        was = choice(Signature.State, data["was"])
        parts.append(staff_("it was %(state)s") % {"state": was})
    if data.get("reason"):
        parts.append(choice(Reason, data["reason"]))
    if data.get("question"):
        parts.append(choice(Question, data["question"]))
    if data.get("fields"):
        parts.append(", ".join(map(label_of, data["fields"])))
    parts += [choice(Signature.Flag, flag) for flag in data.get("flags", [])]
    parts += [named(data[name]) for name in ("into", "other") if data.get(name)]
    if data.get("apart"):
        others = ", ".join(map(named, data["apart"]))
        parts.append(staff_("not the same as %(others)s") % {"others": others})
    if data.get("is_new"):
        parts.append(staff_("a new organisation"))
    if data.get("kind"):
        parts.append(title_of(f"signatures.{data['kind']}"))
    return "; ".join(map(str, parts))

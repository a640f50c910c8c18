"""The history of a member’s contact, in words."""

from django.utils.translation import gettext_lazy as staff_

from correspondence.emails import title_of
from openheritage.words import Words

WORDS: dict[str, Words] = {
    "invited": staff_("a person is invited"),
    "agreed": staff_("confirmed"),
    "successor named": staff_("a successor is named"),
    "named as successor": staff_("a successor is named"),
    "successor taken back": staff_("the successor is taken back"),
    "taken over": staff_("handed over"),
    "data sent": staff_("asked for a copy of their data"),
    "mail not sent": staff_("a mail was not sent"),
    "exported": staff_("personal data exported"),
    "erased": staff_("person erased"),
    "purged": staff_("deleted after its time"),
    "told by the journal": staff_("done again after a backup was restored"),
}


def more(data: dict) -> str:
    """What is only for machines is left out."""
    return str(title_of(f"members.{data['kind']}")) if data.get("kind") else ""

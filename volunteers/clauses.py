"""Clauses and articles of a text of the Statement, by the names of their places."""

import re

from django.utils.translation import gettext as _

from statement.models import StatementText

from .lines import in_words

ANCHOR = re.compile(r"(clause|article)-([a-z]{1,2}|[1-9][0-9]{0,2})")


def label_at(anchor: str) -> str:
    """The label that an anchor of the page names; empty for what is none."""
    found = ANCHOR.fullmatch(anchor)
    return found[2] if found and anchor == anchor_of(found[2]) else ""


def anchor_of(label: str) -> str:
    return f"{'article' if label.isdecimal() else 'clause'}-{label}"


def name_of(label: str) -> str:
    if not label:
        return _("The title, or the text as a whole")
    return in_words("article" if label.isdecimal() else "clause", label)


def words_at(text: StatementText, label: str) -> list[str]:
    """The paragraphs of a clause or an article; of a text without it none."""
    return [words for mark, words in text.lines if label and mark == label]


def choices_of(text: StatementText) -> list[tuple[str, str]]:
    labels = dict.fromkeys(label for label, _words in text.lines if label)
    return [("", name_of("")), *((anchor_of(each), name_of(each)) for each in labels)]

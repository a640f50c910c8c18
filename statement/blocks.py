"""The parts of the Statement. Plain text only, so that it can be hashed."""

import re
from dataclasses import dataclass, field
from functools import reduce
from operator import or_
from typing import Any

from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as staff_
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError

from openheritage import slots
from openheritage.slots import Slot
from openheritage.text import collapsed


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text, white space collapsed."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [collapsed(part) for part in parts if part.strip()]


class LabelBlock(blocks.RegexBlock):
    """A name given once, in Latin letters or figures, the same in all languages.

    wagtail-localize asks a block for its segments; a label has none, so it is
    copied to every translation as it is.
    """

    def get_translatable_segments(self, value: str) -> list:
        return []

    def restore_translated_segments(self, value: str, segments: list) -> str:
        return value


class PartValue(blocks.StructValue):
    @property
    def paragraphs(self) -> list[str]:
        return paragraphs(self["text"])


class ClauseBlock(blocks.StructBlock):
    label = LabelBlock(
        regex=r"^[a-z]{1,2}$",
        label=staff_("letter"),
        help_text=staff_("a, b, c … The address of the clause ends in it."),
        error_messages={"invalid": staff_("One or two small Latin letters.")},
    )
    text = blocks.TextBlock(label=staff_("text"), rows=3)

    class Meta:
        icon = "list-ul"
        label = staff_("Preamble clause")
        label_format = "{label}"
        value_class = PartValue
        template = "statement/blocks/clause.html"


class ArticleBlock(blocks.StructBlock):
    label = LabelBlock(
        regex=r"^[1-9][0-9]{0,2}$",
        label=staff_("number"),
        help_text=staff_("1, 2, 3 … The address of the article ends in it."),
        error_messages={"invalid": staff_("A number from 1 to 999.")},
    )
    title = blocks.CharBlock(label=staff_("title"))
    text = blocks.TextBlock(
        label=staff_("text"),
        rows=5,
        help_text=staff_("An empty line begins a new paragraph."),
    )

    class Meta:
        icon = "list-ol"
        label = staff_("Article")
        label_format = "{label}. {title}"
        value_class = PartValue
        template = "statement/blocks/article.html"


# Blocks with a label; letters and numbers cannot be mistaken for each other.
LABELLED = ("clause", "article")


@dataclass(frozen=True)
class Signed:
    """What somebody has signed: ``{block id: label}`` of the Statement as it is
    published, and those of the asked labels that stand in any signed text."""

    kept: dict[str, str] = field(default_factory=dict)
    given: set[str] = field(default_factory=set)

    def __or__(self, other: "Signed") -> "Signed":
        return Signed(self.kept | other.kept, self.given | other.given)


def signed_labels(labels: set[str], document: str) -> Signed:
    """Nothing until somebody has signed; whoever keeps signatures knows it."""
    answers = slots.answers(Slot.SIGNED_LABELS, labels, document)
    return reduce(or_, answers, Signed())


class LabelledBlock(blocks.StreamBlock):
    """The parts of a text that is signed, in its order; kinds add those with a label.

    Labels are addresses: each is given once, and stays once it is signed.
    """

    # Of the page, ``KeptPage.document``.
    document: str

    opening = blocks.TextBlock(
        icon="pilcrow",
        label=staff_("Opening paragraph"),
        rows=3,
        template="statement/blocks/opening.html",
    )
    heading = blocks.CharBlock(
        icon="title",
        label=staff_("Section heading"),
        template="statement/blocks/heading.html",
    )

    def clean(self, value: Any) -> Any:
        value = super().clean(value)
        labelled = [
            (index, part)
            for index, part in enumerate(value)
            if part.block_type in LABELLED
        ]
        labels = {part.value["label"] for _index, part in labelled}
        signed = signed_labels(labels, self.document)
        kept, given = signed.kept, signed.given
        seen, errors = set(), {}
        for index, part in labelled:
            label = part.value["label"]
            if label in seen:
                words = staff_("“%(label)s” is taken already.")
            elif kept.get(part.id, label) != label:
                words = staff_(
                    "This has been signed as “%(kept)s” and keeps that label."
                )
            elif part.id not in kept and label in given:
                words = staff_(
                    "“%(label)s” is the label of another part that has been signed. "
                    "Take the next free one."
                )
            else:
                words = None
            if words:
                params = {"label": label, "kept": kept.get(part.id)}
                errors[index] = ErrorList([ValidationError(words, params=params)])
            seen.add(label)
        if errors:
            raise StreamBlockValidationError(block_errors=errors)
        return value


class StatementBlock(LabelledBlock):
    """Opening, clauses, headings and articles, in the order of the text."""

    document = "statement"
    clause = ClauseBlock()
    article = ArticleBlock()

"""The parts of the Statement. Plain text only, so that it can be hashed."""

import re

from django.apps import apps
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.utils import ErrorList
from django.utils.translation import gettext_lazy as staff_
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError


def paragraphs(text: str) -> list[str]:
    """The paragraphs of a plain text, white space collapsed."""
    parts = re.split(r"\n\s*\n", text.replace("\r\n", "\n"))
    return [" ".join(part.split()) for part in parts if part.strip()]


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


def signed_labels() -> tuple[dict[str, str], set[str]]:
    """``{block id: label}`` of the Statement as it is, and all labels ever signed.

    Both empty until somebody has signed. The relation is made by whoever keeps
    signatures; nothing of theirs is imported.
    """
    texts = apps.get_model("statement", "StatementText").objects.all()
    signed = [text.text for text in texts if text.signatures.exists()]
    if not signed:
        return {}, set()
    pages = apps.get_model("statement", "StatementPage").objects.filter(
        locale__language_code=settings.LANGUAGE_CODE
    )
    kept = {
        part.id: part.value["label"]
        for page in pages
        for part in page.body
        if part.block_type in LABELLED
    }
    lines = [line for text in signed for line in text.splitlines()]
    return kept, {line.partition("\t")[0] for line in lines} - {""}


class StatementBlock(blocks.StreamBlock):
    """Opening, clauses, headings and articles, in the order of the text."""

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
    clause = ClauseBlock()
    article = ArticleBlock()

    def clean(self, value):
        """Labels are addresses: each is given once, and stays once it is signed."""
        value = super().clean(value)
        kept, given = signed_labels()
        seen, errors = set(), {}
        for index, part in enumerate(value):
            if part.block_type not in LABELLED:
                continue
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

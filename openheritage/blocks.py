"""What an editor can put into the body of a page."""

import re
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as staff_
from wagtail import blocks
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text import get_text_for_indexing
from wagtail_localize.segments import StringSegmentValue

from .furniture import furniture_language
from .names import bcp47, cldr, day, file_size, language_name_here
from .phrases import marks


class RichTextBlock(blocks.RichTextBlock):
    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "features", ["bold", "italic", "ol", "ul", "link", "document-link"]
        )
        super().__init__(**kwargs)


class PicturedBlock(blocks.StructBlock):
    """A block with an ``image`` and plain ``words`` to translate."""

    words: tuple[str, ...] = ()

    def get_translatable_segments(
        self, value: blocks.StructValue
    ) -> list[StringSegmentValue]:
        """The words that wagtail-localize would find itself.

        It would stop a translation whose picture is gone (localize#769), and offer
        another picture for one language: both can be deleted here with that issue.
        """
        image = value["image"]
        found = {
            "image.alt_text": image.contextual_alt_text if image else "",
            **{name: value[name] for name in self.words},
        }
        return [StringSegmentValue(path, text) for path, text in found.items() if text]

    def restore_translated_segments(
        self, value: blocks.StructValue, segments: list[StringSegmentValue]
    ) -> blocks.StructValue:
        for segment in segments:
            if segment.path in self.words:
                value[segment.path] = segment.render_text()
            elif segment.path == "image.alt_text" and value["image"]:
                value["image"].contextual_alt_text = segment.render_text()
        return value


class FigureBlock(PicturedBlock):
    image = ImageBlock(label=staff_("image"))
    caption = blocks.CharBlock(
        required=False,
        label=staff_("caption"),
        help_text=staff_("What the picture says here; the credit is added by itself."),
    )
    words = ("caption",)

    class Meta:
        icon = "image"
        label = staff_("Picture")
        template = "blocks/figure.html"


class QuotationBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=staff_("text"))
    source = blocks.CharBlock(required=False, label=staff_("who said it"))

    class Meta:
        icon = "openquote"
        label = staff_("Quotation")
        template = "blocks/quotation.html"


class QuestionBlock(blocks.StructBlock):
    """Each has an address of its own: see ``anchor_of``."""

    question = blocks.CharBlock(label=staff_("question"))
    answer = RichTextBlock(label=staff_("answer"))

    class Meta:
        icon = "help"
        label = staff_("Question and answer")
        template = "blocks/question.html"


class EventValue(blocks.StructValue):
    @property
    def when(self) -> str:
        """The date in the reader's language, as precise as it is known."""
        value = self["date"]
        if not value:
            return ""
        return day(value)


class EventBlock(PicturedBlock):
    date = blocks.DateBlock(
        required=False,
        label=staff_("date"),
        help_text=staff_("Leave empty for what has no date, or is still ahead."),
    )
    title = blocks.CharBlock(label=staff_("title"))
    text = blocks.TextBlock(required=False, label=staff_("text"))
    image = ImageBlock(required=False, label=staff_("image"))
    words = ("title", "text")

    class Meta:
        icon = "date"
        label = staff_("Event")
        value_class = EventValue


class TimelineBlock(blocks.ListBlock):
    def __init__(self, child_block: blocks.Block | None = None, **kwargs: Any) -> None:
        super().__init__(child_block or EventBlock(), **kwargs)

    class Meta:
        icon = "history"
        label = staff_("Timeline")
        template = "blocks/timeline.html"


def languages() -> list[tuple[str, str]]:
    return [*settings.LANGUAGES]


class DocumentValue(blocks.StructValue):
    @property
    def name(self) -> str:
        return self["text"] or self["document"].title

    @property
    def name_language(self) -> str:
        """Of a title that is the document's own; empty for words of the page."""
        return "" if self["text"] else self["language"]

    @property
    def hreflang(self) -> str:
        return bcp47(self["language"]) if self["language"] else ""

    @property
    def details(self) -> str:
        """Kind, size and language, for those who decide whether to open it."""
        document, language = self["document"], self["language"]
        size = document.get_file_size()
        found = [
            document.file_extension.upper(),
            file_size(size) if size else "",
            language_name_here(language) if language else "",
        ]
        comma = marks(cldr(furniture_language())).comma
        return comma.join(filter(None, found))


class DocumentBlock(blocks.StructBlock):
    document = DocumentChooserBlock(label=staff_("document"))
    text = blocks.CharBlock(
        required=False,
        label=staff_("name"),
        help_text=staff_("What it is called here. Empty: the document's own title."),
    )
    language = blocks.ChoiceBlock(
        choices=languages,
        default=settings.LANGUAGE_CODE,
        label=staff_("language of the document"),
    )

    class Meta:
        icon = "doc-full"
        label = staff_("Document")
        template = "blocks/document.html"
        value_class = DocumentValue


def anchor_of(child: blocks.StreamValue.StreamChild) -> str:
    """By which a question is linked to: the same in every language, whatever becomes of
    its words and its place. Empty in a draft that was never saved."""
    return f"question-{child.id[:8]}" if child.id else ""


class BodyBlock(blocks.StreamBlock):
    """Tables and raw HTML are missing on purpose: they cannot be translated."""

    heading = blocks.CharBlock(
        icon="title", label=staff_("Heading"), template="blocks/heading.html"
    )
    paragraph = RichTextBlock(label=staff_("Text"), template="blocks/paragraph.html")
    figure = FigureBlock()
    quotation = QuotationBlock()
    question = QuestionBlock()
    timeline = TimelineBlock()
    document = DocumentBlock()

    def render_basic(
        self, value: blocks.StreamValue, context: dict[str, Any] | None = None
    ) -> SafeString:
        """As Wagtail does it, with the anchor of each question."""
        return format_html_join(
            "\n",
            '<div class="w-block-{1} block-{1}">{0}</div>',
            (
                (child.render({**(context or {}), **anchored(child)}), child.block_type)
                for child in value
            ),
        )


def anchored(child: blocks.StreamValue.StreamChild) -> dict[str, str]:
    return {"anchor": anchor_of(child)} if child.block_type == "question" else {}


@dataclass(frozen=True)
class Question:
    """A question of a page in plain text, and the anchor at which it stands."""

    id: str
    anchor: str
    question: str
    answer: str


def on_one_line(text: str) -> str:
    """Spaces that do not break stay, as a language sets them before its marks."""
    return re.sub(r"[ \t\r\n]+", " ", text).strip()


def questions_in(body: blocks.StreamValue) -> list[Question]:
    found = []
    for child in body:
        if child.block_type == "question" and child.id:
            answer = get_text_for_indexing(child.value["answer"].source)
            question = on_one_line(child.value["question"])
            if question:
                found.append(
                    Question(child.id, anchor_of(child), question, on_one_line(answer))
                )
    return found

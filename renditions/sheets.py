"""Stories as files: a picture to share, and a sheet to print."""

from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from typing import Any, Self

from django.conf import settings
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import pgettext
from wagtail.models import Page

from images.credits import Label, description, labels
from openheritage import phrases
from openheritage.furniture import furniture_language, speaking
from openheritage.locales import available, open_locales
from openheritage.names import cldr, direction, language_name_here
from openheritage.open_data import absolute
from openheritage.pages import path_in, restricted
from statement.pointing import Part, parts_in
from stories.models import StoryFramePage

from .document import digits_of, tag_of
from .faces import Words, faces_for
from .files import WantedFile
from .models import StorySheet
from .png import described

PDF, PNG = "pdf", "png"
KINDS = (PDF, PNG)
TEMPLATE = "story.typ"
# Of a picture in the sheet: two dots for each of a screen.
MOST = "max-1400x1400"


def spec_of(image: Any) -> str:
    """Drawings stay sharp, photographs light."""
    is_drawn = image.file.name.lower().endswith((".png", ".gif", ".svg"))
    return f"{MOST}|format-png" if is_drawn else f"{MOST}|format-jpeg|jpegquality-82"


def one_line(label: Label) -> str:
    """As below the picture on its page."""
    parts = [label.creator, label.title, label.year, label.institution, label.licence]
    found = [str(part) for part in parts if part]
    return str(phrases.with_commas(found, cldr(furniture_language())))


def credit_of(image: Any, language: str) -> str:
    return " · ".join(filter(None, map(one_line, labels(image, language))))


def more_of(page: StoryFramePage) -> Iterator[dict[str, str]]:
    """What else it tells, as far as it is words."""
    for block in page.body:
        if block.block_type == "heading":
            yield {"kind": "heading", "words": str(block.value)}
        elif block.block_type == "paragraph":
            for piece in str(block.value.source).split("</p>"):
                if words := " ".join(unescape(strip_tags(piece)).split()):
                    yield {"kind": "paragraph", "words": words}
        elif block.block_type == "quotation":
            yield {"kind": "paragraph", "words": str(block.value["text"])}


def document_of(
    page: StoryFramePage, kind: str, parts: dict[str, Part]
) -> dict[str, Any]:
    language = page.language
    chosen = {*page.original.parts}
    about = [part for pk, part in parts.items() if pk in chosen]
    image = page.image
    with speaking(available(language)):
        spoken = furniture_language()
        alt = page.image_alt or str(description(image, language)) if image else ""
        credit = credit_of(image, language) if image else ""
        words = {
            "title": page.title,
            "summary": page.summary,
            "barrier": page.barrier_paragraphs,
            "example": page.example_paragraphs,
            "more": list(more_of(page)) if kind == PDF else [],
            "parts": [
                {
                    "label": part.label,
                    "kind": part.kind,
                    "words": part.title or part.words,
                    "language": tag_of(part.language),
                    "direction": direction(part.language),
                }
                for part in about
            ],
        }
        said = " ".join(map(str, [*words.values(), credit, alt]))
        return {
            "template": TEMPLATE,
            # Rather a word that is missing than a story that nobody can share.
            "stand-ins": True,
            "format": kind,
            # A page of 540 points is 1080 dots wide.
            "ppi": 144,
            "tag": tag_of(language),
            "direction": direction(language),
            "furniture": {"tag": tag_of(spoken), "direction": direction(spoken)},
            "digits": digits_of(language),
            "folders": settings.RENDITION_FONTS,
            **faces_for(language, Words(said, language)),
            **words,
            "site": _("Open Heritage"),
            "headings": {
                "barrier": pgettext("heading of a story", "The barrier"),
                "example": pgettext("heading of a story", "What is possible"),
                "parts": pgettext("heading of a story", "In the Statement"),
            },
            "picture": picture_of(image, alt, credit),
            "address": absolute(path_in(language, page.url_path)),
            "qr-alt": _("QR code that leads to this story"),
            "date": date_of(page),
        }


def date_of(page: StoryFramePage) -> list[int]:
    at = page.last_published_at or page.latest_revision_created_at
    return [at.year, at.month, at.day] if at else [2025, 10, 6]


def picture_of(image: Any, alt: str, credit: str) -> dict[str, Any] | None:
    if image is None:
        return None
    return {
        "alt": alt or image.title,
        "credit": credit,
        "aspect": round(image.width / max(image.height, 1), 4),
        "file": image.file.name,
        "hash": image.file_hash,
        "spec": spec_of(image),
    }


class SheetFile(WantedFile):
    model = StorySheet
    sort, title = "stories", staff_("Stories as files")

    def __init__(
        self, page: StoryFramePage, kind: str, parts: dict[str, Part] | None = None
    ) -> None:
        self.page, self.suffix = page, kind
        parts = parts_in(page.language) if parts is None else parts
        super().__init__(kind, {"page": page}, document_of(page, kind, parts))

    @classmethod
    def of_row(cls, row: Any) -> Self | None:
        page = public().filter(pk=row.page_id).first()
        return cls(page, row.kind) if page else None

    @classmethod
    def today(cls) -> Iterable[Self]:
        parts = cache(parts_in)
        pages = public().filter(locale_id__in=open_locales().values())
        for page in pages.order_by("path"):
            for kind in KINDS:
                yield cls(page, kind, parts(page.language))

    @classmethod
    def label(cls, row: Any) -> str:
        name = language_name_here(row.page.specific.language)
        return f"{row.page.title}, {row.kind.upper()}, {name}"

    def material(self) -> dict[str, Any]:
        """The picture itself, which its facts stand for in the key."""
        if not self.page.image:
            return {}
        rendition = self.page.image.get_rendition(spec_of(self.page.image))
        with rendition.file.open("rb") as file:
            return {"bytes": list(file.read())}

    def finished(self, content: bytes) -> bytes:
        if self.kind == PDF:
            return content
        picture = self.document["picture"] or {}
        return described(
            content,
            {
                "Title": self.page.title,
                "Description": picture.get("alt") or self.page.summary,
                "Copyright": picture.get("credit", ""),
                "Source": self.document["address"],
            },
        )


def public() -> Any:
    """All stories that anybody may read, each in its language."""
    pages = StoryFramePage.objects.live().filter(~restricted())
    return pages.select_related("image")


def no_longer_told() -> Iterable[StorySheet]:
    live = Page.objects.live().filter(~restricted())
    return StorySheet.objects.exclude(page__in=live.values("pk"))

"""What the forms of the Statement add to pages that are not their own."""

from django.template.context import Context

from openheritage.names import bcp47
from openheritage.slots import Link, Slot, fill, render
from statement.models import StatementText

from .kinds import KINDS


def links(language: str, text: StatementText, by_digest: bool, view: str) -> list[str]:
    """The same words in other forms, each with its type and language."""
    tag = bcp47(text.language)
    found = []
    for kind in KINDS:
        if kind.view != view:
            path = kind.path_of(text) if by_digest else kind.path(language)
            found.append(
                f'<{path}>; rel="alternate"; type="{kind.media_type}"; hreflang="{tag}"'
            )
    return found


def forms(language: str) -> list[Link]:
    return [Link(str(kind.label), kind.path(language)) for kind in KINDS]


def downloads(context: Context) -> str:
    language = context["request"].LANGUAGE_CODE
    return render(context, "renditions/slots/downloads.html", forms=forms(language))


def sitemap() -> list[str]:
    return ["statement_use"]


def fill_slots() -> None:
    fill(Slot.SITEMAP, sitemap)
    fill(Slot.STATEMENT_DOWNLOADS, downloads)
    fill(Slot.STATEMENT_LINKS, links)
    fill(Slot.STATEMENT_FORMS, forms)

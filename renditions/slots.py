"""What the forms of the Statement add to pages that are not their own."""

from django.conf import settings
from django.template.context import Context
from django.urls import reverse
from django.utils.translation import gettext

from openheritage.furniture import speaking
from openheritage.slots import Link, Slot, fill, render
from statement.models import StatementPage, StatementText

from . import certificates, stories
from .kinds import KINDS


def links(language: str, text: StatementText, by_digest: bool, view: str) -> list[str]:
    """The same words in other forms, each with its type.

    Their language is that of what is asked for. ``hreflang`` would tell search engines
    that each is the page for readers of that language, in the place of the page.
    """
    if text.document != StatementPage.document:
        return []
    found = []
    for kind in KINDS:
        if kind.view != view:
            path = kind.path_of(text) if by_digest else kind.path(language)
            found.append(f'<{path}>; rel="alternate"; type="{kind.media_type}"')
    return found


def forms(language: str) -> list[Link]:
    """The first of all, and the page that has the others."""
    words = gettext("Use the text")
    with speaking(language):
        others = Link(words, reverse("statement_use"))
    return [Link(str(KINDS[0].label), KINDS[0].path(language)), others]


def downloads(context: Context) -> str:
    language = context["request"].LANGUAGE_CODE
    found = [Link(str(kind.label), kind.path(language)) for kind in KINDS]
    return render(context, "renditions/slots/downloads.html", forms=found)


def sitemap() -> list[str]:
    """Nothing while readers have no Statement."""
    is_public = StatementPage.objects.shown_in(settings.LANGUAGE_CODE)
    return ["statement_use"] if is_public else []


def fill_slots() -> None:
    fill(Slot.RECEIPT_FILES, certificates.links)
    fill(Slot.SITEMAP, sitemap)
    fill(Slot.STATEMENT_DOWNLOADS, downloads)
    fill(Slot.STATEMENT_LINKS, links)
    fill(Slot.STORY_DOWNLOADS, stories.downloads)
    fill(Slot.STATEMENT_FORMS, forms)

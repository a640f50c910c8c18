"""What the workbench adds to pages that are not its own."""

from django.template.context import Context
from wagtail.models import Page

from openheritage.slots import Slot, fill, render, template
from translations.facts import is_original
from translations.status import level_of

from .addresses import sentence_url


def translation_status(context: Context) -> str:
    """What kind of translation a page is; nothing for an original."""
    page = context.get("page")
    if not isinstance(page, Page) or is_original(page) or not page.has_own_words:
        return ""
    return render(context, "workbench/slots/status.html", level=level_of(page))


def sitemap() -> list[str]:
    return ["thanks", "languages"]


def fill_slots() -> None:
    fill(Slot.TRANSLATION_STATUS, translation_status)
    fill(Slot.SENTENCE, sentence_url)
    fill(Slot.SITEMAP, sitemap)
    fill(Slot.FOOTER_PAGES, template("workbench/slots/languages.html"), order=2)
    fill(Slot.SWITCHER, template("workbench/slots/languages.html"))

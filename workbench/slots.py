"""What the workbench adds to pages that are not its own."""

from typing import Any

from django.template.context import Context
from django.utils.translation import gettext
from wagtail.models import Page

from openheritage.slots import Slot, fill, render, template
from statement.models import StatementText, is_kept
from translations.credits import credits_of
from translations.facts import is_original
from translations.models import StatusLevel
from translations.status import level_of_text, told_of
from translations.telling_status import status_words

from .addresses import sentence_url


def translation_status(context: Context) -> str:
    """What kind of translation a page is; nothing for an original,
    unless its words are kept."""
    words = context.get("words")
    if isinstance(words, StatementText):
        return words_of_text(context, words)
    page, text = context.get("page"), context.get("text")
    if not isinstance(page, Page) or not getattr(page, "has_own_words", False):
        return ""
    is_record = is_kept(page)
    if is_original(page) and not is_record:
        return ""
    said = told_of(page)
    level = None if is_original(page) else said.level
    word, sentence = status_words(level)
    values: dict[str, Any] = {"word": word, "sentence": sentence}
    if level and is_record and not context.get("is_brief"):
        named = credits_of(page)
        values |= {
            "is_whole": True,
            "translated_by": named.translated,
            # What nobody has confirmed as it stands is not called revised.
            "revised_by": named.revised if level != StatusLevel.COMMUNITY else [],
            "said_at": said.at if level != StatusLevel.COMMUNITY else None,
            "followed": text if isinstance(text, StatementText) else None,
        }
    return render(context, "workbench/slots/status.html", **values)


def words_of_text(context: Context, text: StatementText) -> str:
    """Of words that are signed, which may not be those that readers have now: what is
    said of a translation is said of its present words alone."""
    level = None if text.is_record else level_of_text(text)
    word, sentence = status_words(level)
    if level is None and not text.is_record:
        word, sentence = gettext("A translation of the text of record"), ""
    return render(
        context,
        "workbench/slots/status_of_text.html",
        word=word,
        sentence=sentence,
        followed=None if text.is_record else text,
    )


def sitemap() -> list[str]:
    return ["thanks", "languages"]


def fill_slots() -> None:
    fill(Slot.TRANSLATION_STATUS, translation_status)
    fill(Slot.SENTENCE, sentence_url)
    fill(Slot.SITEMAP, sitemap)
    fill(Slot.FOOTER_PAGES, template("workbench/slots/languages.html"), order=2)
    fill(Slot.SWITCHER, template("workbench/slots/languages.html"))

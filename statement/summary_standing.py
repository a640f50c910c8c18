"""How a summary stands to its article as it is today, for staff."""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as staff_

from openheritage.locales import language_of, locale_ids

from .models import StatementPage
from .summaries import ArticleSummary


@dataclass(frozen=True)
class Article:
    """As it is published in the language of record."""

    part: str
    label: str
    title: str
    words_sha256: str

    @classmethod
    def of(cls, part: Any) -> "Article":
        value = part.value
        words = "\n".join([value["title"], *value.paragraphs])
        digest = sha256(words.encode()).hexdigest()
        return cls(part.id, value["label"], value["title"], digest)

    @property
    def name(self) -> str:
        return staff_("%(label)s. %(title)s") % {
            "label": self.label,
            "title": self.title,
        }


def articles() -> dict[str, Article]:
    """``{block id: article}`` of the Statement that readers have, in its order."""
    page = StatementPage.objects.filter(
        locale_id=locale_ids()[settings.LANGUAGE_CODE],
        translation_key=StatementPage.objects.key(),
    ).first()
    parts = page.body if page else ()
    return {part.id: Article.of(part) for part in parts if part.block_type == "article"}


def write_for(summary: ArticleSummary, article: Article) -> None:
    """Notes which words it was written for."""
    summary.article = article.part
    summary.label = article.label
    summary.words_sha256 = article.words_sha256


def standing(summary: ArticleSummary, known: dict[str, Article]) -> str:
    """In a sentence; empty where it is as it should be."""
    article = known.get(summary.article)
    if article is None:
        return staff_("The article has gone: readers do not see this any more.")
    # A translation follows its original, which is looked at.
    is_original = language_of(summary.locale_id) == settings.LANGUAGE_CODE
    if is_original and article.words_sha256 != summary.words_sha256:
        return staff_(
            "The article has changed since this was written. Read both, and publish "
            "the summary again, with other words or as it is."
        )
    return ""


def outdated() -> list[ArticleSummary]:
    """Those of the language of record that staff have to look at."""
    known = articles()
    originals = ArticleSummary.objects.filter(
        locale_id=locale_ids()[settings.LANGUAGE_CODE]
    )
    return [row for row in originals if standing(row, known)]

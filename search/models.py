"""The one public search table, and what keeps it true.

A *thing* is what a reader may find: a page in all its languages
(``page:<translation key>``), or a published signature (``signature:<reference>``).
"""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import pgettext_lazy

from openheritage.locales import language_of

from . import analysis

# Not things, but many at once: the worker finds out which.
EVERYTHING = "*"
BELOW = "below:"
SIGNED_IN = "signed in:"


class EntryKind(models.TextChoices):
    CLAUSE = "clause", pgettext_lazy("kinds of results", "Clauses of the Statement")
    PAGE = "page", pgettext_lazy("kinds of results", "Pages")
    NEWS = "news", pgettext_lazy("kinds of results", "News")
    MEMBER = "member", pgettext_lazy("kinds of results", "Members")
    SIGNATORY = "signatory", pgettext_lazy("kinds of results", "Signatories")
    STORY = "story", pgettext_lazy("kinds of results", "Stories")
    DOCUMENT = "document", pgettext_lazy("kinds of results", "Documents")
    QUESTION = "question", pgettext_lazy("kinds of results", "Questions and answers")


class Entry(models.Model):
    """One findable thing, or one clause of it, in one language. Public words only.

    Written by ``search.synchronisation`` alone, from the tables that hold the truth.
    """

    thing = models.CharField(max_length=80)
    # The block id of a clause or article; empty for the whole thing.
    part = models.CharField(max_length=60, blank=True)
    # Of the words. `shown_in` says under which languages they are found: a
    # translation under its own, an original under all that have no translation.
    # " en sw id ", so that LIKE '% sw %' finds it on every database.
    language = models.CharField(max_length=12)
    shown_in = models.TextField()
    kind = models.CharField(max_length=10, choices=EntryKind)
    title = models.CharField(max_length=600)
    text = models.TextField(blank=True)
    # Below the reader's prefix, with the anchor: "statement/#clause-c".
    path = models.CharField(max_length=400)
    date = models.DateField(null=True)
    # Where it comes from, to look again before it is shown.
    source = models.CharField(max_length=60)  # "statement.statementpage"
    source_id = models.BigIntegerField()
    # What the databases search: `analysis.tokens` of title and text.
    title_tokens = models.TextField(blank=True)
    text_tokens = models.TextField(blank=True)

    # Of a signatory, once its row was looked at (``sources.still_public``).
    country = ""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["thing", "part", "language"], name="search_one_entry"
            )
        ]
        verbose_name = staff_("search entry")

    def __str__(self) -> str:
        return f"{self.thing} {self.part} {self.language}"

    @property
    def document_id(self) -> str:
        """The id in a search server, the same after each rebuild."""
        return f"{self.thing}|{self.part}|{self.language}"


class ChangeManager(models.Manager["Change"]):
    def note(self, things: Iterable[str]) -> None:
        self.bulk_create([Change(thing=thing) for thing in things])


class Change(models.Model):
    """That a thing may have changed; written in the request, worked off later."""

    thing = models.CharField(max_length=80)
    at = models.DateTimeField(default=timezone.now)
    # When the entries were brought up to date, and when the search server was.
    entered_at = models.DateTimeField(null=True)
    pushed_at = models.DateTimeField(null=True)
    # Documents that went with the change.
    gone = models.JSONField(default=list)

    objects = ChangeManager()

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(entered_at=None),
                name="search_to_enter",
            ),
            models.Index(
                fields=["id"], condition=models.Q(pushed_at=None), name="search_to_push"
            ),
        ]

    def __str__(self) -> str:
        return self.thing


class Word(models.Model):
    """A word of the entries of a language, folded and whole; for better spellings."""

    language = models.CharField(max_length=12)
    word = models.CharField(max_length=40)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["language", "word"], name="search_one_word")
        ]

    def __str__(self) -> str:
        return self.word


class Analysis(models.Model):
    """By which rules the entries were made; one row (``search.upgrade``)."""

    fingerprint = models.CharField(max_length=64)

    def __str__(self) -> str:
        return self.fingerprint


class Missed(models.Model):
    """What readers searched and did not find, by day; no addresses, no long digits."""

    locale = models.CharField(max_length=12, verbose_name=staff_("language"))
    query = models.CharField(max_length=80, verbose_name=staff_("query"))
    day = models.DateField()
    hits = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "query", "day"], name="search_one_missed"
            )
        ]

    def __str__(self) -> str:
        return self.query


class Promotion(models.Model):
    """What staff put on top for some words, in one language."""

    locale = models.ForeignKey(
        "wagtailcore.Locale",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=staff_("language"),
    )
    words = models.CharField(
        max_length=80,
        verbose_name=staff_("words"),
        help_text=staff_("A query that holds all of these words shows the page first."),
    )
    page = models.ForeignKey(
        "wagtailcore.Page",
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=staff_("page"),
    )
    # Of the words, so that they are compared as those of queries are.
    tokens = models.CharField(max_length=200, editable=False)

    class Meta:
        verbose_name = staff_("promoted result")
        verbose_name_plural = staff_("promoted results")

    def __str__(self) -> str:
        return self.words

    def save(self, *args: Any, **kwargs: Any) -> None:
        tokens = analysis.tokens(self.words, language_of(self.locale_id))
        self.tokens = " ".join(dict.fromkeys(tokens))[:200]
        super().save(*args, **kwargs)

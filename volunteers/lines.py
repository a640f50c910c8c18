"""The sentences of one page, as somebody without an account sees them.

Of a page that was never sent to translators they are read from the page itself:
looking at it writes nothing.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.utils.functional import cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.fields import StreamField
from wagtail.models import Locale, Page
from wagtail_localize import models as localize
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationContext,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue

from openheritage.faithful import is_blank, marks, placeholders
from openheritage.locales import language_of, locale_ids
from statement.blocks import LABELLED
from statement.differences import Change
from translations import po
from translations.stale import stale_of

from . import typed
from .models import Offer, Sentence


@dataclass
class Line:
    """A sentence of the original in its place, and what there is in a language."""

    segment: StringSegment
    translation: Translation
    label: str = ""
    # What readers have; of a draft nothing is shown.
    current: str = ""
    # What stood there before the original changed, and its translation.
    old_original: str = ""
    old_text: str = ""
    # Another volunteer has sent words that nobody has looked at yet.
    is_offered: bool = False
    # Where it stands in the form, counted from one.
    number: int = 0
    # What was typed now, as it came, and what is wrong with it.
    value: str = ""
    problem: str = ""

    @property
    def path(self) -> str:
        return self.segment.context.path

    @property
    def original(self) -> str:
        return self.segment.string.data

    @cached_property
    def key(self) -> str:
        """Names the field: the same whatever rows hold the sentence."""
        text = f"{self.path}\n{self.original}"
        return f"s-{sha256(text.encode()).hexdigest()[:16]}"

    @property
    def shown(self) -> str:
        return typed.shown(self.original)

    @property
    def start(self) -> str:
        """What stands in the field before anything was typed."""
        return typed.shown(self.current)

    @property
    def field(self) -> str:
        """What stands in the field: what was typed, or what there is."""
        return self.value or self.start

    @property
    def written(self) -> str:
        return self.value

    @property
    def old_shown(self) -> str:
        return typed.shown(self.old_text)

    @property
    def difference(self) -> SafeString:
        return Change("", typed.shown(self.old_original), self.shown).html

    @property
    def language(self) -> str:
        """Of the original."""
        return language_of(self.translation.source.locale_id)

    @property
    def marks(self) -> list[str]:
        """What has to stand in the translation as it stands in the original."""
        return [*marks(self.original), *placeholders(self.original)]

    @property
    def rows(self) -> int:
        return min(12, 2 + len(self.original) // 60)

    @cached_property
    def limit(self) -> int | None:
        return po.limit_of(self.segment, self.translation)

    @property
    def text(self) -> str:
        """What was typed, in its one spelling. Raises ``ValidationError``."""
        return typed.spelt(self.value, self.original)

    @property
    def is_given(self) -> bool:
        """Whether somebody has written something that is not there yet."""
        return not is_blank(self.value) and self.value.strip() != self.start.strip()

    def judge(self) -> bool:
        self.problem = typed.problem(
            self.value, self.original, self.segment, self.translation, self.limit
        )
        return not self.problem


@dataclass
class Lines:
    """All sentences of a page that somebody may translate, what is missing first."""

    page: Page
    locale: Locale
    lines: list[Line]
    # Sentences that have words which readers do not have yet: how many.
    drafted: int

    @classmethod
    def of(cls, page: Page, language: str) -> Self:
        locale = Locale.objects.get(pk=locale_ids()[language])
        original = page.specific
        translation, segments = found(original, locale)
        labels = labels_of(original)
        offered = offered_for(page, locale)
        live = (
            Page.objects.live()
            .filter(translation_key=page.translation_key, locale=locale)
            .first()
        )
        published_at = live.last_published_at if live else None
        there = translated(segments, locale)
        lines, drafted = [], 0
        for segment in segments:
            line = Line(segment, translation, label_of(segment.context.path, labels))
            line.is_offered = (line.path, line.original) in offered
            words = there.get((segment.string_id, segment.context_id))
            if words is not None and not words.has_error:
                if published_at is None or words.updated_at > published_at:
                    drafted += 1
                    continue
                line.current = words.data
            lines.append(line)
        if published_at:
            add_old(lines, segments, locale, published_at)
        lines.sort(key=lambda line: (bool(line.current), line.is_offered))
        for number, line in enumerate(lines, 1):
            line.number = number
        return cls(page, locale, lines, drafted)

    @cached_property
    def by_key(self) -> dict[str, Line]:
        return {line.key: line for line in self.lines}

    @property
    def missing(self) -> int:
        return sum(not line.current for line in self.lines)

    @property
    def given(self) -> list[Line]:
        return [line for line in self.lines if line.is_given]

    def __iter__(self) -> Iterator[Line]:
        return iter(self.lines)

    def __len__(self) -> int:
        return len(self.lines)


def found(page: Page, locale: Locale) -> tuple[Translation, list[StringSegment]]:
    """The rows of localize, or what they would be."""
    source = TranslationSource.objects.filter(
        object_id=page.translation_key, locale=page.locale_id
    ).first()
    if source is not None:
        row = source.translations.filter(target_locale=locale).first()
        translation = row or Translation(source=source, target_locale=locale)
        return translation, list(po.segments_of(translation))
    content_type = ContentType.objects.get_for_model(page)
    source = TranslationSource(specific_content_type=content_type, locale=page.locale)
    made = [
        StringSegment(
            string=String(data=value.string.data),
            context=context_of(value, page),
            order=value.order,
        )
        for value in localize.extract_segments(page)
        if isinstance(value, StringSegmentValue)
    ]
    return Translation(source=source, target_locale=locale), made


def context_of(value: StringSegmentValue, page: Page) -> TranslationContext:
    context = TranslationContext(path=value.path)
    # It would save what it finds.
    vars(context)["save"] = lambda **kwargs: None
    context.field_path = context.get_field_path(page)
    return context


def translated(
    segments: Iterable[StringSegment], locale: Locale
) -> dict[tuple[int, int], StringTranslation]:
    strings = {each.string_id for each in segments if each.string_id}
    rows = StringTranslation.objects.filter(locale=locale, translation_of__in=strings)
    return {(row.translation_of_id, row.context_id): row for row in rows}


def add_old(
    lines: list[Line], segments: list[StringSegment], locale: Locale, at: datetime
) -> None:
    """To sentences that are missing: what readers had in their place until now."""
    public = StringTranslation.objects.filter(
        locale=locale,
        context__in={each.context_id for each in segments},
        updated_at__lte=at,
    ).select_related("translation_of", "context")
    before = stale_of(segments, public)
    for line in lines:
        if not line.current and (stale := before.get(line.segment.pk)):
            line.old_original, line.old_text = stale.original, stale.text


def offered_for(page: Page, locale: Locale) -> set[tuple[str, str]]:
    rows = Sentence.objects.filter(
        offer__page_key=page.translation_key,
        offer__locale=locale,
        offer__state=Offer.State.WAITING,
        state=Sentence.State.OPEN,
    )
    return set(rows.values_list("path", "original"))


# Names of places ------------------------------------------------------------------


def labels_of(page: Any) -> dict[str, str]:
    """``{id of a block: the label of a clause or an article}``."""
    labels = {}
    for field in page._meta.concrete_fields:
        # Others may be rows that nobody has asked for yet.
        if not isinstance(field, StreamField):
            continue
        for part in getattr(page, field.name):
            if part.block_type in LABELLED:
                labels[part.id] = in_words(part.block_type, part.value["label"])
    return labels


def in_words(block_type: str, label: str) -> str:
    if block_type == "article":
        return _("Article %(label)s") % {"label": label}
    return _("Clause %(label)s") % {"label": label}


def label_of(path: str, labels: dict[str, str]) -> str:
    if path == "title":
        return _("Title of the page")
    return next((labels[part] for part in path.split(".") if part in labels), "")

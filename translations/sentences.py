"""A sentence that was translated once stays translated, wherever it turns up again.

wagtail-localize keeps a translation for one place of one page. When the words come
back in another place (a block moved or made again, a page copied, deleted and written
anew), their translations are looked up here and put there too: with the name of who
translated them, as manual or machine work as they were, and marked ``REUSED``. They
are drafts like all translations: nothing goes live by it.

It has neither a memory (localize#657) nor a place for rules of spelling; delete
``keep_sentences`` when it has both.
"""

from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from wagtail.models import Page
from wagtail_localize import models as localize
from wagtail_localize.models import (
    String,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue, TemplateSegmentValue, extract
from wagtail_localize.strings import StringValue

from . import segments
from .links import reuse_links
from .models import Change
from .spelling import loosely, sentence, tidy
from .tallies import source_changed

# As the translation editor shows it: "Translated with … on 26 November 2026".
REUSED = "Translation memory"


class Gap(NamedTuple):
    """A sentence in its place, without words in a language."""

    string: int
    data: str
    context: int
    path: str
    field: str
    locale: int


def gaps_of(source: TranslationSource, locale_id: int | None) -> list[Gap]:
    wanted = Q(source__translations__enabled=True)
    if locale_id is not None:
        wanted &= Q(source__translations__target_locale_id=locale_id)
    there = StringTranslation.objects.filter(
        translation_of_id=OuterRef("string_id"),
        context_id=OuterRef("context_id"),
        locale_id=OuterRef("target"),
    )
    rows = (
        StringSegment.objects.filter(wanted, source=source)
        .annotate(target=F("source__translations__target_locale_id"))
        .filter(~Exists(there))
        .values_list(
            "string_id",
            "string__data",
            "context_id",
            "context__path",
            "context__field_path",
            "target",
        )
    )
    return [Gap(*row) for row in rows.distinct()]


def fits(source: TranslationSource, gap: Gap, text: str) -> bool:
    """Whether a translation, made for a longer field perhaps, may stand here."""
    if "." in gap.path:
        return True
    model = source.specific_content_type.model_class()
    longest = getattr(model._meta.get_field(gap.path), "max_length", None)
    return longest is None or len(StringValue(text).render_text()) <= longest


def nearest(
    known: list[StringTranslation], gap: Gap, key: UUID
) -> StringTranslation | None:
    """Of this page first, then of the same field, by people, the newest."""

    def nearness(translation: StringTranslation) -> tuple:
        context = translation.context
        return (
            context is not None and context.object_id == key,
            context is not None and context.field_path == gap.field,
            translation.translation_type == StringTranslation.TRANSLATION_TYPE_MANUAL,
            translation.updated_at,
        )

    return max(known, key=nearness, default=None)


def elsewhere(
    gaps: list[Gap], key: UUID
) -> dict[tuple[int, int], list[StringTranslation]]:
    """The same sentences in other places, by string and language."""
    found = defaultdict(list)
    usable = StringTranslation.objects.filter(
        translation_of__in={gap.string for gap in gaps},
        locale__in={gap.locale for gap in gaps},
        has_error=False,
    )
    for translation in usable.exclude(data="").select_related("context"):
        found[translation.translation_of_id, translation.locale_id].append(translation)
    return found


def spelt_otherwise(
    gaps: list[Gap], key: UUID
) -> dict[tuple[int, int], list[StringTranslation]]:
    """What the page said before, where only its lines were broken elsewhere."""
    wanted = defaultdict(set)
    for gap in gaps:
        wanted[loosely(gap.data)].add(gap.string)
    said = String.objects.filter(
        pk__in=StringTranslation.objects.filter(context__object_id=key).values(
            "translation_of"
        )
    )
    alike = {
        pk: same
        for pk, data in said.values_list("pk", "data")
        if (same := wanted.get(loosely(data)))
    }
    found = defaultdict(list)
    if alike:
        usable = StringTranslation.objects.filter(
            translation_of__in=alike,
            context__object_id=key,
            locale__in={gap.locale for gap in gaps},
            has_error=False,
        )
        for translation in usable.exclude(data="").select_related("context"):
            for string in alike[translation.translation_of_id]:
                found[string, translation.locale_id].append(translation)
    return found


def reuse(source: TranslationSource, locale_id: int | None = None) -> None:
    """Fills the gaps of a page with what has been translated before."""
    gaps = gaps_of(source, locale_id)
    key = source.object_id
    taken: list[tuple[Gap, StringTranslation]] = []
    for look_up in (elsewhere, spelt_otherwise):
        if not gaps:
            break
        found = look_up(gaps, key)
        rest = []
        for gap in gaps:
            known = [
                translation
                for translation in found[gap.string, gap.locale]
                if fits(source, gap, translation.data)
            ]
            if translation := nearest(known, gap, key):
                taken.append((gap, translation))
            else:
                rest.append(gap)
        gaps = rest
    if taken:
        put(key, taken)


def put(key: UUID, taken: list[tuple[Gap, StringTranslation]]) -> None:
    # Somebody may translate the same sentence at this moment: theirs is kept.
    StringTranslation.objects.bulk_create(
        [
            StringTranslation(
                translation_of_id=gap.string,
                context_id=gap.context,
                locale_id=gap.locale,
                data=known.data,
                translation_type=known.translation_type,
                tool_name=REUSED,
                last_translated_by_id=known.last_translated_by_id,
                updated_at=timezone.now(),
            )
            for gap, known in taken
        ],
        ignore_conflicts=True,
    )
    Change.objects.bulk_create(
        Change(
            string_id=gap.string,
            context_id=gap.context,
            locale_id=gap.locale,
            data=known.data,
            how=Change.How.MEMORY,
            tool=REUSED,
            by_id=known.last_translated_by_id,
        )
        for gap, known in taken
    )
    for gap, known in taken:
        if gap.path == "title":
            # Signals of the model do so one by one.
            Page.objects.filter(translation_key=key, locale_id=gap.locale).update(
                draft_title=known.data
            )


def reuse_in(instance: Translation, **kwargs: object) -> None:
    """A translation is begun, or begun again."""
    if instance.enabled:
        reuse(instance.source, instance.target_locale_id)
        reuse_links(instance.source, instance.target_locale_id)


def spelt(extract_segments: Callable[..., list]) -> Callable[..., list]:
    @wraps(extract_segments)
    def wrapper(instance: Any) -> list:
        segments = extract_segments(instance)
        rich = {
            segment.path
            for segment in segments
            if isinstance(segment, TemplateSegmentValue)
        }
        kept = []
        for segment in segments:
            if isinstance(segment, StringSegmentValue):
                segment.string = StringValue(sentence(segment.string.data))
                if segment.is_empty() and segment.path not in rich:
                    continue
            kept.append(segment)
        return kept

    return wrapper


def tidied(extract_strings: Callable[..., tuple]) -> Callable[..., tuple]:
    @wraps(extract_strings)
    def wrapper(html: str | None) -> tuple:
        return extract_strings(tidy(html or ""))

    return wrapper


def said_by(source: TranslationSource) -> list[tuple]:
    segments = StringSegment.objects.filter(source=source).order_by("order")
    return list(segments.values_list("context_id", "string_id", "attrs"))


def remembered(refresh_segments: Callable[..., None]) -> Callable[..., None]:
    @wraps(refresh_segments)
    def wrapper(source: TranslationSource) -> None:
        before = said_by(source)
        refresh_segments(source)
        reuse(source)
        reuse_links(source)
        source.says_something_else = bool(before) and before != said_by(source)
        source_changed(source)

    return wrapper


def hashed(hash_of: Callable[[str], UUID]) -> Callable[..., UUID]:
    """Files made before the one spelling find their sentences too."""

    def wrapper(cls: type[String], data: str) -> UUID:
        return hash_of(sentence(data))

    return wrapper


def keep_sentences() -> None:
    extract.extract_strings = tidied(extract.extract_strings)
    localize.extract_segments = spelt(localize.extract_segments)
    String._get_data_hash = classmethod(hashed(String._get_data_hash))
    TranslationSource.refresh_segments = remembered(segments.refresh)

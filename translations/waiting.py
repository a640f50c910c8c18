"""What waits in a language, for translators and for those who review.

In order of weight: the Statement, then what readers have and has gone stale, then the
rest in the order of the menu, snippets last; behind them what readers could not have.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.utils.functional import cached_property
from wagtail.models import Locale, Page, get_translatable_models
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.segments.extract import extract_segments

from openheritage.pages import SitePage, restricted
from statement.models import KeptPage

from . import words
from .models import State
from .originals import default_locale
from .work import Pair, Standing, states_of

# Originals that are taken apart for one list.
MOST_READ = 100


class Why(Enum):
    """Why something waits."""

    SENT_BACK = auto()
    # Readers have an older text.
    CHANGED = auto()
    NEW = auto()
    BEGUN = auto()
    FAULTY = auto()
    MACHINE = auto()
    # Nothing is missing; nobody has called it ready.
    WHOLE = auto()
    # Nobody has submitted it.
    UNBEGUN = auto()
    READY = auto()
    APPROVED = auto()


@dataclass
class Waiting:
    """A page or snippet in a language, and what is to be done."""

    original: Any
    locale: Locale
    # None until somebody begins.
    standing: Standing | None = None
    target: Any = None

    @property
    def translation(self) -> Translation | None:
        return self.standing.translation if self.standing else None

    @property
    def title(self) -> str:
        shown = self.target or self.original
        return shown.draft_title if isinstance(shown, Page) else str(shown)

    @property
    def is_withdrawn(self) -> bool:
        """Readers cannot have it, since they do not have its original."""
        return not getattr(self.original, "live", True)

    @property
    def is_statement(self) -> bool:
        page = self.original
        return isinstance(page, Page) and issubclass(
            page.specific_class or Page, KeptPage
        )

    @cached_property
    def weight(self) -> tuple:
        is_stale = bool(self.standing and self.standing.is_live)
        path = self.original.path if isinstance(self.original, Page) else "~"
        return (
            self.is_withdrawn,
            not self.is_statement,
            not is_stale,
            path,
            self.original.pk,
        )

    @property
    def why(self) -> Why | None:
        """None where nothing waits."""
        standing = self.standing
        if standing is None:
            return Why.UNBEGUN
        tally = standing.tally
        if standing.state == State.LIVE:
            return None
        if standing.state == State.READY:
            return Why.READY
        if standing.state == State.APPROVED:
            return Why.APPROVED
        if standing.is_sent_back:
            return Why.SENT_BACK
        if standing.is_whole:
            if self.is_withdrawn:
                return None
            return Why.MACHINE if tally.machine else Why.WHOLE
        if tally.translated + tally.faulty == tally.total:
            return Why.FAULTY
        if standing.is_live:
            return Why.CHANGED
        if tally.machine:
            return Why.MACHINE
        return Why.BEGUN if tally.translated else Why.NEW

    @property
    def is_for_reviewers(self) -> bool:
        """What is whole and unsaid, too: nobody else would find it."""
        return not self.is_withdrawn and self.why in (
            Why.READY,
            Why.APPROVED,
            Why.WHOLE,
        )

    @property
    def is_for_translators(self) -> bool:
        return self.why not in (None, Why.READY, Why.APPROVED)


def waiting_in(locales: Iterable[Locale]) -> dict[int, list[Waiting]]:
    """All that waits in each of some languages, by weight; as many queries for ten
    pages as for all, and for one language as for all."""
    by_id = {locale.pk: locale for locale in locales}
    translations = Translation.objects.filter(target_locale__in=by_id, enabled=True)
    standings = states_of(
        translations.select_related("source", "target_locale", "tally").defer(
            "source__content_json"
        )
    )
    found: dict[int, list[Waiting]] = {pk: [] for pk in by_id}
    for row in all_of(by_id, standings):
        if row.why:
            found[row.locale.pk].append(row)
    for rows in found.values():
        rows.sort(key=lambda row: row.weight)
    return found


def all_of(
    locales: dict[int, Locale], standings: dict[Pair, Standing]
) -> Iterable[Waiting]:
    """What was begun, and public originals that nobody has submitted."""
    keys, default = {key for key, _locale in standings}, default_locale()
    unbegun = []
    for model in get_translatable_models():
        is_page = issubclass(model, Page)
        found: dict[Pair, Any] = {}
        rows = model.objects.filter(
            Q(locale=default) | Q(locale__in=locales, translation_key__in=keys)
        )
        for row in rows.annotate(is_restricted=restricted()) if is_page else rows:
            found[row.translation_key, row.locale_id] = row
        for (key, locale), target in found.items():
            original, standing = found.get((key, default)), standings.get((key, locale))
            if original is not None and standing is not None:
                yield Waiting(original, locales[locale], standing, target)
        left = [
            row
            for (key, locale), row in found.items()
            if locale == default
            and is_public(row)
            and any((key, one) not in standings for one in locales)
        ]
        unbegun += [
            Waiting(row, locale)
            for row in (with_own_words(left) if is_page else left)
            for locale in locales.values()
            if (row.translation_key, locale.pk) not in standings
        ]
    yield from unbegun


def is_public(original: Any) -> bool:
    if isinstance(original, Page):
        return original.live and original.depth >= 2 and not original.is_restricted
    return getattr(original, "live", True)


def with_own_words(pages: list[Any]) -> list[Any]:
    """Of most kinds each page has some; the others are asked by their fields."""
    doubtful: dict[Any, list[int]] = {}
    for page in pages:
        kind = page.specific_class
        own = getattr(kind, "has_own_words", SitePage.has_own_words)
        if own is not SitePage.has_own_words:
            doubtful.setdefault(kind, []).append(page.pk)
    without = {
        page.pk
        for kind, ids in doubtful.items()
        for page in kind.objects.filter(pk__in=ids)
        if not page.has_own_words
    }
    return [page for page in pages if page.pk not in without]


def words_in(rows: Iterable[Waiting]) -> dict[UUID, int]:
    """``{key: words}`` of the originals of what nobody has begun.

    Those that were submitted for another language are counted by what is stored.
    """
    originals = {
        row.original.translation_key: row.original for row in rows if not row.standing
    }
    if not originals:
        return {}
    found: dict[UUID, int] = {}
    for key, data in StringSegment.objects.filter(
        source__object_id__in=originals, source__locale=default_locale()
    ).values_list("source__object_id", "string__data"):
        found[key] = found.get(key, 0) + words.words_in(data)
    unread = [original for key, original in originals.items() if key not in found]
    for original in specific(unread[:MOST_READ]):
        found[original.translation_key] = sum(
            words.words_in(value.string.data)
            for value in extract_segments(original)
            if isinstance(value, StringSegmentValue)
        )
    return found


def specific(originals: list[Any]) -> list[Any]:
    pages = [original.pk for original in originals if isinstance(original, Page)]
    others = [row for row in originals if not isinstance(row, Page)]
    return [*Page.objects.filter(pk__in=pages).specific(), *others] if pages else others


def first_unfinished(translations: Iterable[Translation]) -> dict[int, int]:
    """``{translation: segment}``: the first sentence that waits, without words or with
    those of a machine. Two queries, whatever the languages."""
    rows = list(translations)
    if not rows:
        return {}
    segments = StringSegment.objects.filter(source__in=[row.source_id for row in rows])
    done = set(
        StringTranslation.objects.filter(
            locale__in={row.target_locale_id for row in rows},
            context__in=segments.values("context"),
            has_error=False,
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
        ).values_list("locale_id", "translation_of_id", "context_id")
    )
    of_source: dict[int, list[tuple[int, int, int]]] = {}
    for source, *place in segments.order_by("order").values_list(
        "source_id", "pk", "string_id", "context_id"
    ):
        of_source.setdefault(source, []).append(tuple(place))
    found = {}
    for row in rows:
        for pk, string, context in of_source.get(row.source_id, []):
            if (row.target_locale_id, string, context) not in done:
                found[row.pk] = pk
                break
    return found

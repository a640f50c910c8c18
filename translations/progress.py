"""How far translations are, and whether readers have what has been translated.

A list of pages asks in a few queries what ``Translation.get_progress`` asks in two for
each. It counts what that counts: keep them together.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.db.models import (
    Count,
    Exists,
    Max,
    OuterRef,
    QuerySet,
    Subquery,
)
from django.db.models.functions import Coalesce
from wagtail.models import Locale
from wagtail.permissions import page_permission_policy
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from openheritage.locales import locale_ids


@dataclass(frozen=True)
class Work:
    """What a translation of a page, or of an announcement, still needs."""

    page: Any
    # Texts to be translated, and texts in all.
    left: int
    total: int
    # Whether something has been translated since readers were last given it.
    is_newer: bool

    @classmethod
    def of(
        cls,
        page: Any,
        total: int,
        translated: int,
        touched_at: datetime | None,
    ) -> "Work":
        published_at = page.last_published_at
        is_newer = bool(touched_at and (not published_at or touched_at > published_at))
        return cls(page, total - translated, total, is_newer)

    @property
    def waits_for_translators(self) -> bool:
        return self.left > 0

    @property
    def waits_for_reviewers(self) -> bool:
        """Wholly translated, and readers do not have it yet."""
        is_seen = self.page.live and not self.is_newer
        return not (self.left or is_seen)


def segments_of_source() -> QuerySet[StringSegment]:
    """Of a translation, for a subquery; each with the language that is wanted."""
    segments = StringSegment.objects.filter(source=OuterRef("source")).order_by()
    return segments.annotate(wanted_locale=OuterRef("target_locale"))


def words_of_segment(**kind: Any) -> QuerySet[StringTranslation]:
    return StringTranslation.objects.filter(
        translation_of=OuterRef("string"),
        context=OuterRef("context"),
        locale=OuterRef("wanted_locale"),
        **kind,
    )


def number_of(segments: QuerySet) -> Coalesce:
    counted = segments.values("source").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def with_counts(translations: QuerySet[Translation]) -> QuerySet[Translation]:
    """Annotates ``total``, ``translated`` and ``touched_at``."""
    words = words_of_segment(has_error=False)
    wanted = segments_of_source()
    touched = wanted.annotate(
        touched=Subquery(
            words.order_by()
            .values("locale")
            .annotate(last=Max("updated_at"))
            .values("last")
        )
    )
    return translations.annotate(
        total=number_of(wanted),
        translated=number_of(wanted.filter(Exists(words))),
        touched_at=Subquery(
            touched.values("source").annotate(last=Max("touched")).values("last")
        ),
    )


def with_machine(translations: QuerySet[Translation]) -> QuerySet[Translation]:
    """Annotates ``machine``: the sentences of a machine that no person has touched."""
    words = words_of_segment(
        translation_type=StringTranslation.TRANSLATION_TYPE_MACHINE
    )
    return translations.annotate(
        machine=number_of(segments_of_source().filter(Exists(words)))
    )


def held(user: AbstractBaseUser, codename: str) -> frozenset[int]:
    """``locales_of`` by their ids; asks once in a request, as Wagtail's menu does."""
    places = page_permission_policy.get_cached_permissions_for_user(user)
    found = {
        given.page.locale_id
        for given in places
        if given.permission.codename == codename and given.page.depth == 2
    }
    return frozenset(found - {locale_ids()[settings.LANGUAGE_CODE]})


def locales_of(user: AbstractBaseUser, codename: str) -> QuerySet[Locale]:
    """Languages into which somebody translates (``change_page``) or whose
    translations they publish (``publish_page``), by their groups."""
    return Locale.objects.filter(pk__in=held(user, codename))

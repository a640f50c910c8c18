"""Which languages show the text as it was, though nothing is missing in them.

A block was moved or deleted, old words have come back: no language lacks a word, and
none goes live by itself. Staff are told, since no report shows it.
"""

import json
from collections.abc import Iterable
from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as staff_
from wagtail.models import TranslatableMixin
from wagtail_localize import models as localize
from wagtail_localize.models import (
    SegmentOverride,
    StringSegment,
    StringTranslation,
    TranslationSource,
)
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.strings import StringValue

from .notes import tell
from .sentences import gaps_of
from .spelling import sentence


def words_of(instance: TranslatableMixin) -> list[tuple]:
    return [
        (segment.path, segment.string, segment.attrs)
        for segment in localize.extract_segments(instance)
        if isinstance(segment, StringSegmentValue)
    ]


def wanted_words(
    source: TranslationSource, locales: Iterable[int]
) -> dict[int, list[tuple]]:
    """What these languages would say, had they no addresses of their own."""
    segments = [
        *StringSegment.objects.filter(source=source)
        .select_related("context")
        .order_by("order")
    ]
    rows = StringTranslation.objects.filter(
        context__in=[segment.context_id for segment in segments],
        locale__in=locales,
        has_error=False,
    ).values_list("locale_id", "context_id", "translation_of_id", "data")
    said = {(locale, *place): sentence(data) for locale, *place, data in rows}
    return {
        locale: [
            (
                segment.context.path,
                StringValue(said.get((locale, segment.context_id, segment.string_id))),
                json.loads(segment.attrs),
            )
            for segment in segments
        ]
        for locale in locales
    }


def is_behind(source: TranslationSource, live: TranslatableMixin) -> bool:
    """Whether it is other than it would be if it were published now."""
    try:
        said = source.get_ephemeral_translated_instance(live.locale, fallback=True)
    except ObjectDoesNotExist:
        # A picture or page that is gone; publishing it will tell.
        return True
    return words_of(said) != words_of(live)


def tell_who_is_behind(source: TranslationSource) -> None:
    if not getattr(source, "says_something_else", False):
        return
    incomplete = {gap.locale for gap in gaps_of(source, None)}
    translations = source.translations.filter(enabled=True).exclude(
        target_locale__in=incomplete
    )
    model: Any = source.specific_content_type.model_class()
    live = model.objects.filter(
        translation_key=source.object_id,
        live=True,
        locale__in=translations.values("target_locale"),
    ).select_related("locale")
    # Building a page in another language takes a dozen queries: it is done for those
    # alone that do not say word for word what is wanted, or may lead elsewhere.
    wanted = wanted_words(source, [page.locale_id for page in live]) if live else {}
    with_addresses = SegmentOverride.objects.filter(
        context__object_id=source.object_id, locale__in=wanted
    )
    has_own = {*with_addresses.values_list("locale_id", flat=True)} if live else set()
    if languages := [
        str(page.locale)
        for page in live
        if (page.locale_id in has_own or words_of(page) != wanted[page.locale_id])
        and is_behind(source, page)
    ]:
        tell(
            staff_(
                "Nothing is missing in these languages, but readers still see the "
                "text as it was until you publish it there too: %(languages)s."
            )
            % {"languages": ", ".join(languages)},
            is_warning=True,
        )

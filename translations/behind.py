"""Which languages show the text as it was, though nothing is missing in them.

A block was moved or deleted, old words have come back: no language lacks a word, and
none goes live by itself. Staff are told, since no report shows it.
"""

from typing import Any

from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as staff_
from wagtail.models import TranslatableMixin
from wagtail_localize import models as localize
from wagtail_localize.models import TranslationSource
from wagtail_localize.segments import StringSegmentValue

from .notes import tell
from .sentences import gaps_of


def words_of(instance: TranslatableMixin) -> list[tuple]:
    return [
        (segment.path, segment.string, segment.attrs)
        for segment in localize.extract_segments(instance)
        if isinstance(segment, StringSegmentValue)
    ]


def is_behind(source: TranslationSource, live: TranslatableMixin) -> bool:
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
    if languages := [str(page.locale) for page in live if is_behind(source, page)]:
        tell(
            staff_(
                "Nothing is missing in these languages, but readers still see the "
                "text as it was until you publish it there too: %(languages)s."
            )
            % {"languages": ", ".join(languages)},
            is_warning=True,
        )

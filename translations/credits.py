"""Who translated a page and who revised it, as far as they wish to be named.

For pages alone, which are told at once when somebody does not wish it any more: files
and whatever else is kept for long name nobody.
"""

from dataclasses import dataclass

from django.db.models import Exists, OuterRef
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation

from openheritage.matching import sort_key
from openheritage.slots import Slot, answers

from .models import Preference, State, Step


@dataclass(frozen=True)
class Credits:
    translated: list[str]
    revised: list[str]


def credits_of(page: Page) -> Credits:
    """Of those with an account: who wrote a sentence that is still there, and who
    approved or published the whole. One query, and one of each who fills the slot."""
    here = {"locale": page.locale_id}
    sentences = StringSegment.objects.filter(
        source__object_id=page.translation_key,
        string=OuterRef("translation_of"),
        context=OuterRef("context"),
    )
    translated = StringTranslation.objects.filter(
        Exists(sentences), last_translated_by=OuterRef("user_id"), **here
    )
    revised = Step.objects.filter(
        translation_key=page.translation_key,
        state__in=[State.APPROVED, State.LIVE],
        by=OuterRef("user_id"),
        **here,
    )
    rows = (
        Preference.objects.filter(user__is_active=True)
        .exclude(thanked_as="")
        .annotate(has_translated=Exists(translated), has_revised=Exists(revised))
        .values_list("thanked_as", "has_translated", "has_revised")
    )
    wrote, read = set(), set()
    for name, has_translated, has_revised in rows:
        if has_translated:
            wrote.add(name)
        if has_revised:
            read.add(name)
    for names in answers(Slot.TRANSLATED_BY, page):
        wrote |= names
    return Credits(sorted(wrote, key=sort_key), sorted(read, key=sort_key))

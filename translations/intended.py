"""Warnings that somebody has confirmed: it is meant to be so.

A number that a language writes in words, a title that stays in English: who knows the
language says so once, and neither they nor a reviewer is told again, until the words
change.
"""

from collections import defaultdict
from collections.abc import Iterable

from django.contrib.auth.models import User
from wagtail_localize.models import StringSegment, Translation

from .checks import Finding, check
from .models import Intended
from .po import limit_of
from .saving import spelt

Confirmed = dict[tuple[int, int], set[tuple[str, str]]]


def confirmed(translation: Translation, segments: Iterable[StringSegment]) -> Confirmed:
    """What has been confirmed of these sentences: one query."""
    found: Confirmed = defaultdict(set)
    rows = Intended.objects.filter(
        locale=translation.target_locale_id,
        context__in={segment.context_id for segment in segments},
    )
    for row in rows:
        found[row.string_id, row.context_id].add((row.code, row.data))
    return found


def findings_of(
    segment: StringSegment,
    translation: Translation,
    text: str,
    known: Confirmed | None = None,
) -> list[Finding]:
    """What the checks find in a text for a sentence, without what is intended."""
    text = spelt(text)
    if known is None:
        known = confirmed(translation, [segment])
    fine = known.get((segment.string_id, segment.context_id), set())
    found = check(
        segment.string.data,
        text,
        translation.target_locale.language_code,
        limit=limit_of(segment, translation),
    )
    return [each for each in found if each.is_error or (each.code, text) not in fine]


def intend(
    segment: StringSegment,
    translation: Translation,
    text: str,
    code: str,
    user: User,
) -> bool:
    """Whether there was such a warning; an error is never intended."""
    found = findings_of(segment, translation, text)
    if not any(each.code == code and not each.is_error for each in found):
        return False
    Intended.objects.update_or_create(
        string_id=segment.string_id,
        context_id=segment.context_id,
        locale_id=translation.target_locale_id,
        code=code,
        defaults={"data": spelt(text), "by": user},
    )
    return True

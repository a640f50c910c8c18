"""From what a browser sends to what is stored, one sentence at a time.

What somebody typed is never lost: it is stored, with its faults, or handed back beside
what stands in its way.
"""

import hashlib
from dataclasses import dataclass
from difflib import SequenceMatcher

from django.http import QueryDict
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail_localize.models import StringSegment, StringTranslation

from openheritage.names import number
from translations import saving

from .access import Work
from .text import shown, written

# Letters; longer than any sentence, shorter than a file pasted by mistake.
LONGEST = 20_000


class ProblemError(Exception):
    """Why a text is not stored, in words for whoever typed it."""


class GoneError(Exception):
    """The original does not have this sentence any more."""

    def __init__(self, successor: StringSegment | None) -> None:
        super().__init__()
        self.successor = successor


class ConflictError(Exception):
    """Somebody else has written here since this text was begun."""

    def __init__(self, current: StringTranslation | None) -> None:
        super().__init__()
        self.current = current


def token(words: StringTranslation | None) -> str:
    """Tells what a writer had seen, without sending it twice."""
    if words is None:
        return ""
    kind = f"{words.translation_type}\n{words.data}"
    return hashlib.sha256(kind.encode()).hexdigest()[:16]


def words_of(segment: StringSegment, work: Work) -> StringTranslation | None:
    return (
        StringTranslation.objects.filter(
            translation_of_id=segment.string_id,
            context_id=segment.context_id,
            locale_id=work.translation.target_locale_id,
        )
        .select_related("last_translated_by")
        .first()
    )


def number_in(data: QueryDict, name: str) -> int:
    value = data.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 15 else 0


@dataclass(frozen=True)
class Typed:
    """A text, and the sentence that stood beside it when it was typed."""

    segment: int
    string: int
    context: int
    text: str
    seen: str
    original: str = ""
    known: frozenset[int] = frozenset()


def segment_of(work: Work, typed: Typed) -> StringSegment:
    """The sentence, which may have moved since; or what has taken its place."""
    here = StringSegment.objects.filter(source_id=work.source.pk).select_related(
        "string", "context"
    )
    same = here.filter(string_id=typed.string, context_id=typed.context)
    if segment := here.filter(pk=typed.segment).first() or same.first():
        return segment
    beside = [
        segment
        for segment in here.filter(context_id=typed.context).order_by("order")
        if segment.string_id not in typed.known
    ]

    def alike(segment: StringSegment) -> float:
        data = shown(segment.string.data)
        return SequenceMatcher(None, data, typed.original, autojunk=False).ratio()

    raise GoneError(max(beside, key=alike, default=None))


def problem_with(text: str) -> str:
    if "\0" in text:
        return staff_("This text holds a sign that cannot be saved (NUL).")
    if len(text) > LONGEST:
        return staff_n(
            "This text is too long to be saved: %(limit)s letter at most.",
            "This text is too long to be saved: %(limit)s letters at most.",
            LONGEST,
        ) % {"limit": number(LONGEST)}
    return ""


def save(
    work: Work, typed: Typed, *, how: str = "typed"
) -> tuple[StringSegment, StringTranslation | None]:
    """Stores a text, or takes the stored one away if there is nothing left of it."""
    if problem := problem_with(typed.text):
        raise ProblemError(problem)
    segment = segment_of(work, typed)
    data = written(typed.text)
    current = words_of(segment, work)
    before = current.data if current else ""
    if data == before:
        return segment, current
    if typed.seen != token(current):
        raise ConflictError(current)
    try:
        if data:
            saving.store(
                segment, work.translation, data, work.user, how=how, seen=before
            )
        else:
            saving.remove(segment, work.translation, work.user, seen=before)
    except saving.Conflict as conflict:
        raise ConflictError(conflict.current) from None
    except saving.Refused as refused:
        raise ProblemError(str(refused)) from None
    return segment, words_of(segment, work)

"""Drafts by a machine, for what nobody has translated yet.

Only what the public may read anyway is sent. Each sentence is marked as a machine's
until a person has changed or confirmed it, and nothing is published by it. All of a
page's answers are there and looked at before the first is stored: a failure leaves
everything as it was.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import requests
from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as staff_
from wagtail.models import DraftStateMixin, Page
from wagtail_localize import models as localize
from wagtail_localize.machine_translators import get_machine_translator
from wagtail_localize.models import StringSegment, Translation
from wagtail_localize.segments import StringSegmentValue
from wagtail_localize.strings import StringValue

from openheritage.locales import language_of
from openheritage.names import language_name_here

from . import po, saving
from .guarded import Guarded, guard, missing_terms
from .tallies import gathering

# Of one request to the machine.
MOST_SENTENCES = 40
MOST_LETTERS = 8_000
# An answer with more letters, for each of the original, is none.
MOST_TIMES = 6
DOCUMENT = re.compile(r"<(?:!doctype|html|head|body|script|title)\b", re.IGNORECASE)


class MachineError(Exception):
    """Why nothing was drafted, in words for who asked for it."""


@dataclass
class Drafted:
    """How many sentences were stored, and which were left out, with the reason."""

    stored: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)


def is_on() -> bool:
    return get_machine_translator() is not None


def name() -> str:
    machine = get_machine_translator()
    return str(machine.display_name) if machine else ""


def why_not_public(original: Any) -> str:
    """Why the words of an original may not leave the site; empty if they may."""
    if isinstance(original, DraftStateMixin) and not original.live:
        return staff_("The original is not published.")
    if isinstance(original, Page):
        if original.get_ancestors().filter(depth__gt=1, live=False).exists():
            return staff_("The original is not published.")
        if original.get_view_restrictions().exists():
            return staff_("The original is private.")
    return ""


def public_words(original: Any) -> set[tuple[str, str]]:
    """What readers see of it at this moment: no draft, and nothing that was taken out
    since it was sent to translators."""
    return {
        (segment.path, segment.string.data)
        for segment in localize.extract_segments(original)
        if isinstance(segment, StringSegmentValue)
    }


def untranslated(translation: Translation) -> list[StringSegment]:
    """Each once in its place."""
    there = set(
        localize.StringTranslation.objects.filter(
            locale=translation.target_locale_id,
            context__object_id=translation.source.object_id,
        ).values_list("context_id", "translation_of_id")
    )
    found: dict[tuple[int, int], StringSegment] = {}
    for segment in po.segments_of(translation):
        key = (segment.context_id, segment.string_id)
        if key not in there:
            found.setdefault(key, segment)
    return list(found.values())


def batches(sentences: list[str]) -> Iterator[list[str]]:
    batch: list[str] = []
    for sentence in sentences:
        letters = sum(map(len, batch)) + len(sentence)
        if batch and (len(batch) == MOST_SENTENCES or letters > MOST_LETTERS):
            yield batch
            batch = []
        batch.append(sentence)
    if batch:
        yield batch


def in_words(error: Exception, machine: str) -> str:
    told = {"machine": machine}
    if isinstance(error, requests.Timeout):
        return staff_("%(machine)s did not answer in time.") % told
    if isinstance(error, requests.HTTPError) and error.response is not None:
        status = error.response.status_code
        if status in (401, 403):
            return staff_("%(machine)s does not take our key.") % told
        if status == 429:
            return staff_("%(machine)s has too much to do. Try again later.") % told
        if status == 456:
            return staff_("What we may ask of %(machine)s is used up.") % told
        return staff_("%(machine)s answered with an error (%(status)s).") % (
            told | {"status": status}
        )
    if isinstance(error, requests.ConnectionError):
        return staff_("%(machine)s cannot be reached.") % told
    return staff_("%(machine)s answered something that is no translation.") % told


# What the clients of localize raise at answers that are none.
NO_ANSWER = (
    requests.RequestException,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
)


def ask(machine: Any, translation: Translation, sentences: list[str]) -> dict[str, str]:
    """The machine's words for each sentence."""
    source, target = translation.source.locale, translation.target_locale
    answers: dict[str, str] = {}
    try:
        if not machine.can_translate(source, target):
            raise MachineError(
                staff_("%(machine)s does not translate into %(language)s.")
                % {
                    "machine": machine.display_name,
                    "language": language_name_here(language_of(target.pk)),
                }
            )
        for batch in batches(list(dict.fromkeys(sentences))):
            strings = [StringValue(sentence) for sentence in batch]
            found = machine.translate(source, target, strings)
            for string in strings:
                answer = found[string].data
                if not isinstance(answer, str):
                    raise TypeError
                answers[string.data] = answer
    except NO_ANSWER as error:
        raise MachineError(in_words(error, machine.display_name)) from error
    return answers


def judged(
    guarded: Guarded, answer: str, segment: StringSegment, translation: Translation
) -> tuple[str, str]:
    """The draft, and why it cannot be one; either is empty."""
    original = segment.string.data
    if DOCUMENT.search(answer):
        return "", staff_("the answer is a page, and no sentence")
    if len(answer) > MOST_TIMES * len(guarded.text) + 100:
        return "", staff_("the answer is far too long")
    text = guarded.restored(answer)
    if text is None:
        return "", staff_("a protected word or place came back broken")
    text = saving.spelt(text)
    if text == original and len(original.split()) > 3:
        return "", staff_("it came back untranslated")
    if reason := po.wrong_with(segment, translation, text):
        return "", reason
    if missing := missing_terms(guarded, text):
        return "", staff_("the glossary's word for “%(term)s” is missing") % {
            "term": missing[0]
        }
    return text, ""


def draft(translation: Translation, user: User | None) -> Drafted:
    """Drafts what is missing of a page in a language. Raises ``MachineError``."""
    machine = get_machine_translator()
    if machine is None:
        raise MachineError(staff_("No machine translation is set up on this site."))
    try:
        original = translation.source.get_source_instance()
    except ObjectDoesNotExist:
        raise MachineError(staff_("The original is not there any more.")) from None
    if reason := why_not_public(original):
        raise MachineError(reason)
    public = public_words(original)
    segments = [
        segment
        for segment in untranslated(translation)
        if (segment.context.path, segment.string.data) in public
    ]
    language = language_of(translation.target_locale_id)
    guarded = {segment.pk: guard(segment.string.data, language) for segment in segments}
    answers = (
        ask(machine, translation, [guarded[segment.pk].text for segment in segments])
        if segments
        else {}
    )
    drafted = Drafted()
    good = []
    for segment in segments:
        one = guarded[segment.pk]
        text, reason = judged(one, answers[one.text], segment, translation)
        if reason:
            drafted.left_out.append((segment.string.data, reason))
        else:
            good.append((segment, text))
    with gathering():
        for segment, text in good:
            try:
                saving.store(
                    segment,
                    translation,
                    text,
                    user,
                    how=saving.How.MACHINE,
                    tool=str(machine.display_name),
                    seen="",
                )
            except saving.Conflict:
                # Somebody has written it in the meantime: theirs is kept.
                continue
            drafted.stored += 1
    return drafted

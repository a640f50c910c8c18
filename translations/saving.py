"""The one way in which a sentence of a page is stored, whoever wrote it.

Typed, from a file, from the memory, by a machine or by a volunteer: it is judged, its
history and its page's tally are written in the same transaction, and nobody
overwrites what they have not seen.
"""

from dataclasses import dataclass

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as staff_
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from . import po
from .models import Change
from .tallies import count_soon, gathering

How = Change.How
MANUAL = StringTranslation.TRANSLATION_TYPE_MANUAL
MACHINE = StringTranslation.TRANSLATION_TYPE_MACHINE


class Conflict(Exception):  # noqa: N818 - it is none of the writer's faults
    """Somebody else has changed the sentence since the writer read it.

    ``current`` is the row as it is now, or ``None`` where its words were taken away.
    """

    def __init__(self, current: StringTranslation | None) -> None:
        super().__init__(staff_("Somebody else has changed this sentence."))
        self.current = current


class Refused(ValueError):  # noqa: N818 - an answer to whoever wrote
    """Words that cannot be stored at all; its text tells why."""


@dataclass(frozen=True)
class Saved:
    """The row, what is wrong with its words, and whether they are other ones."""

    row: StringTranslation | None
    error: str = ""
    is_new: bool = True


def key_of(segment: StringSegment, translation: Translation) -> dict[str, int]:
    return {
        "translation_of_id": segment.string_id,
        "locale_id": translation.target_locale_id,
        "context_id": segment.context_id,
    }


def current_of(
    segment: StringSegment, translation: Translation
) -> StringTranslation | None:
    return StringTranslation.objects.filter(**key_of(segment, translation)).first()


def take_turns(
    segment: StringSegment, translation: Translation, seen: str | None, text: str
) -> StringTranslation | None:
    """Waits for whoever writes into the same page and language."""
    if segment.source_id != translation.source_id:
        raise Refused(staff_("This sentence belongs to another page."))
    Translation.objects.select_for_update(no_key=True).get(pk=translation.pk)
    current = current_of(segment, translation)
    there = current.data if current else ""
    if seen is not None and spelt(seen) != there and spelt(text) != there:
        raise Conflict(current)
    return current


def spelt(text: str) -> str:
    """As it is stored: browsers send other line ends than they were given."""
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def store(
    segment: StringSegment,
    translation: Translation,
    text: str,
    user: User | None,
    *,
    how: str = How.TYPED,
    tool: str = "",
    seen: str | None = None,
) -> Saved:
    """Stores the words of a sentence in the language of ``translation``.

    ``seen`` is what the writer had before their eyes, empty if there was nothing;
    ``None`` overwrites whatever is there. Words with an error are kept with it, and
    count as none. Empty words take away what was there. Raises ``Conflict`` and
    ``Refused``.
    """
    if "\0" in text:
        raise Refused(staff_("This text cannot be saved."))
    text = spelt(text)
    if not text:
        return remove(segment, translation, user, seen=seen)
    kind = MACHINE if how == How.MACHINE else MANUAL
    with gathering():
        current = take_turns(segment, translation, seen, text)
        error = po.wrong_with(segment, translation, text)
        if current and (current.data, current.translation_type) == (text, kind):
            return Saved(current, error, is_new=False)
        values = {
            "data": text,
            "translation_type": kind,
            "tool_name": tool,
            "last_translated_by": user,
            "has_error": bool(error),
            "field_error": error,
        }
        row = (
            store_with_error(segment, translation, values)
            if error
            else StringTranslation.objects.update_or_create(
                **key_of(segment, translation), defaults=values
            )[0]
        )
        remember(segment, translation, text, user, how, tool)
        count_soon([translation.pk])
    return Saved(row, error)


def remove(
    segment: StringSegment,
    translation: Translation,
    user: User | None,
    *,
    seen: str | None = None,
) -> Saved:
    with gathering():
        current = take_turns(segment, translation, seen, "")
        if current is None:
            return Saved(None, is_new=False)
        current.delete()
        remember(segment, translation, "", user, How.DELETED)
        count_soon([translation.pk])
    return Saved(None)


def confirm(
    segment: StringSegment,
    translation: Translation,
    user: User | None,
    *,
    seen: str | None = None,
) -> Saved:
    """A person has read what a machine wrote, and takes it as it is.

    The name of the tool stays with it. Raises ``Refused`` where there are no words.
    """
    with gathering():
        current = take_turns(segment, translation, seen, seen or "")
        if current is None:
            raise Refused(staff_("There is nothing to confirm."))
        if current.translation_type == MANUAL:
            return Saved(current, current.field_error, is_new=False)
        current.translation_type = MANUAL
        current.last_translated_by = user
        current.save(
            update_fields=["translation_type", "last_translated_by", "updated_at"]
        )
        remember(segment, translation, current.data, user, How.CONFIRMED)
        count_soon([translation.pk])
    return Saved(current, current.field_error, is_new=False)


def remember(
    segment: StringSegment,
    translation: Translation,
    text: str,
    user: User | None,
    how: str,
    tool: str = "",
) -> None:
    Change.objects.create(
        string_id=segment.string_id,
        context_id=segment.context_id,
        locale_id=translation.target_locale_id,
        data=text,
        how=how,
        tool=tool,
        by=user,
    )


def store_with_error(
    segment: StringSegment, translation: Translation, values: dict
) -> StringTranslation:
    """Past the signals, of which one puts a title into a field that is too short."""
    key = key_of(segment, translation)
    StringTranslation.objects.bulk_create(
        [StringTranslation(**key, **values, updated_at=timezone.now())],
        update_conflicts=True,
        unique_fields=["locale", "translation_of", "context"],
        update_fields=[*values, "updated_at"],
    )
    return StringTranslation.objects.get(**key)

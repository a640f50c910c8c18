"""What the checks say of a whole page."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as staff_
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from .checks import Finding
from .intended import confirmed, findings_of
from .po import segments_of


@dataclass(frozen=True)
class Sentence:
    """An original in its place, and what is there in a language."""

    segment: StringSegment
    row: StringTranslation | None
    findings: list[Finding]

    @property
    def text(self) -> str:
        return self.row.data if self.row else ""

    @property
    def is_machine(self) -> bool:
        machine = StringTranslation.TRANSLATION_TYPE_MACHINE
        return self.row is not None and self.row.translation_type == machine

    @property
    def errors(self) -> list[str]:
        found = [str(one.words) for one in self.findings if one.is_error]
        if self.row and self.row.has_error and not found:
            # What the page had against it when it was to be published.
            found = [self.row.field_error or staff_("Its marks are not right.")]
        return found

    @property
    def hints(self) -> list[str]:
        return [str(one.words) for one in self.findings if not one.is_error]


def sentences_of(translation: Translation) -> Iterator[Sentence]:
    segments = list(segments_of(translation))
    rows = {
        (row.translation_of_id, row.context_id): row
        for row in StringTranslation.objects.filter(
            locale=translation.target_locale_id,
            context__in={segment.context_id for segment in segments},
        ).select_related("last_translated_by")
    }
    known = confirmed(translation, segments)
    for segment in segments:
        row = rows.get((segment.string_id, segment.context_id))
        found = []
        if row is not None:
            found = findings_of(segment, translation, row.data, known)
        yield Sentence(segment, row, found)


def errors_in(translation: Translation) -> list[str]:
    return [
        error for sentence in sentences_of(translation) for error in sentence.errors
    ]

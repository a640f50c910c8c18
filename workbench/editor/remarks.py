"""Notes between translators and editors, at a sentence.

A note is for one language, or for all and for those who write the original.
"""

from dataclasses import dataclass

from django.db.models import Q
from django.utils.translation import gettext as staff_
from wagtail_localize.models import StringSegment

from openheritage.words import moment
from translations.models import Remark

from .access import Work
from .rows import named


@dataclass(frozen=True)
class Note:
    remark: Remark

    @property
    def by(self) -> str:
        return named(self.remark.by)

    @property
    def at(self) -> str:
        return moment(self.remark.at)

    @property
    def text(self) -> str:
        return self.remark.text

    @property
    def scope(self) -> str:
        if self.remark.locale_id is None:
            return staff_("for all languages")
        return ""

    @property
    def resolved(self) -> str:
        if self.remark.resolved_at is None:
            return ""
        return staff_("Settled by %(name)s, %(time)s") % {
            "name": named(self.remark.resolved_by),
            "time": moment(self.remark.resolved_at),
        }


def notes_of(work: Work, segment: StringSegment) -> list[Note]:
    remarks = Remark.objects.filter(
        Q(locale=None) | Q(locale=work.translation.target_locale_id),
        context_id=segment.context_id,
        string_id=segment.string_id,
    )
    people = remarks.select_related("by", "resolved_by").order_by("at", "pk")
    return [Note(remark) for remark in people]

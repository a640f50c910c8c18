"""Drafts by a machine for many pages, as a job: a page and language is a part."""

from typing import Any

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail_localize.models import Translation

from openheritage.locales import language_of
from openheritage.names import language_name

from . import jobs, machine
from .files.access import why_not
from .jobs import Kind, Line, Refused
from .models import Job
from .rights import COORDINATE

MACHINE = "machine"


def left_out(drafted: machine.Drafted) -> str:
    """What is told of a page of which not everything could be drafted."""
    count = len(drafted.left_out)
    first, reason = drafted.left_out[0]
    return staff_n(
        "%(count)s sentence was left out: “%(first)s”, %(reason)s.",
        "%(count)s sentences were left out, among them “%(first)s”, %(reason)s.",
        count,
    ) % {"count": count, "first": first, "reason": reason}


class Drafts(Kind):
    def count(self, order: dict[str, Any]) -> int:
        return len(order["translations"])

    def translation(self, order: dict[str, Any], part: int) -> Translation | None:
        rows = Translation.objects.filter(pk=order["translations"][part], enabled=True)
        return rows.select_related("source__locale", "target_locale").first()

    def do(self, job: Job, part: int, user: User | None) -> list[Line] | None:
        translation = self.translation(job.order, part)
        if translation is None:
            raise Refused(staff_("It was deleted."))
        if user and (reason := why_not(user, translation)):
            raise Refused(reason)
        try:
            drafted = machine.draft(translation, user)
        except machine.MachineError as error:
            raise Refused(str(error)) from error
        if not drafted.left_out:
            return None
        # What was drafted stays: this is no failure.
        return [[*self.describe(job.order, part), left_out(drafted)]]

    def describe(self, order: dict[str, Any], part: int) -> tuple[str, str]:
        translation = self.translation(order, part)
        if translation is None:
            return "", ""
        try:
            language = language_name(language_of(translation.target_locale_id))
        except ObjectDoesNotExist:
            language = ""
        return translation.source.object_repr, language

    def may(self, user: User | None) -> bool:
        return user is not None and user.has_perm(COORDINATE)


jobs.register(MACHINE, Drafts())

"""Files that are too much for a request, as jobs: all that comes back of one is told
in the job's report, and what goes out lies in the job."""

from datetime import timedelta
from itertools import groupby
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail_localize.models import Translation

from openheritage.names import number

from .. import jobs
from ..jobs import Kind as JobKind
from ..jobs import Line, Refused
from ..models import Job
from . import access, archives, bundles
from .incoming import UnreadableError
from .taking import Outcome, Report

IMPORT, EXPORT = "import", "export"
# More of them wait for the worker, which does so many at a time.
PAGES_AT_ONCE = 200
FILES_AT_ONCE = 40
LARGEST_AT_ONCE = 1_000_000
# So long a file lies in its job, where somebody may fetch it.
KEPT = timedelta(days=7)
# Of one page; the rest is counted.
MOST_LINES = 200


def line_of(report: Report, outcome: Outcome, words: str) -> list[str]:
    return [report.title or report.name, report.language, f"{outcome}: {words}"]


def lines_of(report: Report) -> list[list[str]]:
    """As a job tells them: page, language, what became of a sentence."""
    if report.refusal:
        return [line_of(report, Outcome.REFUSED, report.refusal)]
    silent = (Outcome.UNCHANGED, Outcome.EMPTY)
    told = [line for line in report.lines if line.outcome not in silent]
    lines = [line_of(report, line.outcome, str(line)) for line in told[:MOST_LINES]]
    if (more := len(told) - MOST_LINES) > 0:
        words = staff_n(
            "%(count)s more line is not shown.",
            "%(count)s more lines are not shown.",
            more,
        ) % {"count": number(more)}
        lines.append([report.title, report.language, words])
    return lines


def is_much(content: bytes) -> bool:
    """Whether a file is too much for a request. Raises ``UnreadableError``."""
    if len(content) > LARGEST_AT_ONCE:
        return True
    return len(bundles.files_in("", content)) > FILES_AT_ONCE


class Imports(JobKind):
    """Some files of an archive are a part; what is no archive is one."""

    def count(self, order: dict[str, Any]) -> int:
        return -(-len(order["names"]) // FILES_AT_ONCE)

    def do(self, job: Job, part: int, user: User | None) -> list[Line] | None:
        content = Job.objects.values_list("file", flat=True).get(pk=job.pk)
        if content is None:
            raise Refused(staff_("The file is not there any more."))
        files = bundles.files_in(job.file_name, bytes(content))
        here = files[part * FILES_AT_ONCE : (part + 1) * FILES_AT_ONCE]
        told: list[Line] = []
        for name, data in here:
            try:
                reports = bundles.bring_in(
                    name,
                    data,
                    user,
                    lambda row: access.why_not(user, row) if user else "",
                )
            except UnreadableError as error:
                told.append([name, "", str(error)])
                continue
            for report in reports:
                told += lines_of(report)
        if part + 1 == job.total:
            Job.objects.filter(pk=job.pk).update(file=None)
        return told

    def describe(self, order: dict[str, Any], part: int) -> tuple[str, str]:
        return order["names"][part * FILES_AT_ONCE], ""

    def may(self, user: User | None) -> bool:
        return user is not None and bool(access.languages_of(user))


def begin_import(name: str, content: bytes, user: User) -> Job:
    """Raises ``UnreadableError``."""
    order = {"names": [each for each, _data in bundles.files_in(name, content)]}
    return Job.objects.create(
        what=IMPORT,
        order=order,
        by=user,
        total=Imports().count(order),
        file=content,
        file_name=name[:255],
    )


class Exports(JobKind):
    """Some pages of a language are a part, and go into the archive that is there."""

    def count(self, order: dict[str, Any]) -> int:
        return len(order["groups"])

    def do(self, job: Job, part: int, user: User | None) -> list[Line] | None:
        allowed = access.translations_of(user) if user else bundles.all_translations()
        rows = allowed.filter(pk__in=job.order["groups"][part])
        found = bundles.parts(rows)
        before = Job.objects.values_list("file", flat=True).get(pk=job.pk)
        files = bundles.named(found, bundles.Kind(job.order["format"]))
        content = archives.packed(files, bytes(before or b""))
        Job.objects.filter(pk=job.pk).update(file=content)
        return None

    def describe(self, order: dict[str, Any], part: int) -> tuple[str, str]:
        return "", ""

    def may(self, user: User | None) -> bool:
        return user is not None and bool(access.languages_of(user))


def begin_export(rows: list[Translation], kind: bundles.Kind, user: User) -> Job:
    groups = []
    for _locale, group in groupby(rows, key=lambda row: row.target_locale_id):
        keys = [row.pk for row in group]
        groups += [
            keys[start : start + PAGES_AT_ONCE]
            for start in range(0, len(keys), PAGES_AT_ONCE)
        ]
    return Job.objects.create(
        what=EXPORT,
        order={"format": str(kind), "groups": groups},
        by=user,
        total=len(groups),
        file_name="open-heritage.zip",
    )


def forget_files() -> int:
    """What was sent and not taken, and what was made and fetched, or not."""
    old = Job.objects.filter(ended_at__lt=timezone.now() - KEPT, file__isnull=False)
    return old.update(file=None)


jobs.register(IMPORT, Imports())
jobs.register(EXPORT, Exports())

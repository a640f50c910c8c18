"""The daily look at all translations, as a job: staff read what it found."""

from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone
from django.utils.translation import gettext as staff_

from openheritage import proofs

from . import health, jobs
from .health import Fault, Found
from .jobs import Kind, Line
from .models import Job

CHECK = "check"
# Of the command that looks at the same.
NAME = "check_translations"
# Reports that are kept.
KEPT = 10


class Check(Kind):
    is_of_site = True

    def count(self, order: dict[str, Any]) -> int:
        return len(order["slices"]) + 1

    def do(self, job: Job, part: int, user: User) -> list[Line]:
        slices = job.order["slices"]
        if part < len(slices):
            # What has drifted is put right at once.
            found = health.look_at(slices[part], repair=True)
        else:
            found = health.look_at_the_rest()
        lines = [each.as_line() for each in found]
        if part == len(slices):
            proofs.keep(NAME, sum(map(is_wrong, [*job.report, *lines])))
        return lines

    def describe(self, order: dict[str, Any], part: int) -> tuple[str, str]:
        return staff_("Check"), ""

    def may(self, user: User) -> bool:
        return True


def is_wrong(line: Line) -> bool:
    """Of a report of this job's, all in one language: what is stale is work to be
    done, and what has drifted was put right."""
    labels = (health.label(Fault.STALE), health.label(Fault.DRIFT))
    return not line[2].startswith(labels)


def begin() -> None:
    unfinished = Job.objects.filter(what=CHECK, state__in=jobs.UNFINISHED)
    if not unfinished.exists():
        order = {"slices": health.slices()}
        total = jobs.kinds[CHECK].count(order)
        Job.objects.create(what=CHECK, order=order, total=total)
    forget()


def keep(found: list[Found]) -> Job:
    """What a command found, as if the worker had."""
    now = timezone.now()
    return Job.objects.create(
        what=CHECK,
        state=Job.State.DONE,
        started_at=now,
        ended_at=now,
        total=1,
        done=1,
        report=[each.as_line() for each in found],
    )


def forget() -> None:
    old = Job.objects.filter(what=CHECK, state=Job.State.DONE)
    kept = [*old.order_by("-created_at").values_list("pk", flat=True)[:KEPT]]
    old.exclude(pk__in=kept).delete()


def last() -> Job | None:
    done = Job.objects.filter(what=CHECK, state=Job.State.DONE).defer("file", "order")
    return done.order_by("-ended_at").first()


def is_fault(found: Found) -> bool:
    return found.fault != Fault.STALE


jobs.register(CHECK, Check())

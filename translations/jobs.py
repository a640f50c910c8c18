"""Work on many pages and languages, done by the worker part by part.

Each part is a transaction with its place in the job's count: a worker that is killed
leaves whole parts and nothing half done, another takes up the rest when the lease has
ended, and two that meet do each part once. A part that fails is told and the next one
is tried. Whoever began the job must have the right to it all the while.
"""

import logging
import time
from abc import ABC, abstractmethod
from datetime import timedelta
from typing import Any, cast

from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import InterfaceError, OperationalError, transaction
from django.db.models import F, Q
from django.utils import timezone, translation
from django.utils.translation import gettext as staff_
from wagtail.log_actions import LogContext

from openheritage.failures import where
from openheritage.staff import mail_language
from openheritage.worker import is_stopping

from .models import Job

logger = logging.getLogger(__name__)

# A worker that was killed holds a job for so long; each part renews it.
LEASE = timedelta(minutes=2)
# Seconds that a job may take before the worker looks at what else there is to do.
TURN = 5
# So often a part may take a worker with it before it is passed over.
TRIES = 3

UNFINISHED = (Job.State.WAITING, Job.State.RUNNING)

# One line of a report: what, in which language, why not.
Line = list[str]


class Refused(Exception):  # noqa: N818 - it is no fault of the site
    """Why a part is not done, in words for whoever began the job."""

    @property
    def words(self) -> str:
        return str(self.args[0])


class Kind(ABC):
    """What is done in jobs of a kind. Parts are numbers, from nought."""

    # What the site does by itself asks nobody's right; its user is nobody.
    is_of_site = False

    @abstractmethod
    def count(self, order: dict[str, Any]) -> int: ...

    @abstractmethod
    def do(self, job: Job, part: int, user: User) -> list[Line] | None:
        """Raises ``Refused``. Done again, it does nothing. What it answers is told."""

    @abstractmethod
    def describe(self, order: dict[str, Any], part: int) -> tuple[str, str]:
        """The page and the language of a part, for the report."""

    @abstractmethod
    def may(self, user: User) -> bool: ...


kinds: dict[str, Kind] = {}


def register(name: str, kind: Kind) -> None:
    kinds[name] = kind


def begin(what: str, order: dict[str, Any], user: User) -> Job:
    """What somebody asks for a second time while it is under way is the same job."""
    with transaction.atomic():
        same = Job.objects.filter(what=what, order=order, by=user, state__in=UNFINISHED)
        return same.first() or Job.objects.create(
            what=what, order=order, by=user, total=kinds[what].count(order)
        )


def cancel(pk: int) -> bool:
    """After the part that is just being done; whether there was something to stop."""
    return bool(
        Job.objects.filter(pk=pk, state__in=UNFINISHED).update(
            state=Job.State.CANCELLED, ended_at=timezone.now(), leased_until=None
        )
    )


def work() -> int:
    """Goes on with the oldest job for a while; how many parts were done."""
    job = take()
    if job is None:
        return 0
    end = time.monotonic() + TURN
    done = 0
    while step(job.pk):
        done += 1
        if is_stopping() or time.monotonic() > end:
            break
    # Whichever worker comes first goes on with it.
    Job.objects.filter(pk=job.pk, state=Job.State.RUNNING).update(
        leased_until=timezone.now()
    )
    return max(done, 1)


@transaction.atomic
def take() -> Job | None:
    now = timezone.now()
    due = Q(state=Job.State.WAITING) | Q(state=Job.State.RUNNING, leased_until__lte=now)
    job = (
        Job.objects.select_for_update(skip_locked=True)
        .filter(due, what__in=kinds)
        .defer("file")
        .order_by(F("started_at").asc(nulls_last=True), "created_at", "pk")
        .first()
    )
    if job is None:
        return None
    if job.state == Job.State.WAITING:
        job.state, job.started_at = Job.State.RUNNING, now
    job.leased_until = now + LEASE
    job.save(update_fields=["state", "started_at", "leased_until"])
    return job


def step(pk: int) -> bool:
    """One part, whichever is next; whether there may be more."""
    if not note_attempt(pk):
        return False
    with transaction.atomic():
        job = locked(pk)
        if job is None:
            return False
        kind = kinds[job.what]
        with (
            translation.override(mail_language(job.by) if job.by else "en"),
            # Whose deed it is, for whoever hears of it.
            LogContext(user=job.by),
        ):
            if not kind.is_of_site and not is_allowed(kind, job.by):
                return stop(job)
            if job.done < job.total:
                job.report = [*job.report, *attempt(kind, job, cast(User, job.by))]
                job.done += 1
                job.tries = 0
        finish_if_done(job)
        job.leased_until = timezone.now() + LEASE
        job.save(
            update_fields=[
                *("done", "report", "state", "ended_at", "leased_until", "tries")
            ]
        )
        return job.state == Job.State.RUNNING


def is_allowed(kind: Kind, user: User | None) -> bool:
    return user is not None and user.is_active and kind.may(user)


def note_attempt(pk: int) -> bool:
    """Before a part, and kept if that takes the worker with it."""
    with transaction.atomic():
        job = locked(pk)
        if job is None:
            return False
        job.tries += 1
        if job.tries > TRIES and job.done < job.total:
            words = staff_("The worker broke off each time that it tried this.")
            described = kinds[job.what].describe(job.order, job.done)
            job.report = [*job.report, [*described, words]]
            job.done, job.tries = job.done + 1, 1
        job.save(update_fields=["tries", "report", "done"])
        return True


def locked(pk: int) -> Job | None:
    running = Job.objects.select_for_update().filter(pk=pk, state=Job.State.RUNNING)
    return running.defer("file").first()


def attempt(kind: Kind, job: Job, user: User) -> list[Line]:
    """What is told of a part: why it was not done, as a rule."""
    part = job.done
    try:
        with transaction.atomic():
            return kind.do(job, part, user) or []
    except (OperationalError, InterfaceError):
        # It is the database that failed, and no part of ours.
        raise
    except Refused as refused:
        words = refused.words
    except ValidationError as error:
        words = " ".join(error.messages)
    except Exception as error:  # noqa: BLE001 - one part fails, the others go on
        logger.error(
            "Job %s, part %s failed (%s at %s).",
            *(job.pk, part, type(error).__name__, where(error)),
        )
        words = staff_("This failed for a reason that stands in the log of the site.")
    return [[*kind.describe(job.order, part), words]]


def stop(job: Job) -> bool:
    words = staff_("Stopped: whoever began this job has no longer the right to do so.")
    job.report = [*job.report, ["", "", words]]
    job.state, job.ended_at = Job.State.FAILED, timezone.now()
    job.save(update_fields=["report", "state", "ended_at"])
    return False


def finish_if_done(job: Job) -> None:
    if job.done >= job.total:
        job.state, job.ended_at = Job.State.DONE, timezone.now()

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.models import Locale

from .stored_files import StoredQuerySet

# A worker that is killed holds what it had in hand for so long.
LEASE = timedelta(minutes=10)


class Language(models.Model):
    """Whether a language is open to the public, or in preparation.

    The default language is always open, whatever its row says. A language without a
    row is in preparation. ``locales.py`` reads it, ``languages.py`` changes it.
    """

    locale = models.OneToOneField(
        Locale, primary_key=True, on_delete=models.CASCADE, related_name="language"
    )
    is_open = models.BooleanField(default=False)
    # Of the last time; closed again, it keeps them.
    opened_at = models.DateTimeField(null=True, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    def __str__(self) -> str:
        return str(self.locale)

    @property
    def was_open(self) -> bool:
        """Whether there may be links to it somewhere."""
        return self.opened_at is not None


class TaskRunQuerySet(models.QuerySet):
    def take(self, name: str, seconds: int) -> bool:
        """Takes a task for one worker if it is due, as it is the first time."""
        now = timezone.now()
        until = now + min(timedelta(seconds=seconds), LEASE)
        taken = {"taken_at": now, "next_at": until}
        row, is_new = self.get_or_create(name=name, defaults=taken)
        if is_new:
            return True
        if not row.is_due(now, seconds):
            return False
        # Another worker may have looked at the same time.
        return bool(self.filter(name=name, next_at=row.next_at).update(**taken))

    def finish(self, name: str, seconds: int) -> None:
        self.filter(name=name).update(
            done_at=timezone.now(),
            next_at=models.F("taken_at") + timedelta(seconds=seconds),
        )

    def put_off(self, name: str, seconds: int) -> None:
        """After a failure."""
        later = timezone.now() + timedelta(seconds=seconds)
        self.filter(name=name).update(next_at=later)


class TaskRun(models.Model):
    """When a regular task of the workers was last done, and is due again."""

    name = models.CharField(max_length=200, primary_key=True)
    taken_at = models.DateTimeField()
    next_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    objects = TaskRunQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    def is_due(self, now: datetime, seconds: int) -> bool:
        # Further away than its interval: the clock or the interval has changed.
        return not now < self.next_at <= now + timedelta(seconds=seconds)


class Heartbeat(models.Model):
    """A worker's last sign of life; all times are of the database's clock."""

    # Of one process, until it ends or begins anew.
    worker = models.UUIDField(primary_key=True)
    beat_at = models.DateTimeField()
    # When it went as it was told to.
    ended_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.worker)


class Proof(models.Model):
    """How a check of the site's own data went last. Words are fixed, the rest numbers.

    ``proofs.py`` takes, runs and writes them. All times are of the database's clock.
    """

    class Outcome(models.TextChoices):
        OK = "ok"
        FAILING = "failing"
        # It could not be done.
        BROKEN = "broken"

    name = models.CharField(max_length=60, primary_key=True)
    done_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    # What is wrong, counted; and how long it took to look.
    found = models.PositiveIntegerField(default=0)
    seconds = models.FloatField(default=0)
    # Who is about it, and until when that holds.
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


class SitemapFile(models.Model):
    """One of those that the sitemap of many pages consists of (``sitemaps.py``)."""

    # fr-1: as in its address.
    name = models.CharField(max_length=40, unique=True)
    language = models.CharField(max_length=20)
    # Of all that is in it and its neighbours.
    key = models.CharField(max_length=64)
    file = models.CharField(max_length=100)

    objects = StoredQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

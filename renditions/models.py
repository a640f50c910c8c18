from datetime import datetime, timedelta

from django.db import models
from django.db.models import F
from django.utils import timezone

from statement.models import StatementText

# A worker that is killed half way holds a file for so long.
LEASE = timedelta(minutes=2)
# After a failure: so long, then twice as long, and so on.
FIRST_PAUSE, LONGEST_PAUSE = timedelta(seconds=30), timedelta(hours=1)


class Reason(models.TextChoices):
    """Why a file could not be made."""

    PROGRAM = "program"
    LETTERS = "letters"
    TIME = "time"
    STORAGE = "storage"
    TEMPLATE = "template"
    KILLED = "killed"


class RenditionQuerySet(models.QuerySet["Rendition"]):
    def ask(self, text: StatementText, kind: str) -> "Rendition":
        """Has it made, unless that is about to happen."""
        due = {"due_at": timezone.now()}
        row, is_new = self.get_or_create(text=text, kind=kind, defaults=due)
        if not is_new and row.due_at is None:
            self.filter(pk=row.pk, due_at=None).update(attempts=0, **due)
            row.due_at, row.attempts = due["due_at"], 0
        return row

    def take(self) -> "Rendition | None":
        """The next one that is due, for one worker. Each time counts as an attempt:
        what takes its worker with it waits as well."""
        now = timezone.now()
        waiting = self.filter(due_at__lte=now).order_by("due_at", "pk")
        row = waiting.select_related("text__version").first()
        if row is None:
            return None
        lease = now + LEASE
        mine = self.filter(pk=row.pk, due_at=row.due_at)
        if not mine.update(due_at=lease, attempts=F("attempts") + 1):
            return None
        row.due_at, row.attempts = lease, row.attempts + 1
        return row

    def failing(self) -> "RenditionQuerySet":
        return self.exclude(reason="").filter(due_at__isnull=False)


class Rendition(models.Model):
    """A file of a text, as it was made last.

    ``key`` is the digest of all that went into it. Whoever serves it compares: a text
    with another status, other words of the site around it or another template wants
    another file, whatever lies here.
    """

    text = models.ForeignKey(StatementText, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=20)
    key = models.CharField(max_length=64, blank=True)
    file = models.FileField(upload_to="renditions", blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(null=True)
    # When it is to be made, or tried again; none, while nobody wants it anew.
    due_at = models.DateTimeField(null=True, db_index=True)
    attempts = models.PositiveIntegerField(default=0)
    reason = models.CharField(max_length=20, blank=True, choices=Reason)
    # Of the typesetter: words of the text, which are public, and of no person.
    detail = models.CharField(max_length=300, blank=True)

    objects = RenditionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "kind"], name="rendition_of_text")
        ]

    def __str__(self) -> str:
        return f"{self.kind}: {self.text_id}"

    @property
    def next_pause(self) -> timedelta:
        doublings = min(max(self.attempts - 1, 0), 10)
        return min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)

    def seconds_left(self, now: datetime) -> int:
        """Until it is tried again."""
        return max(0, int((self.due_at - now).total_seconds())) if self.due_at else 0


class Notice(models.Model):
    """Something changed that a file may show. Written in the transaction of the change;
    the worker then looks which files are to be made."""

    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.at}"

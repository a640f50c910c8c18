from datetime import datetime, timedelta
from typing import Any, Self

from django.db import models
from django.db.models import F
from django.utils import timezone

from signatures.models import Signature
from statement.models import StatementText
from stories.models import StoryFramePage

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


class MadeQuerySet(models.QuerySet):
    def ask(self, **subject: Any) -> Any:
        """Has it made, unless that is about to happen."""
        due = {"due_at": timezone.now()}
        row, is_new = self.get_or_create(**subject, defaults=due)
        if not is_new and row.due_at is None:
            self.filter(pk=row.pk, due_at=None).update(attempts=0, **due)
            row.due_at, row.attempts = due["due_at"], 0
        return row

    def try_again(self) -> None:
        """Those that failed, at once: what they are made of is another thing now."""
        self.failing().update(due_at=timezone.now(), attempts=0)

    def take(self) -> Any:
        """The next one that is due, for one worker. Each time counts as an attempt:
        what takes its worker with it waits as well."""
        now = timezone.now()
        waiting = self.filter(due_at__lte=now).order_by("due_at", "pk")
        row = waiting.with_subject().first()
        if row is None:
            return None
        lease = now + LEASE
        mine = self.filter(pk=row.pk, due_at=row.due_at)
        if not mine.update(due_at=lease, attempts=F("attempts") + 1):
            return None
        row.due_at, row.attempts = lease, row.attempts + 1
        return row

    def failing(self) -> Self:
        return self.exclude(reason="").filter(due_at__isnull=False)

    def with_subject(self) -> Self:
        """What the file is of, in the same query."""
        return self.select_related(*self.model.joined)


class MadeFile(models.Model):
    """A file as it was made last, of one subject in one kind.

    ``key`` is the digest of all that went into it. Whoever serves it compares: a text
    with another status, other words of the site around it or another template wants
    another file, whatever lies here.
    """

    # What ``with_subject`` joins.
    joined: tuple[str, ...] = ()

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
    # Of the typesetter: words of the file, which are public, and of no person.
    detail = models.CharField(max_length=300, blank=True)

    objects = MadeQuerySet.as_manager()

    class Meta:
        abstract = True

    @property
    def subject(self) -> str:
        """What it is of, for operators."""
        raise NotImplementedError

    @property
    def next_pause(self) -> timedelta:
        doublings = min(max(self.attempts - 1, 0), 10)
        return min(FIRST_PAUSE * 2**doublings, LONGEST_PAUSE)

    def seconds_left(self, now: datetime) -> int:
        """Until it is tried again."""
        return max(0, int((self.due_at - now).total_seconds())) if self.due_at else 0


class Rendition(MadeFile):
    """A file of a text of the Statement."""

    joined = ("text__version",)

    text = models.ForeignKey(StatementText, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "kind"], name="rendition_of_text")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of text {self.text_id}"

    @property
    def subject(self) -> str:
        return self.text.language


class Certificate(MadeFile):
    """A file of a published signature. The row goes after its file, so that a file
    that could not be deleted at once is still known."""

    joined = ("signature__text__version",)

    signature = models.ForeignKey(Signature, on_delete=models.CASCADE, related_name="+")
    # Digest of what certificates of its language have in common.
    frame = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signature", "kind"], name="certificate_of_signature"
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} of signature {self.signature_id}"

    @property
    def subject(self) -> str:
        return self.signature.reference


class StorySheet(MadeFile):
    """A file of a story in the language of its page."""

    joined = ("page",)

    page = models.ForeignKey(StoryFramePage, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["page", "kind"], name="sheet_of_story")
        ]

    def __str__(self) -> str:
        return f"{self.kind} of page {self.page_id}"

    @property
    def subject(self) -> str:
        return f"{self.page.slug} {self.page.language}"


class Notice(models.Model):
    """Something changed that a file may show. Written in the transaction of the change;
    the worker then looks which files are to be made."""

    at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"{self.at}"

"""What a restored backup must not bring back, on its way to a file outside."""

import uuid

from django.db import models
from django.utils import timezone


class Era(models.Model):
    """From one restore to the next: within it, numbers of lines rise. One row."""

    number = models.PositiveIntegerField(default=1)

    def __str__(self) -> str:
        return str(self.number)

    @classmethod
    def now(cls) -> int:
        return cls.objects.values_list("number", flat=True).first() or 1

    @classmethod
    def begin(cls, number: int) -> None:
        cls.objects.update_or_create(pk=1, defaults={"number": number})


class LineQuerySet(models.QuerySet):
    def unwritten(self) -> "LineQuerySet":
        return self.filter(written_at=None).order_by("pk")


class Line(models.Model):
    """A line of the journal. It names nobody: references, numbers, keyed hashes.

    It is committed with what it tells of. So whether a database has the row says
    exactly whether it holds the deed, however old it is and whichever way it was
    restored; what the line said is forgotten here once the file has it.
    """

    uid = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    # A registered one (``kinds.register``), such as "signature.state".
    kind = models.CharField(max_length=40)
    data = models.JSONField(default=dict)
    # When the file had it, on the disk.
    written_at = models.DateTimeField(null=True)

    objects = LineQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["id"],
                condition=models.Q(written_at=None),
                name="journal_unwritten",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.uid}"

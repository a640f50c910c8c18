"""Files of the public lists, made by the worker once there are many signatures."""

from typing import Self

from django.db import models

from openheritage.stored_files import StoredQuerySet


class PartQuerySet(StoredQuerySet):
    def holding(self, key: int) -> Self:
        is_before = models.Q(end=None) | models.Q(end__gt=key)
        return self.filter(is_before, first__lte=key)


class ListPart(models.Model):
    """Some thousand rows in a row, in each form and language, compressed: so that one
    signature that leaves, or comes, does not have all others read again.

    It holds for as long as there are as many rows from ``first`` to before ``end``.
    """

    series = models.CharField(max_length=20)
    first = models.BigIntegerField()
    # None of the last one, to which rows are added.
    end = models.BigIntegerField(null=True)
    rows = models.PositiveIntegerField()
    # Digest of what its rows are written with: fields, languages, names.
    frame = models.CharField(max_length=64)
    file = models.CharField(max_length=100)
    # {form: [where in the file it begins, how long it is, checksum, length unpacked]}
    forms = models.JSONField()

    objects = PartQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["series", "first"], name="register_part_order")]

    def __str__(self) -> str:
        return f"{self.series} {self.first}"


class ListFile(models.Model):
    """A whole list in one form and language, compressed."""

    series = models.CharField(max_length=20)
    form = models.CharField(max_length=40, unique=True)
    # Of the register's head and of the frame: its ETag.
    key = models.CharField(max_length=100)
    file = models.CharField(max_length=100)
    # When the newest entry was made that is in it.
    modified = models.DateTimeField(null=True)
    made_at = models.DateTimeField()
    # Seconds that the making took.
    took = models.FloatField(default=0)

    objects = StoredQuerySet.as_manager()

    def __str__(self) -> str:
        return self.form

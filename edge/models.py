from django.db import models
from django.utils import timezone

# What is forgotten beside paths: all that is kept, and the views of the record.
EVERYTHING, VIEWS = "everything", "views"


class Change(models.Model):
    """What the server in front is still to be told of. Nothing in it is personal.

    Written in the transaction of the change; deleted by the worker when the server
    has been told twice.
    """

    # EVERYTHING, VIEWS, or a path below the prefix of each language: "/news/a-slug/".
    what = models.TextField()
    at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["told_at"], name="edge_change_told")]

    def __str__(self) -> str:
        return self.what

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_


class Job(models.Model):
    """Work on many pages and languages, which the worker does part by part.

    ``what`` says which work, ``order`` all that it needs to know (ids and options, no
    words of people); each finished part is counted, each that failed has a line.
    """

    class State(models.TextChoices):
        WAITING = "waiting", staff_("Waiting")
        RUNNING = "running", staff_("Running")
        DONE = "done", staff_("Done")
        CANCELLED = "cancelled", staff_("Cancelled")
        FAILED = "failed", staff_("Failed")

    what = models.CharField(max_length=30)
    order = models.JSONField(default=dict)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # A worker that was killed holds it until then.
    leased_until = models.DateTimeField(null=True)
    # How often the next part was begun: some take their worker with them.
    tries = models.PositiveSmallIntegerField(db_default=0, default=0)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    # What is told of it line by line: lists of strings.
    report = models.JSONField(default=list)
    # What it was given, or what it made: a file.
    file = models.BinaryField(null=True)
    file_name = models.CharField(max_length=255, blank=True)

    class Meta:
        indexes = [models.Index(fields=["state", "created_at"], name="job_queue")]
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.what} {self.pk}: {self.state}"

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_

from .signature import Signature


class Correction(models.Model):
    """What an organisation wants changed in its published entry; staff decide."""

    class State(models.TextChoices):
        WAITING = "waiting", staff_("waiting")
        ACCEPTED = "accepted", staff_("accepted")
        DECLINED = "declined", staff_("declined")
        REPLACED = "replaced", staff_("replaced by a later one")

    signature = models.ForeignKey(
        Signature, on_delete=models.CASCADE, related_name="corrections"
    )
    # {field of FACTS: wanted value}, those that differ.
    wanted = models.JSONField()
    # What stood there when it was accepted. Here and not in the history, which is
    # never erased.
    before = models.JSONField(default=dict, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    created_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signature"],
                condition=models.Q(state="waiting"),
                name="signatures_one_correction",
            )
        ]
        ordering = ["created_at"]
        verbose_name = staff_("correction")

    def __str__(self) -> str:
        return f"{self.signature}: {', '.join(self.wanted)}"

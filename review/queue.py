"""What waits for reviewers, and who they are."""

from datetime import datetime

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import models
from django.db.models import Q
from django.utils import timezone

from members.models import Application, ProfileChange
from signatures.models import Correction, Signature

REVIEW = "signatures.change_signature"


def reviewers() -> models.QuerySet[User]:
    """Those who may review and have an address to write to."""
    users = get_user_model().objects.with_perm(
        REVIEW, backend="django.contrib.auth.backends.ModelBackend"
    )
    return users.exclude(email="").order_by("pk")


class Queue:
    """What waits for staff, and since when. Five queries at most."""

    def __init__(self) -> None:
        state = Signature.State
        open_ones = [state.WAITING, state.QUARANTINED]
        counts = Signature.objects.filter(state__in=open_ones).aggregate(
            waiting=models.Count("pk", filter=Q(state=state.WAITING)),
            quarantined=models.Count("pk", filter=Q(state=state.QUARANTINED)),
            oldest=models.Min("confirmed_at", filter=Q(state=state.WAITING)),
        )
        self.waiting: int = counts["waiting"]
        self.quarantined: int = counts["quarantined"]
        self.oldest: datetime | None = counts["oldest"]
        self.corrections = Correction.objects.filter(
            state=Correction.State.WAITING, signature__state=state.PUBLISHED
        ).count()
        self.applications = Application.objects.to_review().count()
        self.changes = ProfileChange.objects.filter(
            state=ProfileChange.State.WAITING
        ).count()

    @property
    def is_empty(self) -> bool:
        # Quarantine fills by itself; it is looked at beside the rest.
        return not (self.signatures or self.coalition)

    @property
    def signatures(self) -> int:
        return self.waiting + self.corrections

    @property
    def coalition(self) -> int:
        return self.applications + self.changes

    @property
    def days(self) -> int:
        """The age of the oldest."""
        return (timezone.now() - self.oldest).days if self.oldest else 0

"""What reviewers are told of their queue, once a day while there is something."""

from datetime import UTC, datetime, time

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser
from django.db import models, transaction
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as staff_

from correspondence.emails import Mail, register
from correspondence.models import Message
from correspondence.outbox import enqueue
from openheritage.locks import exclusively

from .models import Correction, Signature

KIND = "signatures.digest"
REVIEW = "signatures.change_signature"
# Of the day, in UTC.
NOT_BEFORE = time(7)


def reviewers() -> models.QuerySet:
    """Those who may review and have an address to write to."""
    users = get_user_model().objects.with_perm(
        REVIEW, backend="django.contrib.auth.backends.ModelBackend"
    )
    return users.exclude(email="").order_by("pk")


class Queue:
    """What waits for staff, and since when. Three queries at most."""

    def __init__(self) -> None:
        state = Signature.State
        counts = Signature.objects.aggregate(
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

    @property
    def is_empty(self) -> bool:
        # Quarantine fills by itself; it is looked at beside the rest.
        return not (self.waiting or self.corrections)

    @property
    def days(self) -> int:
        """The age of the oldest."""
        return (timezone.now() - self.oldest).days if self.oldest else 0


@register
class Digest(Mail):
    kind = KIND
    subject = "staff"
    template = "signatures/email/digest.txt"

    def recipient(self, message: Message) -> str | None:
        user: AbstractBaseUser | None = (
            reviewers().filter(pk=message.subject_id).first()
        )
        return user.email if user else None

    def context(self, message: Message) -> dict:
        queue = Queue()
        lines = [
            staff_("Signatures waiting for review: %(number)s")
            % {"number": queue.waiting},
            staff_("Days that the oldest has waited: %(number)s")
            % {"number": queue.days},
            staff_("Corrections waiting: %(number)s") % {"number": queue.corrections},
            staff_("In quarantine: %(number)s") % {"number": queue.quarantined},
        ]
        return {
            "title": staff_("Signatures to review: %(number)s")
            % {"number": queue.waiting + queue.corrections},
            "lines": lines,
            "path": reverse("signatures_review:index"),
        }


def enqueue_digests() -> int:
    """A mail to each reviewer who has not had one today; returns how many.

    Safe to call at any time and from several workers at once.
    """
    now = timezone.now().astimezone(UTC)
    if now.time() < NOT_BEFORE:
        return 0
    with transaction.atomic(), exclusively(KIND, wait=False) as held:
        if not held or Queue().is_empty:
            return 0
        midnight = datetime.combine(now.date(), time(0), tzinfo=UTC)
        told = Message.objects.filter(kind=KIND, created_at__gte=midnight)
        users = reviewers().exclude(pk__in=told.values("subject_id"))
        for user in users:
            enqueue(KIND, user.pk, language="en")
        return len(users)

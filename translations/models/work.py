from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_
from wagtail.models import Locale


class State(models.TextChoices):
    """How far the work on a page in a language is. Readers are told none of it."""

    DRAFT = "draft", staff_("Draft")
    READY = "ready", staff_("Ready for review")
    APPROVED = "approved", staff_("Approved")
    LIVE = "live", staff_("Live")


class StepQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Steps are only ever added.")


class Step(models.Model):
    """What somebody did with a translation as a whole; only ever added.

    The last one is the state, unless the sentences say otherwise: see ``work``.
    It stays when the page is deleted and made anew, as its sentences do.
    """

    translation_key = models.UUIDField()
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=10, choices=State)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now)
    # Why it was sent back.
    note = models.TextField(blank=True)

    objects = StepQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["translation_key", "locale", "-at"], name="translation_steps"
            )
        ]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.translation_key}, {self.locale_id}: {self.state}"


class StatusLevel(models.TextChoices):
    COMMUNITY = "community", staff_("Community")
    REVIEWED = "reviewed", staff_("Reviewed")
    OFFICIAL = "official", staff_("Official")


class Status(models.Model):
    """What readers are told of a translation: who stands behind it."""

    translation_key = models.UUIDField()
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    level = models.CharField(
        max_length=10, choices=StatusLevel, default=StatusLevel.COMMUNITY
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["translation_key", "locale"], name="translation_status_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.translation_key}, {self.locale_id}: {self.level}"

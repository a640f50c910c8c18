from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_
from wagtail.models import Locale
from wagtail_localize.models import String, TranslationContext


class ChangeQuerySet(models.QuerySet):
    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Changes are only ever added.")


class Change(models.Model):
    """What a sentence said in a language from a moment on; only ever added.

    A sentence is an original (``string``) in its place (``context``).
    """

    class How(models.TextChoices):
        TYPED = "typed", staff_("typed")
        FILE = "file", staff_("from a file")
        MEMORY = "memory", staff_("from the memory")
        MACHINE = "machine", staff_("by a machine")
        CONFIRMED = "confirmed", staff_("confirmed")
        VOLUNTEER = "volunteer", staff_("by a volunteer")
        UNDO = "undo", staff_("taken back")
        DELETED = "deleted", staff_("deleted")

    string = models.ForeignKey(String, on_delete=models.CASCADE, related_name="+")
    context = models.ForeignKey(
        TranslationContext, on_delete=models.CASCADE, related_name="changes"
    )
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    # Empty: the words were taken away.
    data = models.TextField(blank=True)
    how = models.CharField(max_length=10, choices=How)
    # Of a machine, or of whatever else wrote it.
    tool = models.CharField(max_length=255, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now)

    objects = ChangeQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["context", "locale", "-at"], name="sentence_changes")
        ]
        ordering = ["-at", "-pk"]

    def __str__(self) -> str:
        return f"{self.context_id}, {self.locale_id}: {self.how}"


class Remark(models.Model):
    """What translators and editors say to each other about a sentence."""

    string = models.ForeignKey(String, on_delete=models.CASCADE, related_name="+")
    context = models.ForeignKey(
        TranslationContext, on_delete=models.CASCADE, related_name="remarks"
    )
    # Without one it concerns all languages.
    locale = models.ForeignKey(
        Locale, null=True, on_delete=models.CASCADE, related_name="+"
    )
    text = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.context_id}, {self.locale_id}"

"""What staff say on the site instead of, or beside, the compiled catalogues."""

import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as staff_
from wagtail.models import Locale


class Edition(models.Model):
    """Has another mark whenever the words of a language change, so that a process
    sees in one query which languages it must read again. Also what a change locks."""

    locale = models.OneToOneField(
        Locale, primary_key=True, on_delete=models.CASCADE, related_name="+"
    )
    mark = models.UUIDField(default=uuid.uuid4)

    def __str__(self) -> str:
        return f"{self.locale}: {self.mark}"


class Said(models.Model):
    """A message of the site, and what is said for it."""

    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    # Of context and message, which may be long (``messages.digest_of``).
    digest = models.CharField(max_length=32)
    context = models.TextField(blank=True)
    message = models.TextField()
    plural = models.TextField(blank=True)
    # One text, or one for each plural form of the language.
    forms = models.JSONField(default=list)
    at = models.DateTimeField(auto_now_add=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.message


class Word(Said):
    """What holds now."""

    class Meta:
        verbose_name = staff_("word of the site")
        verbose_name_plural = staff_("words of the site")
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "digest"], name="wording_word_once"
            )
        ]


class Change(Said):
    """Each time that somebody gave other words; only ever added.

    Without ``forms`` the compiled words hold again.
    """

    TYPED, FILE, UNDONE = "typed", "file", "undone"

    how = models.CharField(max_length=10, default=TYPED)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["locale", "digest"], name="wording_history")]

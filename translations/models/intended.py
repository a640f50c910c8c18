from django.conf import settings
from django.db import models
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import String, TranslationContext


class Intended(models.Model):
    """Warnings of a kind that somebody looked at and found to be none.

    It holds for the words that they looked at; other words are checked anew.
    """

    string = models.ForeignKey(String, on_delete=models.CASCADE, related_name="+")
    context = models.ForeignKey(
        TranslationContext, on_delete=models.CASCADE, related_name="+"
    )
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    # Which kind of finding (``checks.Finding``), and in which words.
    code = models.CharField(max_length=20)
    data = models.TextField()
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
                fields=["context", "string", "locale", "code"],
                name="warning_intended_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.context_id}, {self.locale_id}: {self.code}"

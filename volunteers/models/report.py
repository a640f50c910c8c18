from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_
from wagtail.models import Locale

from openheritage.locales import language_of
from statement.models import StatementText

# In characters.
LONGEST = 1000


class Report(models.Model):
    """What a reader says is wrong in a translation of the Statement.

    Nobody knows who it was: no name, no address, no network. Which words stood there
    is the kept text's to tell.
    """

    class State(models.TextChoices):
        QUARANTINED = "quarantined", staff_("in quarantine")
        OPEN = "open", staff_("open")
        MENDED = "mended", staff_("mended")
        REFUSED = "refused", staff_("no error")

    CLOSED = (State.MENDED, State.REFUSED)

    class Flag(models.TextChoices):
        """Codes in ``flags``; each leads to quarantine."""

        NETWORK = "network", staff_("too many from this network")
        BANNED = "banned", staff_("banned")
        HONEYPOT = "honeypot", staff_("filled in a field that people do not see")

    # The words that the reader had before their eyes.
    text = models.ForeignKey(StatementText, on_delete=models.CASCADE, related_name="+")
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    # Of a clause or an article; empty for the title and the text as a whole.
    label = models.CharField(max_length=10, blank=True)
    problem = models.TextField()
    suggestion = models.TextField(blank=True)
    flags = models.JSONField(default=list, blank=True)
    state = models.CharField(max_length=12, choices=State, default=State.OPEN)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, editable=False)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Why it is none, or how it was mended: for other reviewers.
    note = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(
                fields=["locale", "state", "created_at"], name="volunteers_reports"
            )
        ]
        verbose_name = staff_("reported error")
        verbose_name_plural = staff_("reported errors")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def language(self) -> str:
        return language_of(self.locale_id)

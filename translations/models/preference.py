from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as staff_


class Preference(models.Model):
    """How a translator wants to be told of work, and whether to be thanked by name."""

    class Mails(models.TextChoices):
        ONCE = "once", staff_("At once")
        DAILY = "daily", staff_("Once a day")
        NEVER = "never", staff_("Never")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="translator_preference",
    )
    mails = models.CharField(max_length=10, choices=Mails, default=Mails.DAILY)
    # As it stands on the page of thanks; empty: not named.
    thanked_as = models.CharField(max_length=120, blank=True)
    # What happened until then was told.
    told_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.user_id}: {self.mails}"

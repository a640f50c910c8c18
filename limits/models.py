"""Who tries too often, and whom staff have banned. No table here holds an address."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_


class Attempt(models.Model):
    """That something was tried, under keyed hashes; what rate rules count."""

    action = models.CharField(max_length=20)
    # "network", "address" or "domain", and its keyed hash.
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(
                fields=["action", "kind", "key", "at"], name="limits_attempts"
            ),
            models.Index(fields=["at"], name="limits_attempts_at"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.kind}"


class SentForm(models.Model):
    """That a form was sent: nothing comes of it a second time.

    Its key is a hash of its answers and of a random name that is kept nowhere.
    """

    key = models.CharField(max_length=64, unique=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)
    # What it said, so that the address can be corrected. Who sent it alone can open it:
    # the key is kept in their browser and nowhere else.
    sealed = models.BinaryField(null=True)
    # The number of what it has made.
    made = models.BigIntegerField(null=True, db_index=True)

    def __str__(self) -> str:
        return self.key[:8]


class Ban(models.Model):
    """Whom staff have banned. What they try lands in quarantine, in silence."""

    class Kind(models.TextChoices):
        DOMAIN = "domain", staff_("mail domain")
        NETWORK = "network", staff_("network")
        ADDRESS = "address", staff_("mail address")

    kind = models.CharField(max_length=10, choices=Kind, verbose_name=staff_("kind"))
    value = models.CharField(
        max_length=255,
        verbose_name=staff_("value"),
        help_text=staff_(
            "A domain (*.example.org for all below it), a network (192.0.2.0/24) or "
            "an address, of which only a hash is kept."
        ),
    )
    reason = models.CharField(max_length=255, blank=True, verbose_name=staff_("reason"))
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=staff_("since"))

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="limits_one_ban")
        ]
        ordering = ["kind", "value"]
        verbose_name = staff_("ban")
        verbose_name_plural = staff_("bans")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"

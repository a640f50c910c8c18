"""Who is invited, until they come. Nobody else's personal data is kept here."""

from typing import ClassVar

from django.conf import settings
from django.contrib.auth.models import Group, User, UserManager
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_


class Account(User):
    """An account, as those see it who manage accounts within their rank."""

    class Meta:
        proxy = True
        ordering = ["username"]
        verbose_name = staff_("account")
        verbose_name_plural = staff_("accounts")

    objects: ClassVar[UserManager] = UserManager()

    @property
    def state(self) -> str:
        return "active" if self.is_active else "inactive"


class Invitation(models.Model):
    """Deleted when it is used, taken back or over: the address goes with it."""

    address = models.EmailField(verbose_name=staff_("mail address"))
    # Of the mailbox, in whatever spelling: nobody is invited twice.
    mailbox_key = models.CharField(max_length=64, unique=True, editable=False)
    groups = models.ManyToManyField(
        Group, related_name="+", verbose_name=staff_("groups")
    )
    language = models.CharField(max_length=12, verbose_name=staff_("language"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=staff_("invited by"),
    )
    created_at = models.DateTimeField(
        default=timezone.now, verbose_name=staff_("created")
    )
    expires_at = models.DateTimeField(verbose_name=staff_("open until"))

    class Meta:
        ordering = ["-created_at", "-pk"]
        verbose_name = staff_("invitation")
        verbose_name_plural = staff_("invitations")

    def __str__(self) -> str:
        return self.address

    @property
    def state(self) -> str:
        return "open" if self.expires_at > timezone.now() else "expired"

    @property
    def group_names(self) -> str:
        return ", ".join(sorted(group.name for group in self.groups.all()))

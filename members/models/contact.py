from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_

from consents.models import Consent
from openheritage.addresses import address_key

from .application import Application


class ContactQuerySet(models.QuerySet):
    def of(self, address: str) -> "ContactQuerySet":
        """Everybody with an address, however it is spelled. ``ValueError`` if it
        is none."""
        return self.filter(address_key=address_key(address))


class Contact(models.Model):
    """The person who speaks for an applicant or a member: the one table of their data.

    Never indexed, logged, cached, exported or put into a URL. An accepted application
    hands its contact to the member: then both are set.
    """

    application = models.ForeignKey(
        Application,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="contacts",
        verbose_name=staff_("application"),
    )
    # The translation key of the member's page, which all its languages share.
    member_key = models.UUIDField(null=True, blank=True, db_index=True, editable=False)
    # A successor who has been named and has not accepted yet is not.
    is_current = models.BooleanField(default=True, verbose_name=staff_("current"))
    name = models.CharField(max_length=255, blank=True, verbose_name=staff_("name"))
    job_title = models.CharField(
        max_length=255, blank=True, verbose_name=staff_("job title")
    )
    email = models.EmailField(verbose_name=staff_("e-mail"))
    # In which we write to them.
    language = models.CharField(max_length=12, verbose_name=staff_("language"))
    # Keyed hashes: to find the person by any spelling of the address, and to see that
    # many came from one network.
    address_key = models.CharField(max_length=64, db_index=True, editable=False)
    network_key = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(
        default=timezone.now, editable=False, verbose_name=staff_("since")
    )
    # When the membership was first seen to be over; retention counts from it.
    ended_at = models.DateTimeField(null=True, blank=True, editable=False)
    consents = GenericRelation(Consent)

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["member_key", "is_current"], name="members_one_contact"
            ),
            models.UniqueConstraint(
                fields=["application", "is_current"], name="members_one_applicant"
            ),
        ]
        verbose_name = staff_("contact")
        verbose_name_plural = staff_("contact data")

    def __str__(self) -> str:
        # Not the name: this lands in logs and in the admin's messages.
        return f"{self._meta.verbose_name} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.address_key = address_key(self.email)
        super().save(*args, **kwargs)

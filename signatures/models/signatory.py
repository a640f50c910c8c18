from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_

from consents.models import Consent
from openheritage.addresses import address_key

from .signature import Signature


def retention() -> date:
    return timezone.now().date() + timedelta(days=settings.SIGNATORY_RETENTION_DAYS)


class SignatoryQuerySet(models.QuerySet):
    def of(self, address: str) -> "SignatoryQuerySet":
        """Everybody with an address, however it is spelled. ``ValueError`` if it
        is none."""
        return self.filter(address_key=address_key(address))


class Signatory(models.Model):
    """The person who signed for an organisation: the one table of personal data.

    Never indexed, logged, cached, exported or put into a URL. Deleting the row
    leaves the signature standing.
    """

    signature = models.ForeignKey(
        Signature,
        on_delete=models.CASCADE,
        related_name="people",
        verbose_name=staff_("signature"),
    )
    # A successor who has been named and has not accepted yet is not.
    is_current = models.BooleanField(default=True, verbose_name=staff_("current"))
    name = models.CharField(max_length=255, blank=True, verbose_name=staff_("name"))
    job_title = models.CharField(
        max_length=255, blank=True, verbose_name=staff_("job title")
    )
    email = models.EmailField(verbose_name=staff_("e-mail"))
    # In which we write to them.
    language = models.CharField(max_length=12, verbose_name=staff_("language"))
    # Keyed hashes: to find the person by any spelling of the address, and to
    # see that many came from one network.
    address_key = models.CharField(max_length=64, db_index=True, editable=False)
    network_key = models.CharField(max_length=64, blank=True, editable=False)
    # What they answered when reviewers asked back.
    answer = models.TextField(blank=True, max_length=1500)
    created_at = models.DateTimeField(
        default=timezone.now, editable=False, verbose_name=staff_("since")
    )
    consents = GenericRelation(Consent)
    retain_until = models.DateField(
        default=retention, db_index=True, verbose_name=staff_("kept until")
    )

    objects = SignatoryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signature", "is_current"], name="signatures_one_person"
            )
        ]
        verbose_name = staff_("signatory")
        verbose_name_plural = staff_("signatory data")

    def __str__(self) -> str:
        # Not the name: this lands in logs and in the admin's messages.
        return f"{self._meta.verbose_name} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """What follows from the address, before it is written."""
        self.address_key = address_key(self.email)

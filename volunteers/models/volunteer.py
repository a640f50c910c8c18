from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_

from consents.models import Consent
from openheritage.addresses import address_key

from .offer import Offer


class VolunteerQuerySet(models.QuerySet):
    def of(self, address: str) -> "VolunteerQuerySet":
        """Everybody with an address, however it is spelled. ``ValueError`` if it
        is none."""
        return self.filter(address_key=address_key(address))

    def thanked(self) -> "VolunteerQuerySet":
        """Who wishes it, and has given words that were accepted."""
        return self.filter(
            is_thanked=True, offer__sentences__state__in=["accepted", "changed"]
        )


class Volunteer(models.Model):
    """The person who sent an offer: the one table of their personal data.

    Never indexed, logged, cached or put into a URL. Deleting the row leaves the
    words standing, which were given under a licence, and takes the credit away.
    """

    offer = models.OneToOneField(
        Offer, on_delete=models.CASCADE, related_name="volunteer"
    )
    name = models.CharField(max_length=255, verbose_name=staff_("name"))
    email = models.EmailField(verbose_name=staff_("e-mail"))
    # In which we write to them.
    language = models.CharField(max_length=12, verbose_name=staff_("language"))
    # Whether the page of thanks names them.
    is_thanked = models.BooleanField(default=False, verbose_name=staff_("thanked"))
    # Keyed hashes: to find the person by any spelling of the address, and to see
    # that many came from one network.
    address_key = models.CharField(max_length=64, db_index=True, editable=False)
    network_key = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(
        default=timezone.now, editable=False, verbose_name=staff_("since")
    )
    consents = GenericRelation(Consent)

    objects = VolunteerQuerySet.as_manager()

    class Meta:
        verbose_name = staff_("volunteer")
        verbose_name_plural = staff_("volunteer data")

    def __str__(self) -> str:
        # Not the name: this lands in logs and in the admin's messages.
        return f"{self._meta.verbose_name} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.address_key = address_key(self.email)
        super().save(*args, **kwargs)

"""Individuals who want to be written to: one table, which ends with their wish."""

from typing import Any

from django.contrib.contenttypes.fields import GenericRelation
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_

from consents.models import Consent
from openheritage.addresses import address_key


class Topic(models.TextChoices):
    """What one can be written to about; the codes stand in exported lists."""

    NEWS = "news", _("News of the Statement and of the Coalition")
    EVENTS = "events", _("Events and meetings")
    TRANSLATION = "translation", _("Translating the Statement")
    ADVOCACY = "advocacy", _("Winning institutions for the Statement")


class SubscriberQuerySet(models.QuerySet):
    def of(self, address: str) -> "SubscriberQuerySet":
        """Everybody with an address, however it is spelled. ``ValueError`` if it
        is none."""
        return self.filter(address_key=address_key(address))

    def confirmed(self) -> "SubscriberQuerySet":
        return self.filter(state=Subscriber.State.CONFIRMED)


class Subscriber(models.Model):
    """An individual, and what they want to hear of. Whoever wants nothing more is
    deleted.

    Never indexed, logged, cached or put into a URL.
    """

    class State(models.TextChoices):
        QUARANTINED = "quarantined", staff_("in quarantine")
        UNCONFIRMED = "unconfirmed", staff_("not confirmed")
        CONFIRMED = "confirmed", staff_("confirmed")

    # Nobody has vouched for these.
    UNFINISHED = (State.QUARANTINED, State.UNCONFIRMED)

    class Flag(models.TextChoices):
        """Codes in ``flags``; all but the last lead to quarantine."""

        NETWORK = "network", staff_("too many from this network")
        ADDRESS = "address", staff_("too many with this address")
        DOMAIN = "domain", staff_("too many from this mail domain")
        BANNED = "banned", staff_("banned")
        HONEYPOT = "honeypot", staff_("filled in a field that people do not see")
        DISPOSABLE = "disposable", staff_("throw-away mail address")

    state = models.CharField(
        max_length=12,
        choices=State,
        default=State.UNCONFIRMED,
        verbose_name=staff_("state"),
    )
    name = models.CharField(max_length=255, blank=True, verbose_name=staff_("name"))
    email = models.EmailField(verbose_name=staff_("e-mail"))
    # In which we write to them.
    language = models.CharField(max_length=12, verbose_name=staff_("language"))
    topics = models.JSONField(default=list, verbose_name=staff_("topics"))
    flags = models.JSONField(default=list, blank=True)
    # Keyed hashes: to find the person by any spelling of the address, and to see
    # that many came from one network.
    address_key = models.CharField(max_length=64, db_index=True, editable=False)
    network_key = models.CharField(max_length=64, blank=True, editable=False)
    created_at = models.DateTimeField(
        default=timezone.now, editable=False, verbose_name=staff_("received")
    )
    # When they said yes last: the time for which we write to them counts from it.
    confirmed_at = models.DateTimeField(
        null=True, editable=False, verbose_name=staff_("confirmed")
    )
    # When we asked whether we may go on.
    asked_at = models.DateTimeField(null=True, editable=False)
    consents = GenericRelation(Consent)

    objects = SubscriberQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address_key"],
                condition=models.Q(state="confirmed"),
                name="interest_one_of_an_address",
            )
        ]
        indexes = [
            models.Index(fields=["state", "confirmed_at"], name="interest_renewal")
        ]
        permissions = [("count_subscriber", "Can see how many there are")]
        verbose_name = staff_("interested individual")
        verbose_name_plural = staff_("interested individuals")

    def __str__(self) -> str:
        # Not the name: this lands in logs and in the admin's messages.
        return f"{self._meta.verbose_name} {self.pk}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.address_key = address_key(self.email)
        super().save(*args, **kwargs)

    @property
    def topic_labels(self) -> list[str]:
        """In the order of the form; what is no topic any more is left out."""
        return [str(topic.label) for topic in Topic if topic.value in self.topics]

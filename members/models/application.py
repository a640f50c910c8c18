from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import pgettext_lazy

from openheritage.fields import WebsiteField
from openheritage.names import country_name
from organisations.facts_form import FACTS
from organisations.models import Kind, Organisation, Sector, country_choices
from statement.models import StatementText

from .profile import MemberPage


class Reason(models.TextChoices):
    """Why an application is declined; mailed in the applicant’s language."""

    UNKNOWN = "unknown", _("We could not find the organisation.")
    AUTHORITY = (
        "authority",
        pgettext_lazy(
            "an application",
            "We could not make sure that you may speak for the organisation.",
        ),
    )
    PURPOSE = (
        "purpose",
        _("Its work does not touch heritage that is in the public domain."),
    )
    DUPLICATE = "duplicate", _("The organisation is a member already.")
    OTHER = "other", _("Our reason is given below.")


class Question(models.TextChoices):
    """What reviewers ask back; mailed in the applicant’s language."""

    WEBSITE = (
        "website",
        _("We could not find the organisation at this address. Where is its website?"),
    )
    AUTHORITY = (
        "authority",
        _("May you speak for the organisation? Please tell us how we can see that."),
    )
    MOTIVATION = (
        "motivation",
        _("What does your organisation do for heritage in the public domain?"),
    )
    UNIT = (
        "unit",
        _("Who joins: the whole organisation, or one of its departments? Which one?"),
    )


class ApplicationQuerySet(models.QuerySet):
    def to_review(self) -> "ApplicationQuerySet":
        """The queue: confirmed, or asked and answered; the oldest first."""
        found = self.filter(state=Application.State.WAITING)
        return found.order_by("confirmed_at", "pk")


class Application(models.Model):
    """That an organisation wishes to join the Coalition, and what became of it.

    The person who speaks for it is a ``Contact``, whose row may go before this one.
    """

    class State(models.TextChoices):
        QUARANTINED = "quarantined", staff_("in quarantine")
        UNCONFIRMED = "unconfirmed", staff_("not confirmed")
        WAITING = "waiting", staff_("waiting for review")
        ASKED = "asked", staff_("asked back")
        ACCEPTED = "accepted", staff_("accepted")
        DECLINED = "declined", staff_("declined")
        WITHDRAWN = "withdrawn", staff_("withdrawn")
        DISOWNED = "disowned", staff_("“That was not us”")

    # Nobody has vouched for these.
    UNFINISHED = (State.QUARANTINED, State.UNCONFIRMED)
    # What its applicant may change or withdraw, and staff decide on.
    CONFIRMED = (State.WAITING, State.ASKED)
    # Of these, an organisation has one from a mailbox.
    OPEN = (*UNFINISHED, *CONFIRMED)
    CLOSED = (State.DECLINED, State.WITHDRAWN, State.DISOWNED)

    class Flag(models.TextChoices):
        """Codes in ``flags``; all but the last two lead to quarantine."""

        NETWORK = "network", staff_("too many from this network")
        ADDRESS = "address", staff_("too many with this address")
        DOMAIN = "domain", staff_("too many from this mail domain")
        BANNED = "banned", staff_("banned")
        HONEYPOT = "honeypot", staff_("filled in a field that people do not see")
        DISPOSABLE = "disposable", staff_("throw-away mail address")
        NO_MAIL = "no-mail", staff_("its mail domain takes no mail")

    # The words of the commitment that were accepted, as they were on the screen.
    text = models.ForeignKey(
        StatementText,
        on_delete=models.PROTECT,
        related_name="applications",
        verbose_name=staff_("text accepted"),
    )
    # In which it was written.
    language = models.CharField(max_length=12, verbose_name=staff_("language"))
    name = models.CharField(max_length=255, verbose_name=staff_("name"))
    name_latin = models.CharField(
        max_length=255, blank=True, verbose_name=staff_("name in Latin letters")
    )
    kind = models.CharField(max_length=20, choices=Kind, verbose_name=staff_("kind"))
    sector = models.CharField(
        max_length=20, choices=Sector, verbose_name=staff_("sector")
    )
    country = models.CharField(
        max_length=2,
        choices=country_choices,
        verbose_name=staff_("country or territory"),
    )
    website = WebsiteField(verbose_name=staff_("website"))
    motivation = models.TextField(verbose_name=staff_("motivation"))
    # What they answered when reviewers asked back.
    answer = models.TextField(blank=True, verbose_name=staff_("answer"))
    state = models.CharField(
        max_length=12,
        choices=State,
        default=State.UNCONFIRMED,
        verbose_name=staff_("state"),
    )
    # What one organisation and mailbox has once, while it is open; keyed, so that it
    # tells nobody the address.
    duplicate_key = models.CharField(max_length=64, editable=False)
    flags = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(
        default=timezone.now, editable=False, verbose_name=staff_("received")
    )
    confirmed_at = models.DateTimeField(
        null=True, editable=False, verbose_name=staff_("confirmed")
    )
    # When it was accepted, declined, withdrawn or disowned: retention counts from it.
    closed_at = models.DateTimeField(null=True, editable=False)
    # What reviewers have matched it with, and the profile that its acceptance made: the
    # original's, whichever language that is in.
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="applications",
        verbose_name=staff_("organisation"),
    )
    member = models.ForeignKey(
        MemberPage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="applications",
        verbose_name=staff_("member"),
    )

    objects = ApplicationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["duplicate_key"],
                condition=models.Q(
                    state__in=["quarantined", "unconfirmed", "waiting", "asked"]
                ),
                name="members_one_application",
            )
        ]
        indexes = [
            models.Index(fields=["state", "confirmed_at"], name="members_queue"),
        ]
        verbose_name = staff_("application")
        verbose_name_plural = staff_("applications")

    def __str__(self) -> str:
        return self.name

    @property
    def facts(self) -> dict[str, str]:
        return {field: getattr(self, field) for field in FACTS}

    @property
    def country_name(self) -> str:
        """In the reader's language."""
        return country_name(self.country)

    @property
    def contact(self) -> Any:
        """The ``Contact`` who sent it; ``None`` once they are forgotten."""
        return self.contacts.filter(is_current=True).first()

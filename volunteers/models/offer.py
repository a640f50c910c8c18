from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import pgettext_lazy
from wagtail.models import Locale

from openheritage.locales import language_of

from ..typed import shown


class Reason(models.TextChoices):
    """Why a sentence is declined; mailed in the volunteer's language."""

    MEANING = (
        "meaning",
        pgettext_lazy(
            "a translated sentence", "It says something else than the original."
        ),
    )
    TERMS = (
        "terms",
        pgettext_lazy(
            "a translated sentence", "It does not use the terms of this site."
        ),
    )
    STYLE = (
        "style",
        pgettext_lazy(
            "a translated sentence",
            "It does not read well, or is not in the style of the page.",
        ),
    )
    MACHINE = (
        "machine",
        pgettext_lazy(
            "a translated sentence",
            "It reads as a machine wrote it, and nobody revised it.",
        ),
    )
    MEANWHILE = "meanwhile", _("The original or its translation has changed meanwhile.")
    OTHER = "other", _("Our reason is given below.")


class OfferQuerySet(models.QuerySet):
    def to_review(self) -> "OfferQuerySet":
        return self.filter(state=Offer.State.WAITING).order_by("confirmed_at", "pk")


class Offer(models.Model):
    """Sentences of one page in one language, as somebody has sent them.

    It stands by itself: the page may change, move or go. Who sent it is a
    ``Volunteer``, whose row may go before this one.
    """

    class State(models.TextChoices):
        QUARANTINED = "quarantined", staff_("in quarantine")
        UNCONFIRMED = "unconfirmed", staff_("not confirmed")
        WAITING = "waiting", staff_("waiting for review")
        REVIEWED = "reviewed", staff_("reviewed")
        DISOWNED = "disowned", staff_("“That was not me”")

    # Nobody has vouched for these; their rows go with the person.
    UNFINISHED = (State.QUARANTINED, State.UNCONFIRMED, State.DISOWNED)

    class Flag(models.TextChoices):
        """Codes in ``flags``; all but the last lead to quarantine."""

        NETWORK = "network", staff_("too many from this network")
        ADDRESS = "address", staff_("too many with this address")
        DOMAIN = "domain", staff_("too many from this mail domain")
        BANNED = "banned", staff_("banned")
        HONEYPOT = "honeypot", staff_("filled in a field that people do not see")
        DISPOSABLE = "disposable", staff_("throw-away mail address")

    # The translation key of the page, and what its original was called then.
    page_key = models.UUIDField()
    page_title = models.CharField(max_length=255, verbose_name=staff_("page"))
    locale = models.ForeignKey(
        Locale,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=staff_("language"),
    )
    state = models.CharField(
        max_length=12,
        choices=State,
        default=State.UNCONFIRMED,
        verbose_name=staff_("state"),
    )
    flags = models.JSONField(default=list, blank=True)
    created_at = models.DateTimeField(
        default=timezone.now, editable=False, verbose_name=staff_("received")
    )
    confirmed_at = models.DateTimeField(
        null=True, editable=False, verbose_name=staff_("confirmed")
    )
    # What the translator says to the volunteer, when all is decided.
    note = models.TextField(blank=True, max_length=1500)
    # When the last sentence was decided on: retention counts from it.
    closed_at = models.DateTimeField(null=True, editable=False)

    objects = OfferQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["state", "confirmed_at"], name="volunteers_queue"),
            models.Index(fields=["page_key", "locale"], name="volunteers_page"),
        ]
        verbose_name = staff_("volunteer’s translation")
        verbose_name_plural = staff_("volunteers’ translations")

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.pk}"

    @property
    def language(self) -> str:
        return language_of(self.locale_id)

    @property
    def person(self) -> Any:
        """The ``Volunteer``; ``None`` once they are forgotten."""
        return getattr(self, "volunteer", None)


class Sentence(models.Model):
    """One sentence of an offer, with what it was a translation of."""

    class State(models.TextChoices):
        OPEN = "open", staff_("open")
        ACCEPTED = "accepted", staff_("accepted")
        CHANGED = "changed", staff_("accepted with changes")
        DECLINED = "declined", staff_("declined")
        REPLACED = "replaced", staff_("replaced by a later one")

    TAKEN = (State.ACCEPTED, State.CHANGED)

    offer = models.ForeignKey(Offer, on_delete=models.CASCADE, related_name="sentences")
    order = models.PositiveIntegerField()
    # Its place on the page (``TranslationContext.path``) and the original's words, by
    # which it is found again; rows of localize may go.
    path = models.TextField()
    original = models.TextField()
    # What readers had when it was written.
    before = models.TextField(blank=True)
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State, default=State.OPEN)
    reason = models.CharField(max_length=12, choices=Reason, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    decided_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["order", "pk"]
        verbose_name = staff_("volunteer’s sentence")

    def __str__(self) -> str:
        return f"{self.offer_id}.{self.order}"

    @property
    def shown(self) -> str:
        return shown(self.original)

    @property
    def written(self) -> str:
        return shown(self.text)

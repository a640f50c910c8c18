import secrets
from typing import Any

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.crypto import get_random_string
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_

from openheritage.addresses import canonical
from openheritage.composed import Composed
from openheritage.fields import WebsiteField
from openheritage.kept import SortKey, named_like
from openheritage.matching import kept_words, name_key, sort_key
from openheritage.names import country_name, language_name_here
from openheritage.pseudonyms import key
from organisations.models import (
    SECTOR_NAMES,
    Kind,
    Organisation,
    Sector,
    country_choices,
)
from organisations.traits import known_by
from statement.models import StatementText, StatementVersion

# Without the letters that are mistaken for digits, or spell words.
REFERENCE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

# What an organisation says of itself, and may correct later.
FACTS = ("name", "name_latin", "kind", "sector", "country", "website", "comment")

# What the public list is narrowed by.
CHOSEN = ("country", "kind", "sector", "language")

# Two names of 255 letters, word by word and in one piece.
MOST_KEPT = 1200


def new_reference() -> str:
    return get_random_string(10, REFERENCE_ALPHABET)


def duplicate_key(
    version: StatementVersion, address: str, name: str, country: str = ""
) -> str:
    """What only one live signature may have; says nothing about the address.

    Without an address (a signature on paper) the name counts within its country.
    """
    address = canonical(address) if address else f"\n{country}"
    return key(f"{version.pk}\n{address}\n{name_key(name)}", "signature")


class Reason(models.TextChoices):
    """Why a signature is rejected; mailed in the signatory's language."""

    INDIVIDUAL = "individual", _("Individuals cannot sign; organisations can.")
    AUTHORITY = (
        "authority",
        _("We could not make sure that you may sign for the organisation."),
    )
    UNKNOWN = "unknown", _("We could not find the organisation.")
    DUPLICATE = "duplicate", _("The organisation has signed already.")
    CONTENT = "content", _("The entry contains words that we do not publish.")
    OTHER = "other", _("Our reason is given below.")


class Question(models.TextChoices):
    """What reviewers ask back; mailed in the signatory's language."""

    WEBSITE = (
        "website",
        _("We could not find the organisation at this address. Where is its website?"),
    )
    AUTHORITY = (
        "authority",
        _("May you sign for the organisation? Please tell us how we can see that."),
    )
    UNIT = (
        "unit",
        _("Who signs: the whole organisation, or one of its departments? Which one?"),
    )
    TWIN = (
        "twin",
        _("An organisation of nearly the same name has signed. Is yours another one?"),
    )
    LATIN = (
        "latin",
        _("How does your organisation write its name in Latin letters?"),
    )
    NAME = (
        "name",
        _("What is the full name of your organisation, as the list should show it?"),
    )


@Composed
def current_person(number: int) -> models.QuerySet:
    people = apps.get_model("signatures", "Signatory").objects
    return people.filter(signature_id=number, is_current=True)


class SignatureQuerySet(models.QuerySet):
    def live(self) -> "SignatureQuerySet":
        return self.filter(state__in=Signature.LIVE)

    def open(self) -> "SignatureQuerySet":
        """Those that stand in the way of another one like them."""
        return self.filter(state__in=Signature.OPEN)

    def published(self) -> "SignatureQuerySet":
        return self.filter(state=Signature.State.PUBLISHED)

    def to_review(self) -> "SignatureQuerySet":
        """The queue: confirmed, or asked and answered; the oldest first."""
        return self.filter(state=Signature.State.WAITING).order_by("confirmed_at")

    def newest(self) -> "SignatureQuerySet":
        return self.published().order_by("-published_at", "-pk")

    def by_name(self) -> "SignatureQuerySet":
        return self.published().order_by("sort_name", "pk")

    def named_like(self, words: str) -> "SignatureQuerySet":
        return self.filter(named_like(words, "search_name"))

    def of(self, organisation: Organisation) -> "Signature | None":
        """The organisation's public signature, its first if it has several."""
        found = self.published().filter(organisation=organisation)
        return found.order_by("signed_on", "pk").first()


class Signature(models.Model):
    """That an organisation signed: under which name, which words, and when.

    Public once published; the person behind it is a ``Signatory``. The state is
    changed by ``transitions.move`` alone, which tells whoever keeps a copy.
    """

    class State(models.TextChoices):
        QUARANTINED = "quarantined", staff_("in quarantine")
        UNCONFIRMED = "unconfirmed", staff_("not confirmed")
        WAITING = "waiting", staff_("waiting for review")
        ASKED = "asked", staff_("asked back")
        PUBLISHED = "published", staff_("published")
        REJECTED = "rejected", staff_("rejected")
        WITHDRAWN = "withdrawn", staff_("withdrawn")
        DISOWNED = "disowned", staff_("“That was not us”")
        MERGED = "merged", staff_("merged into another")

    # What its signatory may change, hand over or withdraw.
    CONFIRMED = (State.WAITING, State.ASKED, State.PUBLISHED)
    LIVE = (State.UNCONFIRMED, *CONFIRMED)
    # Of these, only one may have a `duplicate_key`.
    OPEN = (State.QUARANTINED, *LIVE)
    CLOSED = (State.REJECTED, State.WITHDRAWN, State.DISOWNED, State.MERGED)

    class Source(models.TextChoices):
        WEB = "web", staff_("on the site")
        PAPER = "paper", _("on paper")
        EVENT = "event", _("at an event")

    reference = models.CharField(
        max_length=10,
        unique=True,
        default=new_reference,
        editable=False,
        verbose_name=staff_("reference"),
    )
    # The words that were on the signer's screen.
    text = models.ForeignKey(
        StatementText,
        on_delete=models.PROTECT,
        related_name="signatures",
        verbose_name=staff_("text signed"),
    )
    # The language it was signed in; the text's may be another where the
    # Statement is not translated.
    language = models.CharField(max_length=12, verbose_name=staff_("language"))
    organisation = models.ForeignKey(
        Organisation,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="signatures",
        verbose_name=staff_("organisation"),
    )

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
    website = WebsiteField(blank=True, verbose_name=staff_("website"))
    comment = models.TextField(
        blank=True, max_length=1500, verbose_name=staff_("comment or reservation")
    )

    state = models.CharField(
        max_length=12,
        choices=State,
        default=State.UNCONFIRMED,
        verbose_name=staff_("state"),
    )
    source = models.CharField(
        max_length=10,
        choices=Source,
        default=Source.WEB,
        verbose_name=staff_("signed"),
    )
    # Made by the demo, and called a sample wherever it is shown.
    is_sample = models.BooleanField(default=False, editable=False)
    # Why it lies in quarantine, or deserves a second look: codes of `Flag`.
    flags = models.JSONField(default=list, blank=True)
    duplicate_key = models.CharField(max_length=64, editable=False)
    merged_into = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="merged"
    )

    # The day that is published: of the form, or the one on the paper.
    signed_on = models.DateField(verbose_name=staff_("signed on"))
    created_at = models.DateTimeField(
        default=timezone.now, editable=False, verbose_name=staff_("received")
    )
    confirmed_at = models.DateTimeField(
        null=True, editable=False, verbose_name=staff_("confirmed")
    )
    published_at = models.DateTimeField(
        null=True, editable=False, verbose_name=staff_("published")
    )
    # When it was withdrawn, rejected, disowned or merged: retention counts from it.
    closed_at = models.DateTimeField(null=True, editable=False)
    # Whether it ever was: then the row stays, so that its receipt can say that it is
    # gone, and the register what it was about.
    was_public = models.BooleanField(default=False, editable=False)

    # To be ordered and found by (`openheritage/matching.py`).
    sort_name = SortKey(max_length=255, editable=False)
    search_name = models.CharField(max_length=MOST_KEPT, editable=False)
    # To tell whether it is another one's (`organisations/likeness.py`); nothing yet
    # where an older version of the site wrote the row.
    known_by = models.JSONField(null=True, editable=False)

    objects = SignatureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["duplicate_key"],
                condition=~models.Q(
                    state__in=["rejected", "withdrawn", "disowned", "merged"]
                ),
                name="signatures_one_open",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "confirmed_at"], name="signatures_queue"),
            models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(state="published"),
                name="signatures_by_date",
            ),
            models.Index(
                fields=["sort_name", "id"],
                condition=models.Q(state="published"),
                name="signatures_by_name",
            ),
            # Lists that are narrowed are counted and paged from these alone.
            models.Index(
                fields=CHOSEN,
                condition=models.Q(state="published"),
                name="signatures_chosen",
            ),
            models.Index(
                fields=["-published_at", "-id"],
                include=CHOSEN,
                condition=models.Q(state="published"),
                name="signatures_chosen_by_date",
            ),
            models.Index(
                fields=["sort_name", "id"],
                include=CHOSEN,
                condition=models.Q(state="published"),
                name="signatures_chosen_by_name",
            ),
            models.Index(
                fields=["-published_at", "-id"],
                include=CHOSEN,
                condition=models.Q(state="published") & ~models.Q(comment=""),
                name="signatures_commented",
            ),
            # What may be the same organisation; on PostgreSQL one of `known_by` and
            # one of the domains of mailboxes beside them (migration 0007).
            models.Index(
                fields=["country", "-id"],
                condition=models.Q(state__in=["waiting", "asked", "published"]),
                name="signatures_of_country",
            ),
            models.Index(
                fields=["id"],
                condition=models.Q(known_by__isnull=True),
                name="signatures_not_known",
            ),
        ]
        verbose_name = staff_("signature")
        verbose_name_plural = staff_("signatures")

    class Flag(models.TextChoices):
        """Codes in ``flags``; all but the last two lead to quarantine."""

        NETWORK = "network", staff_("too many from this network")
        ADDRESS = "address", staff_("too many with this address")
        DOMAIN = "domain", staff_("too many from this mail domain")
        BANNED = "banned", staff_("banned")
        HONEYPOT = "honeypot", staff_("filled in the field that people do not see")
        DISPOSABLE = "disposable", staff_("disposable mail domain")
        NO_MAIL = "no_mail", staff_("mail domain that takes no mail")

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.derive()
        super().save(*args, **kwargs)

    def derive(self) -> None:
        """What follows from the name, before it is written."""
        self.sort_name = sort_key(self.name_latin or self.name)[:255]
        self.search_name = kept_words(self.name, self.name_latin)[:MOST_KEPT]
        self.known_by = known_by(self.name, self.name_latin, self.website)

    @property
    def is_live(self) -> bool:
        return self.state in self.LIVE

    @property
    def is_published(self) -> bool:
        return self.state == self.State.PUBLISHED

    @cached_property
    def signatory(self) -> Any:  # a Signatory, whose file imports this one
        """The person who answers for it; ``None`` once deleted, or on paper."""
        model = apps.get_model("signatures", "Signatory")
        return current_person.row(model, number=self.pk)

    @property
    def facts(self) -> dict[str, str]:
        return {field: getattr(self, field) for field in FACTS}

    @property
    def country_name(self) -> str:
        return country_name(self.country)

    def get_sector_display(self) -> str:  # type: ignore[no-redef]  # Django's stands back
        """As an organisation's."""
        return str(SECTOR_NAMES.get(self.sector, self.sector))

    @property
    def language_name(self) -> str:
        return language_name_here(self.language)

    def set_duplicate_key(self, address: str) -> None:
        self.duplicate_key = duplicate_key(
            self.text.version, address, self.name, self.country
        )

    def forget_address(self) -> None:
        """Makes the key one that leads back to no address."""
        self.duplicate_key = secrets.token_hex(32)

from typing import Any

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import pgettext_lazy

from .contact import Contact


class Refusal(models.TextChoices):
    """Why a change is declined; mailed in the contact’s language."""

    FACTS = "facts", pgettext_lazy("a change", "We could not verify it.")
    STYLE = (
        "style",
        pgettext_lazy(
            "a change",
            "It reads as an advertisement. A profile says what an organisation does "
            "for heritage in the public domain.",
        ),
    )
    LOGO = (
        "logo",
        pgettext_lazy(
            "a change", "The logo cannot be shown well. Please send another."
        ),
    )
    OTHER = "other", _("Our reason is given below.")


class ProfileChange(models.Model):
    """What the contact of a member asks for: other words, a logo, or to leave.

    Nothing of it is public before staff accept it, the logo neither: it lies in this
    table. It belongs to the contact, whose row may go before this one.
    """

    class Kind(models.TextChoices):
        PROFILE = "profile", staff_("profile")
        LEAVE = "leave", staff_("leaving")

    class State(models.TextChoices):
        WAITING = "waiting", staff_("waiting for review")
        ACCEPTED = "accepted", staff_("accepted")
        DECLINED = "declined", staff_("declined")
        WITHDRAWN = "withdrawn", staff_("withdrawn")

    DECIDED = (State.ACCEPTED, State.DECLINED)

    # The translation key of the member's page.
    member_key = models.UUIDField(db_index=True, editable=False)
    contact = models.ForeignKey(
        Contact,
        null=True,
        on_delete=models.SET_NULL,
        related_name="changes",
        verbose_name=staff_("contact"),
    )
    # What the member was called then: the page may go.
    name = models.CharField(max_length=255, verbose_name=staff_("member"))
    kind = models.CharField(
        max_length=10, choices=Kind, default=Kind.PROFILE, verbose_name=staff_("kind")
    )
    # In which the words are written.
    language = models.CharField(max_length=12, verbose_name=staff_("language"))
    # Beside the words, ``logo`` says whether there shall be one.
    # {field: what it shall be} and {field: what stood there when it was asked for}, of
    # those that differ.
    wanted = models.JSONField(default=dict)
    before = models.JSONField(default=dict)
    # The cleaned file, until it is decided on.
    logo = models.BinaryField(null=True)
    logo_name = models.CharField(max_length=100, blank=True)
    # What they say to staff, of the change or of why they leave.
    note = models.TextField(blank=True, verbose_name=staff_("note"))
    state = models.CharField(
        max_length=10,
        choices=State,
        default=State.WAITING,
        verbose_name=staff_("state"),
    )
    created_at = models.DateTimeField(
        default=timezone.now, editable=False, verbose_name=staff_("received")
    )
    decided_at = models.DateTimeField(null=True, editable=False)
    # What undoing an acceptance brings back: {field: value}.
    replaced = models.JSONField(default=dict)

    class Meta:
        constraints = [
            # Of each kind, a member has one in a language that waits: what is asked for
            # later is written into it.
            models.UniqueConstraint(
                fields=["member_key", "kind", "language"],
                condition=models.Q(state="waiting"),
                name="members_one_change",
            )
        ]
        indexes = [models.Index(fields=["state", "created_at"], name="members_changes")]
        verbose_name = staff_("change of a profile")
        verbose_name_plural = staff_("changes of profiles")

    def __str__(self) -> str:
        return self.name

    @property
    def is_leave(self) -> bool:
        return self.kind == self.Kind.LEAVE

    @property
    def has_logo(self) -> Any:
        return bool(self.logo)

    @property
    def words(self) -> str:
        """All that it says, for a copy of somebody’s data."""
        said = [value for value in self.wanted.values() if isinstance(value, str)]
        links = [str(each) for each in self.wanted.get("links") or []]
        return "; ".join(filter(None, [*said, *links, self.logo_name, self.note]))

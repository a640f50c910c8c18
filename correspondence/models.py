"""What lies between the site and a person's mailbox. No table here holds an address.

Whoever is written to is found through ``(kind, about_id)`` when the mail leaves;
until then a keyed hash of the canonical address stands for it (``addresses.key``).
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as staff_

from .pauses import tried_since

# Longer than one step of talking to a mail server may last (EMAIL_TIMEOUT).
LEASE = timedelta(minutes=1)
# No lease is so long, not of a release before this one either.
NEVER_SO_LONG = timedelta(minutes=15)
# By which the clocks of two machines differ without anything being wrong.
SLACK = timedelta(minutes=1)


class MessageQuerySet(models.QuerySet):
    def free(self) -> "MessageQuerySet":
        """Nobody has it in hand, or whoever had is gone.

        By the database's clock: those of the workers may differ. One further away than
        any lease was given before that clock was set back.
        """
        return self.filter(
            models.Q(leased_until=None)
            | models.Q(leased_until__lt=Now())
            | models.Q(leased_until__gt=Now() + NEVER_SO_LONG)
        )

    def due(
        self, or_early: models.Q | None = None, now: datetime | None = None
    ) -> "MessageQuerySet":
        """What may be sent now; ``or_early`` is sent before its time, too.

        So is what was written, or put off, later than now by our clock: another process
        has another one, or it was set back.
        """
        now = now or timezone.now()
        at_once = models.Q(
            attempts=0, created_at__gt=now, next_attempt_at__lte=models.F("created_at")
        )
        # Added by the database, which so gets no other moment than this one.
        later = models.Value(now, models.DateTimeField()) + SLACK
        is_due = models.Q(next_attempt_at__lte=now) | at_once | tried_since(later)
        if or_early is not None:
            is_due |= or_early
        waiting = self.free().filter(is_due, state=Message.State.WAITING)
        return waiting.order_by("next_attempt_at", "pk")

    def on_the_way(self) -> "MessageQuerySet":
        """Sent, or just leaving: nobody can call them back."""
        leaving = models.Q(state=Message.State.WAITING, leased_until__gt=timezone.now())
        return self.filter(models.Q(state=Message.State.SENT) | leaving)

    def failing(self) -> "MessageQuerySet":
        """What staff should look at: given up, refused more than once, or not
        fetched in time, as when no worker runs or no mail server answers."""
        overdue = timezone.now() - timedelta(minutes=15)
        return self.filter(
            models.Q(state=Message.State.FAILED)
            | models.Q(state=Message.State.WAITING, attempts__gt=1)
            | models.Q(state=Message.State.WAITING, next_attempt_at__lt=overdue)
        )

    def about(self, what: str, pk: int | models.OuterRef) -> "MessageQuerySet":
        """All mails of one app's kinds about one row: ``about("signature", 7)``."""
        return self.filter(about=what, about_id=pk)


class Message(models.Model):
    """One mail in the outbox."""

    class State(models.TextChoices):
        WAITING = "waiting", staff_("waiting")
        SENT = "sent", staff_("sent")
        FAILED = "failed", staff_("failed")
        # No longer wanted, or the person is not to be written to.
        DROPPED = "dropped", staff_("not sent")

    # A registered mail (``emails.register_mail``), such as "signatures.confirm".
    kind = models.CharField(max_length=60, verbose_name=staff_("kind"))
    about = models.CharField(max_length=30, verbose_name=staff_("about"))
    about_id = models.BigIntegerField(verbose_name=staff_("number"))
    language = models.CharField(max_length=12, verbose_name=staff_("language"))
    # What the mail says beside the row's own facts, such as the reviewer's
    # words. Emptied by the same command that deletes the person.
    data = models.JSONField(default=dict, blank=True)

    # Three slots a day and address: the unique index is the mail budget. What it
    # does not count has none.
    address_key = models.CharField(max_length=64, blank=True)
    day = models.DateField(null=True)
    slot = models.PositiveSmallIntegerField(null=True)

    state = models.CharField(
        max_length=10,
        choices=State,
        default=State.WAITING,
        verbose_name=staff_("state"),
    )
    attempts = models.PositiveSmallIntegerField(
        default=0, verbose_name=staff_("attempts")
    )
    next_attempt_at = models.DateTimeField(
        default=timezone.now, verbose_name=staff_("next attempt")
    )
    leased_until = models.DateTimeField(null=True)
    # Who holds the lease; whoever lost it writes nothing more.
    lease = models.UUIDField(null=True)
    # The class of the last error and its SMTP code, never its text: servers
    # repeat the address in it.
    error = models.CharField(
        max_length=80, blank=True, verbose_name=staff_("last error")
    )
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=staff_("created"))
    sent_at = models.DateTimeField(null=True, verbose_name=staff_("sent"))

    objects = MessageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["address_key", "day", "slot"],
                condition=models.Q(slot__isnull=False),
                name="correspondence_mail_budget",
            )
        ]
        indexes = [
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state="waiting"),
                name="correspondence_due",
            ),
            # While the brake holds many others.
            models.Index(
                fields=["next_attempt_at"],
                condition=models.Q(state="waiting", slot=None),
                name="correspondence_due_uncounted",
            ),
            models.Index(fields=["about", "about_id"], name="correspondence_about"),
            # What staff should look at.
            models.Index(
                fields=["id"],
                condition=models.Q(state="failed"),
                name="correspondence_failed",
            ),
            # What the brake counts.
            models.Index(
                fields=["sent_at"],
                condition=models.Q(state="sent", slot__isnull=False),
                name="correspondence_counted",
            ),
        ]
        ordering = ["-pk"]
        verbose_name = staff_("mail")
        verbose_name_plural = staff_("outbox")

    def __str__(self) -> str:
        return f"{self.kind} {self.about_id}"

    @cached_property
    def found(self) -> dict[str, Any]:
        """What its kind looks up once while the mail is composed."""
        return {}


def are_asked(
    about: str,
    kind: str,
    since: datetime,
    states: tuple[str, ...] = (Message.State.WAITING,),
) -> models.Exists:
    """Rows about which a mail of that kind asks: it has not left yet (is in one of
    ``states``), as when the day of its reader is full, or left after ``since``. The
    days that it promises are theirs."""
    mails = Message.objects.about(about, models.OuterRef("pk")).filter(kind=kind)
    is_open = models.Q(state__in=states)
    return models.Exists(mails.filter(is_open | models.Q(sent_at__gt=since)))


class Trip(models.Model):
    """That the brake was on: more mails that strangers cause than ``MAILS_AN_HOUR``."""

    at = models.DateTimeField(default=timezone.now)
    # When staff let all mails leave; what left before counts no more.
    released_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M}"


class Outage(models.Model):
    """That the mail server took no mail, or (not ``is_sure``) may not have."""

    began_at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)
    is_sure = models.BooleanField(default=False)
    # The numbers of the mails that were not taken before it was sure.
    suspects = models.JSONField(default=list)
    error = models.CharField(max_length=80, blank=True)

    def __str__(self) -> str:
        return f"{self.began_at:%Y-%m-%d %H:%M} {self.error}"


class Lookup(models.Model):
    """The question whether a domain takes mail, one for each mail to it.

    Asked alike for every mail, held ones included, so that the answer says nothing
    about who is behind an address. Rows are only added and never waited for.
    """

    class Finding(models.TextChoices):
        OPEN = "", staff_("not known")
        TAKES_MAIL = "takes", staff_("takes mail")
        NO_MAIL = "none", staff_("takes no mail")

    # A keyed hash of the domain. Its name is forgotten with the answer.
    key = models.CharField(max_length=64)
    domain = models.CharField(max_length=255, blank=True)
    finding = models.CharField(
        max_length=5, choices=Finding, default=Finding.OPEN, blank=True
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(default=timezone.now)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(fields=["key", "-at"], name="correspondence_domain"),
            models.Index(
                fields=["due_at"],
                condition=~models.Q(domain=""),
                name="correspondence_to_look_up",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key[:8]}… {self.finding}"


class Link(models.Model):
    """A private link, of which only the hash of its token is kept.

    It is made when its mail is sent (``links.make``), so no table and no queue
    ever holds the token itself.
    """

    # A registered purpose (``links.register_link``), such as "signatures.confirm".
    purpose = models.CharField(max_length=60)
    about_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["purpose", "about_id"], name="correspondence_link_about"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.about_id}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class Suppression(models.Model):
    """An address that is not to be written to, as a keyed hash."""

    class Reason(models.TextChoices):
        STAFF = "staff", staff_("entered by staff")
        BOUNCE = "bounce", staff_("mail came back")
        COMPLAINT = "complaint", staff_("marked as spam")

    key = models.CharField(max_length=64, unique=True)
    reason = models.CharField(
        max_length=10,
        choices=Reason,
        default=Reason.STAFF,
        verbose_name=staff_("reason"),
    )
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=staff_("since"))

    class Meta:
        ordering = ["-created_at"]
        verbose_name = staff_("suppressed address")
        verbose_name_plural = staff_("suppression list")

    def __str__(self) -> str:
        return f"{self.key[:8]}…"

"""What lies between the site and a person's mailbox. No table here holds an address.

Whoever is written to is found through ``(kind, subject_id)`` when the mail leaves;
until then a keyed hash of the canonical address stands for it (``addresses.key``).
"""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_


class MessageQuerySet(models.QuerySet):
    def due(self) -> "MessageQuerySet":
        """What may be sent now: nobody has it, or whoever had it is gone."""
        now = timezone.now()
        return self.filter(
            models.Q(leased_until=None) | models.Q(leased_until__lt=now),
            state=Message.State.WAITING,
            next_attempt_at__lte=now,
        ).order_by("next_attempt_at", "pk")

    def failing(self) -> "MessageQuerySet":
        """What staff should look at: given up, refused more than once, or not
        fetched in time, as when no worker runs or no mail server answers."""
        overdue = timezone.now() - timedelta(minutes=15)
        return self.filter(
            models.Q(state=Message.State.FAILED)
            | models.Q(state=Message.State.WAITING, attempts__gt=1)
            | models.Q(state=Message.State.WAITING, next_attempt_at__lt=overdue)
        )

    def about(self, subject: str, subject_id: int) -> "MessageQuerySet":
        """All mails of one app's kinds about one row: ``about("signature", 7)``."""
        return self.filter(subject=subject, subject_id=subject_id)


class Message(models.Model):
    """One mail in the outbox."""

    class State(models.TextChoices):
        WAITING = "waiting", staff_("waiting")
        SENT = "sent", staff_("sent")
        FAILED = "failed", staff_("failed")
        # No longer wanted, or the person is not to be written to.
        DROPPED = "dropped", staff_("not sent")

    # A registered mail (``emails.register``), such as "signatures.confirm".
    kind = models.CharField(max_length=60, verbose_name=staff_("kind"))
    subject = models.CharField(max_length=30, verbose_name=staff_("about"))
    subject_id = models.BigIntegerField(verbose_name=staff_("number"))
    language = models.CharField(max_length=12, verbose_name=staff_("language"))
    # What the mail says beside the subject's own facts, such as the reviewer's
    # words. Emptied by the same command that deletes the person.
    data = models.JSONField(default=dict, blank=True)

    # Three slots a day and address: the unique index is the mail budget. Mails
    # to staff have none.
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
            models.Index(
                fields=["subject", "subject_id"], name="correspondence_subject"
            ),
        ]
        ordering = ["-pk"]
        verbose_name = staff_("mail")
        verbose_name_plural = staff_("outbox")

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id}"


class Link(models.Model):
    """A private link, of which only the hash of its token is kept.

    It is made when its mail is sent (``links.make``), so no table and no queue
    ever holds the token itself.
    """

    # A registered purpose (``links.register``), such as "signatures.confirm".
    purpose = models.CharField(max_length=60)
    subject_id = models.BigIntegerField()
    digest = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["purpose", "subject_id"], name="correspondence_link_subject"
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject_id}"

    @property
    def is_expired(self) -> bool:
        return self.expires_at <= timezone.now()


class EventQuerySet(models.QuerySet):
    def record(self, verb: str, subject: str, subject_id: int, **fields) -> "Event":
        """Adds an event; ``actor`` and ``batch`` are fields, the rest is its data."""
        known = {name: fields.pop(name, None) for name in ("actor", "batch")}
        return self.create(
            verb=verb, subject=subject, subject_id=subject_id, data=fields, **known
        )

    def update(self, **kwargs):
        raise TypeError("Events are only ever added.")

    def delete(self):
        raise TypeError("Events are only ever added.")

    def about(self, subject: str, subject_id: int) -> "EventQuerySet":
        return self.filter(subject=subject, subject_id=subject_id)


class Event(models.Model):
    """Something that was done, by whom; only ever added. It names no signatory.

    ``actor`` is the staff member, ``None`` for what a signatory or the site did.
    """

    at = models.DateTimeField(default=timezone.now, verbose_name=staff_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        # Not SET_NULL, which would change the row: accounts are deactivated.
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=staff_("by"),
    )
    verb = models.CharField(max_length=40, verbose_name=staff_("what"))
    subject = models.CharField(max_length=30)
    subject_id = models.BigIntegerField()
    data = models.JSONField(default=dict)
    # Ties together what one bulk action did, so that it can be undone as one.
    batch = models.UUIDField(null=True, db_index=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["subject", "subject_id"], name="correspondence_event_subject"
            )
        ]
        ordering = ["-at", "-pk"]
        verbose_name = staff_("event")

    def __str__(self) -> str:
        return f"{self.subject} {self.subject_id}: {self.verb}"

    def save(self, *args, **kwargs) -> None:
        """Write once. Raises ``TypeError`` on any later attempt."""
        if self.pk:
            raise TypeError("Events are only ever added.")
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        raise TypeError("Events are only ever added.")


class Attempt(models.Model):
    """That something was tried, under keyed hashes; what rate rules count."""

    action = models.CharField(max_length=20)
    # "network", "address" or "domain", and its keyed hash.
    kind = models.CharField(max_length=10)
    key = models.CharField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        indexes = [
            models.Index(
                fields=["action", "kind", "key", "at"], name="correspondence_attempts"
            ),
            models.Index(fields=["at"], name="correspondence_attempts_at"),
        ]

    def __str__(self) -> str:
        return f"{self.action} {self.kind}"


class Block(models.Model):
    """Whom staff have blocked. What they try lands in quarantine, in silence."""

    class Kind(models.TextChoices):
        DOMAIN = "domain", staff_("mail domain")
        NETWORK = "network", staff_("network")
        ADDRESS = "address", staff_("mail address")

    kind = models.CharField(max_length=10, choices=Kind, verbose_name=staff_("kind"))
    value = models.CharField(
        max_length=255,
        verbose_name=staff_("value"),
        help_text=staff_(
            "A domain (*.example.org for all below it), a network (192.0.2.0/24) or "
            "an address, of which only a hash is kept."
        ),
    )
    reason = models.CharField(max_length=255, blank=True, verbose_name=staff_("reason"))
    created_at = models.DateTimeField(auto_now_add=True, verbose_name=staff_("since"))

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"], name="correspondence_one_block"
            )
        ]
        ordering = ["kind", "value"]
        verbose_name = staff_("block")
        verbose_name_plural = staff_("block lists")

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"


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

import hashlib
import json
from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as staff_

from signatures.models import Signature

# What the first entry names as the hash before it.
GENESIS = "0" * 64


def canonical_json(facts: dict) -> str:
    """The one spelling of facts that is hashed: sorted keys, no spaces, UTF-8."""
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def commitment(salt: str, facts: dict) -> str:
    """SHA-256 of ``salt``, a line feed and the facts in ``canonical_json``."""
    return hashlib.sha256(f"{salt}\n{canonical_json(facts)}".encode()).hexdigest()


def entry_hash(
    previous: str, sequence: int, event: str, at: datetime, commitment: str
) -> str:
    """SHA-256 of the five values, each on a line of its own."""
    lines = [previous, str(sequence), event, at.strftime("%Y-%m-%dT%H:%M:%SZ")]
    return hashlib.sha256("\n".join([*lines, commitment, ""]).encode()).hexdigest()


class RegisterEntry(models.Model):
    """A link of the chain: something became public, changed or was withdrawn."""

    class Event(models.TextChoices):
        PUBLISHED = "published", staff_("published")
        CORRECTED = "corrected", staff_("corrected")
        WITHDRAWN = "withdrawn", staff_("withdrawn")

    sequence = models.PositiveBigIntegerField(
        primary_key=True, verbose_name=staff_("number")
    )
    event = models.CharField(max_length=10, choices=Event, verbose_name=staff_("what"))
    # To the second, in UTC: what is hashed.
    at = models.DateTimeField(verbose_name=staff_("time"))
    commitment = models.CharField(max_length=64)
    previous = models.CharField(max_length=64, unique=True)
    hash = models.CharField(max_length=64, unique=True, verbose_name=staff_("hash"))

    class Meta:
        ordering = ["sequence"]
        verbose_name = staff_("entry of the register")
        verbose_name_plural = staff_("register")

    def __str__(self) -> str:
        return f"{self.sequence} {self.event}"


class RegisterFacts(models.Model):
    """What an entry commits to. Deleting the row leaves the chain whole."""

    entry = models.OneToOneField(
        RegisterEntry,
        primary_key=True,
        on_delete=models.CASCADE,
        related_name="disclosed",
    )
    signature = models.ForeignKey(
        Signature, on_delete=models.CASCADE, related_name="register_facts"
    )
    salt = models.CharField(max_length=64)
    facts = models.JSONField()

    class Meta:
        verbose_name = staff_("facts of the register")

    def __str__(self) -> str:
        return str(self.entry_id)

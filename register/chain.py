"""The register: a chain of hashes over everything that was made public.

``models.register`` says what is hashed; the public page explains how to verify it.
"""

import secrets
from collections.abc import Iterator

from django.utils import timezone

from openheritage.locks import exclusively
from openheritage.names import bcp47
from signatures.models import Signature

from .models import GENESIS, RegisterEntry, RegisterFacts, commitment, entry_hash


def public_facts(signature: Signature) -> dict:
    """What the public is told of a signature, and what an entry commits to."""
    published = signature.published_at
    return signature.facts | {
        "reference": signature.reference,
        "signed_on": signature.signed_on.isoformat(),
        "published_on": published.date().isoformat() if published else "",
        "source": signature.source,
        "sample": signature.is_sample,
        "language": bcp47(signature.language),
        "version": signature.text.version.number,
        "text_sha256": signature.text.sha256,
    }


def head() -> RegisterEntry | None:
    """The newest entry, whose hash stands for all before it."""
    return RegisterEntry.objects.last()


def append(event: str, signature: Signature) -> RegisterEntry:
    """Adds an entry about a signature as it is now, inside the caller's transaction.

    What earlier entries disclosed of the signature is erased by a correction and by
    a withdrawal, which says no more than the reference: their hashes remain.
    """
    with exclusively("signatures.register"):
        last = head()
        facts = public_facts(signature)
        if event != RegisterEntry.Event.PUBLISHED:
            erase(signature)
        if event == RegisterEntry.Event.WITHDRAWN:
            facts = {"reference": signature.reference}
        salt = secrets.token_hex(16)
        entry = RegisterEntry(
            sequence=last.sequence + 1 if last else 1,
            event=event,
            at=timezone.now().replace(microsecond=0),
            commitment=commitment(salt, facts),
            previous=last.hash if last else GENESIS,
        )
        entry.hash = entry_hash(
            entry.previous, entry.sequence, event, entry.at, entry.commitment
        )
        entry.save(force_insert=True)
        RegisterFacts.objects.create(
            entry=entry, signature=signature, salt=salt, facts=facts
        )
    return entry


def erase(signature: Signature) -> None:
    """Forgets what entries disclosed of a signature; the chain stays whole."""
    RegisterFacts.objects.filter(signature=signature).delete()


def problems() -> Iterator[str]:
    """What is wrong with the chain, entry by entry; nothing if it is whole."""
    previous, sequence = GENESIS, 0
    entries = RegisterEntry.objects.select_related("disclosed")
    for entry in entries.iterator(chunk_size=2000):
        sequence += 1
        if entry.sequence != sequence:
            yield f"Entry {sequence} is missing."
            sequence = entry.sequence
        if entry.previous != previous:
            yield f"Entry {sequence} does not follow the hash before it."
        expected = entry_hash(
            entry.previous, entry.sequence, entry.event, entry.at, entry.commitment
        )
        if entry.hash != expected:
            yield f"The hash of entry {sequence} is not that of its values."
        facts = getattr(entry, "disclosed", None)
        if facts and commitment(facts.salt, facts.facts) != entry.commitment:
            yield f"The facts of entry {sequence} are not those it commits to."
        previous = entry.hash

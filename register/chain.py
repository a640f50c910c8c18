"""The register: a chain of hashes over everything that was made public.

``models.register`` says what is hashed; the public page explains how to verify it.
"""

import secrets
from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils import timezone

from journal import files, lines
from openheritage.health import Found, question
from openheritage.locks import exclusively
from openheritage.names import bcp47
from signatures.models import Signature
from signatures.replaying import beside_facts

from .models import GENESIS, RegisterEntry, RegisterFacts, commitment, entry_hash

# Of a line of the journal.
JOURNAL_ENTRY = "register.entry"
# Entries that are verified together.
PART = 2000


class RegisterIsBehindItsJournalError(RuntimeError):
    """The public has seen more than the database holds: it was restored from a backup.
    `manage.py replay_journal` continues the chain as it was seen; anything else would
    be another chain."""


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
        if is_behind(last):
            raise RegisterIsBehindItsJournalError
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
        write_down(entry, signature, salt, facts)
    return entry


def is_behind(last: RegisterEntry | None) -> bool:
    """Whether this machine has shown an entry that is not, or another, in the chain."""
    seen = files.head(JOURNAL_ENTRY)
    if seen is None:
        return False
    if last is None or last.sequence < seen["sequence"]:
        return True
    if last.sequence > seen["sequence"]:
        # Another machine has written since.
        return not RegisterEntry.objects.filter(hash=seen["hash"]).exists()
    return last.hash != seen["hash"]


def seen() -> dict | None:
    """The newest entry that this machine has shown, as its journal has it."""
    return files.head(JOURNAL_ENTRY)


def questions(shown: dict | None) -> Iterator[QuerySet]:
    if shown:
        yield question("register", RegisterEntry.objects.filter(hash=shown["hash"]))


def look(found: Found) -> str:
    """For the readiness check; nothing where there is no journal."""
    if files.folder() is None:
        return ""
    is_missing = found.apart is not None and not found["register"].number
    return "behind its journal" if is_missing else "ok"


def write_down(
    entry: RegisterEntry, signature: Signature, salt: str, facts: dict
) -> None:
    """For the journal: the entry as the public has it, and what is needed beside its
    facts to show the signature again."""
    lines.write(
        JOURNAL_ENTRY,
        sequence=entry.sequence,
        event=entry.event,
        at=entry.at.isoformat(),
        commitment=entry.commitment,
        previous=entry.previous,
        hash=entry.hash,
        salt=salt,
        facts=facts,
        row=beside_facts(signature),
    )


def erase(signature: Signature) -> None:
    """Forgets what entries disclosed of a signature; the chain stays whole."""
    RegisterFacts.objects.filter(signature=signature).delete()


def problems() -> Iterator[str]:
    """What is wrong with the chain, entry by entry; nothing if it is whole."""
    for part in looked_through():
        yield from part


def looked_through() -> Iterator[list[str]]:
    """What is wrong in one part after the other."""
    previous, sequence, last = GENESIS, 0, -1
    entries = RegisterEntry.objects.select_related("disclosed").order_by("sequence")
    while part := [*entries.filter(sequence__gt=last)[:PART]]:
        found: list[str] = []
        for entry in part:
            found += wrong(entry, previous, sequence + 1)
            previous, sequence = entry.hash, entry.sequence
        last = sequence
        yield found


def wrong(entry: RegisterEntry, previous: str, sequence: int) -> Iterator[str]:
    """With an entry, of which is known what should stand before it."""
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


def prove() -> Iterator[int]:
    return map(len, looked_through())

"""The chain is continued in a restored database as the public has seen it."""

from datetime import datetime

from journal import kinds
from journal.kinds import Report, Written
from openheritage.locks import exclusively
from signatures.replaying import find, show_again

from . import chain, files
from .models import GENESIS, RegisterEntry, RegisterFacts

Event = RegisterEntry.Event


class ForkedError(Exception):
    """The chain of the database is another one than the public has seen."""


def replay_entry(line: Written, report: Report) -> None:
    data = line.data
    with exclusively("signatures.register"):
        last = chain.head()
        sequence = last.sequence if last else 0
        if data["sequence"] <= sequence:
            same = RegisterEntry.objects.filter(hash=data["hash"]).exists()
            if not same:
                raise ForkedError
            return
        if data["previous"] != (last.hash if last else GENESIS):
            raise ForkedError
        entry = RegisterEntry.objects.create(
            sequence=data["sequence"],
            event=data["event"],
            at=datetime.fromisoformat(data["at"]),
            commitment=data["commitment"],
            previous=data["previous"],
            hash=data["hash"],
        )
        disclose(entry, data, report)


def disclose(entry: RegisterEntry, data: dict, report: Report) -> None:
    """What the entry says, and the row that it is about."""
    facts, row = data["facts"], data["row"]
    # Files of before the backup may name what has left since.
    files.forget_signature(None)
    if entry.event == Event.WITHDRAWN:
        signature = find(row["reference"])
    else:
        signature = show_again(facts, row, report)
    if signature is None:
        return
    if entry.event != Event.PUBLISHED:
        chain.erase(signature)
    RegisterFacts.objects.create(
        entry=entry, signature=signature, salt=data["salt"], facts=facts
    )


def register_kinds() -> None:
    kinds.register(chain.JOURNAL_ENTRY, replay_entry, head=("sequence", "hash"))

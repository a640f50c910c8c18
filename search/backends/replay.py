"""What was entered while an index was being made, so that it lacks nothing.

Neither numbers nor times tell: a transaction begun before may end after. So the
changes are remembered whose entries can already be read; all others are new.
"""

from collections.abc import Iterator

from search.models import Change, Entry

# Things in one question to the database.
BATCH = 200


class Replay:
    def __init__(self) -> None:
        self.done = set(self.entered())

    def entered(self) -> Iterator[int]:
        return (
            Change.objects.exclude(entered_at=None)
            .values_list("pk", flat=True)
            .iterator()
        )

    def take(self) -> tuple[list[Entry], list[str]] | None:
        """Some entries and documents that are gone; ``None`` when nothing is new."""
        new = [pk for pk in self.entered() if pk not in self.done][:BATCH]
        if not new:
            return None
        self.done.update(new)
        changes = list(Change.objects.filter(pk__in=new))
        entries = list(
            Entry.objects.filter(thing__in={change.thing for change in changes})
        )
        gone = {document for change in changes for document in change.gone}
        return entries, sorted(gone - {entry.document_id for entry in entries})

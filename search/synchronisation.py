"""Works off what was noted: first into the table, then to the search server.

Both go in the order of the changes, and neither waits for the other: with a
server that is down the table is right, and the server follows later.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from wagtail.models import Page

from openheritage.locks import exclusively, exclusively_in_session
from signatures.models import Signature

from . import analysis, backends, sources
from .models import BELOW, EVERYTHING, SIGNED_IN, Change, Entry, EntryKind, Word

# Few enough that on SQLite nobody waits long for the lock.
BATCH = 100
# Entries in one request of a rebuild.
MANY = 250
KEPT = timedelta(days=1)
COMPARED = [
    each.name
    for each in Entry._meta.concrete_fields
    if each.name not in ("id", "thing", "part", "language")
]
MIN_WORD = 4


@dataclass
class Difference:
    """What the table lacks, has wrong, and has too much."""

    missing: list[Entry] = field(default_factory=list)
    wrong: list[Entry] = field(default_factory=list)
    surplus: list[Entry] = field(default_factory=list)
    # The rows that `wrong` replaces.
    old: list[Entry] = field(default_factory=list)

    def __len__(self) -> int:
        return len(self.missing) + len(self.wrong) + len(self.surplus)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        for name in ("missing", "wrong", "surplus"):
            for entry in getattr(self, name):
                yield name, entry.document_id


def compare(things: Iterable[str]) -> Difference:
    truth = sources.entries_of(things)
    rows = Entry.objects.filter(thing__in=truth)
    table = {entry.document_id: entry for entry in rows}
    found = Difference()
    for entry in (entry for each in truth.values() for entry in each):
        row = table.pop(entry.document_id, None)
        if row is None:
            found.missing.append(entry)
        elif any(getattr(row, name) != getattr(entry, name) for name in COMPARED):
            entry.pk = row.pk
            found.wrong.append(entry)
            found.old.append(row)
    found.surplus = [*table.values()]
    return found


def write(found: Difference) -> None:
    surplus = [entry.pk for entry in found.surplus]
    if surplus:
        Entry.objects.filter(pk__in=surplus).delete()
    Entry.objects.bulk_update(found.wrong, COMPARED, batch_size=BATCH)
    Entry.objects.bulk_create(found.missing, batch_size=BATCH)
    add_words([*found.missing, *found.wrong])
    forget_words([*found.surplus, *found.old])


# Words, for better spellings --------------------------------------------------


def spellings(entries: Iterable[Entry]) -> dict[str, set[str]]:
    """``{language: words}``; what others wrote with a signature is no model."""
    found: dict[str, set[str]] = defaultdict(set)
    for entry in entries:
        if entry.kind == EntryKind.SIGNATORY:
            continue
        text = f"{entry.title}\n{entry.text}"
        found[entry.language].update(
            word
            for word in analysis.words(text, entry.language)
            if MIN_WORD <= len(word) <= analysis.MAX_TOKEN
            and word.isalpha()
            and not analysis.is_spaceless(word)
        )
    return found


def add_words(entries: Iterable[Entry]) -> None:
    rows = [
        Word(language=language, word=word)
        for language, words in spellings(entries).items()
        for word in sorted(words)
    ]
    Word.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)


def forget_words(entries: Iterable[Entry]) -> None:
    """A word that is public nowhere any more is not proposed to anybody."""
    for language, words in spellings(entries).items():
        ordered = sorted(words)
        for start in range(0, len(ordered), BATCH):
            some = ordered[start : start + BATCH]
            gone = {*some} - backends.database().occurring(some, language)
            Word.objects.filter(language=language, word__in=gone).delete()


# Into the table ---------------------------------------------------------------


def expand(changes: list[Change]) -> bool:
    """Replaces notes of many things by one for each; whether there were any."""
    many = [
        change
        for change in changes
        if change.thing == EVERYTHING or change.thing.startswith((BELOW, SIGNED_IN))
    ]
    if not many:
        return False
    if any(change.thing == EVERYTHING for change in many):
        known = Entry.objects.order_by().values_list("thing", flat=True).distinct()
        things = {*known.iterator(), *sources.things()}
    else:
        things = {
            *below([*map(int, after(BELOW, many))]),
            *signed_in(after(SIGNED_IN, many)),
        }
    Change.objects.bulk_create(
        [Change(thing=thing) for thing in sorted(things)], batch_size=1000
    )
    Change.objects.filter(pk__in=[change.pk for change in many]).delete()
    return True


def after(prefix: str, changes: list[Change]) -> list[str]:
    names = (change.thing for change in changes)
    return [name.removeprefix(prefix) for name in names if name.startswith(prefix)]


def signed_in(countries: list[str]) -> Iterator[str]:
    rows = Signature.objects.published().filter(country__in=countries)
    for reference in rows.values_list("reference", flat=True).iterator():
        yield sources.signature_thing(reference)


def below(page_ids: list[int]) -> set[str]:
    paths = Page.objects.filter(pk__in=page_ids).values_list("path", flat=True)
    tree = Q(pk__in=[])
    for path in paths:
        tree |= Q(path__startswith=path)
    keys = Page.objects.filter(tree, depth__gte=2).order_by()
    return {
        sources.page_thing(key)
        for key in keys.values_list("translation_key", flat=True)
    }


def enter(limit: int = BATCH) -> int:
    """Brings the table up to date with some changes; how many."""
    # Asked first without a lock: most of the time nothing waits.
    if not Change.objects.filter(entered_at=None).exists():
        return 0
    with transaction.atomic(), exclusively("search.enter", wait=False) as held:
        if not held:
            return 0
        waiting = Change.objects.filter(entered_at=None).order_by("pk")
        changes = list(waiting[:limit])
        if expand(changes):
            return len(changes)
        last = {change.thing: change for change in changes}
        if not last:
            return 0
        found = compare(last)
        write(found)
        for entry in found.surplus:
            last[entry.thing].gone.append(entry.document_id)
        now = timezone.now()
        for change in changes:
            change.entered_at = now
        Change.objects.bulk_update(changes, ["entered_at", "gone"])
        return len(changes)


def enter_all() -> None:
    while enter(1000):
        pass


def repair(things: Iterable[str]) -> Difference:
    """Puts the table right, and tells the search server what was wrong."""
    with transaction.atomic(), exclusively("search.enter"):
        found = compare(things)
        write(found)
        gone = defaultdict(list)
        for entry in found.surplus:
            gone[entry.thing].append(entry.document_id)
        changed = {e.thing for e in [*found.missing, *found.wrong, *found.surplus]}
        now = timezone.now()
        Change.objects.bulk_create(
            Change(thing=thing, entered_at=now, gone=gone[thing])
            for thing in sorted(changed)
        )
    return found


# To the server ----------------------------------------------------------------
#
# No transaction is open while the server is spoken to, which may take minutes.


def push(limit: int = BATCH) -> int:
    """Sends some changes to the search server; how many. Raises what it raises."""
    waiting = Change.objects.filter(entered_at__isnull=False, pushed_at=None)
    if not waiting.exists():
        return 0
    with exclusively_in_session("search.push") as held:
        if not held:
            return 0
        changes = list(waiting.order_by("pk")[:limit])
        send(changes)
        sent = Change.objects.filter(pk__in=[change.pk for change in changes])
        sent.update(pushed_at=timezone.now())
        return len(changes)


def send(changes: list[Change]) -> None:
    server = backends.server()
    if server is None:
        # The database answers from the table itself.
        return
    if not server.has_index():
        rebuild()
        return
    server.write(server.alias, *documents(changes), "push")


def documents(changes: list[Change]) -> tuple[list[Entry], list[str]]:
    """What changes left in the table, and the documents that are gone."""
    things = {change.thing for change in changes}
    entries = list(Entry.objects.filter(thing__in=things).order_by("pk"))
    gone = {name for change in changes for name in change.gone}
    return entries, sorted(gone - {entry.document_id for entry in entries})


def rebuild() -> int:
    """Makes the server's index anew, while readers are answered from the old one; how
    many documents it holds."""
    server = backends.server()
    if server is None:
        return Entry.objects.count()
    later = EnteredLater()
    with server.new_index() as index:
        last = 0
        while entries := list(Entry.objects.filter(pk__gt=last).order_by("pk")[:MANY]):
            server.write(index, entries)
            last = entries[-1].pk
        for new in later:
            server.write(index, *new)
    # What was pushed into the old index after the last look.
    for new in later:
        server.write(server.alias, *new)
    server.refresh(server.alias)
    return server.count()


class EnteredLater:
    """What is entered while an index is being made, so that it lacks nothing.

    Neither numbers nor times tell: a transaction begun before may end after. So the
    changes are remembered whose entries can already be read; all others are new.
    """

    def __init__(self) -> None:
        self.done = set(self.entered())

    def entered(self) -> Iterator[int]:
        rows = Change.objects.exclude(entered_at=None)
        return rows.values_list("pk", flat=True).iterator()

    def __iter__(self) -> Iterator[tuple[list[Entry], list[str]]]:
        """Until nothing is new: while it is written, newer entries may be overtaken."""
        while new := [pk for pk in self.entered() if pk not in self.done][:BATCH]:
            self.done.update(new)
            yield documents([*Change.objects.filter(pk__in=new)])


def purge() -> None:
    """What was sent long ago is needed by no rebuild any more."""
    Change.objects.filter(pushed_at__lt=timezone.now() - KEPT).delete()

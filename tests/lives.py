"""What must be true of all signatures, whatever was done with them.

``World`` looks at the tables before and after each deed of ``tests/test_lives.py``.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Max
from django.utils import timezone
from hypothesis import event

from consents.models import Consent
from correspondence.models import Link, Message
from events.deeds import ChangedError, NotNowError
from events.models import Event
from limits.models import Attempt
from openheritage.addresses import address_key
from register import chain
from register.counts import differences, recount
from register.models import Counting, RegisterEntry, RegisterFacts
from search import sources, synchronisation
from search.models import Entry, EntryKind
from signatures.models import Signatory, Signature
from signatures.models.signature import duplicate_key
from signatures.retention import UNFINISHED
from signatures.transitions import CONFIRM, FIRST, SUBJECT, TRANSITIONS

State = Signature.State
REFUSALS = (NotNowError, ChangedError, IntegrityError)


def ours() -> list[Signature]:
    """All but the sample content, with which nothing is done."""
    found = Signature.objects.filter(is_sample=False).order_by("pk")
    return list(found.select_related("text__version"))


def last(model) -> int:
    return model.objects.aggregate(last=Max("pk"))["last"] or 0


class Seen:
    """The tables at one moment."""

    def __init__(self) -> None:
        self.rows = {row.pk: row for row in ours()}
        self.people = list(
            Signatory.objects.filter(signature__in=self.rows).select_related(
                "signature"
            )
        )
        self.current = {row.signature_id for row in self.people if row.is_current}
        self.event, self.entry = last(Event), last(RegisterEntry)

    @property
    def values(self) -> list:
        rows = [row.__dict__ for row in [*self.rows.values(), *self.people]]
        return [{k: v for k, v in row.items() if k != "_state"} for row in rows]


class World:
    """The signatures of one example, which ends as if it had never been."""

    def __init__(self) -> None:
        self.example = transaction.atomic()
        # As that of a test: whoever asks to be the outermost transaction may.
        self.example._from_testcase = True
        self.example.__enter__()
        # Whose person is forgotten, and who are deleted.
        self.forgotten: set[int] = set()
        self.deleted: set[int] = set()

    def end(self) -> None:
        transaction.set_rollback(True)
        self.example.__exit__(None, None, None)

    def do(self, deed: str, act: Callable, *verbs: str, moves: str = "") -> None:
        """``verbs``: what the history may say of it. ``moves``: the transitions that
        it may bring about, if they are not named as the deed is."""
        before = Seen()
        try:
            with transaction.atomic():
                act()
        except REFUSALS:
            assert Seen().values == before.values
            assert before.event == last(Event), "What is refused is not recorded."
            event(f"{deed}: refused")
            return
        event(f"{deed}: done")
        after = Seen()
        events = Event.objects.filter(pk__gt=before.event, about=SUBJECT)
        said = {(row.about_id, row.verb) for row in events}
        self.changes(before, after, said, verbs, (moves or deed).split(", "))
        entries = after.entry - before.entry
        expected = sum(public_changes(before, after))
        # A correction may be accepted when staff have made it themselves.
        assert entries == expected or (deed == "accept" and entries == 1)

    def changes(
        self,
        before: Seen,
        after: Seen,
        said: set[tuple[int, str]],
        verbs: Iterable[str],
        deeds: list[str],
    ) -> None:
        allowed = {
            (source, target)
            for deed in deeds
            if deed in TRANSITIONS
            for source in TRANSITIONS[deed].sources
            for target in TRANSITIONS[deed].targets
        }
        for pk in before.rows.keys() | after.rows.keys():
            old, new = before.rows.get(pk), after.rows.get(pk)
            is_said = any((pk, verb) in said for verb in verbs)
            if old is None:
                assert new.state in FIRST
                assert is_said
            elif new is None:
                assert old.state in (*UNFINISHED, State.REJECTED)
                assert not old.was_public
                assert is_said
                self.deleted.add(pk)
            else:
                if new.state != old.state:
                    assert (old.state, new.state) in allowed, (deeds, old.state, new)
                    assert is_said, (deeds, said)
                if new.facts != old.facts:
                    assert is_said
                assert new.was_public >= old.was_public
                assert new.reference == old.reference
            if pk in after.rows and pk in before.current - after.current:
                assert is_said
                if new.state != State.DISOWNED:
                    self.forgotten.add(pk)
        self.forgotten -= after.current | {
            row.signature_id for row in after.people if not row.is_current
        }

    # What holds at every moment ---------------------------------------------------

    def check(self) -> None:
        seen = Seen()
        for row in seen.rows.values():
            self.register_is_whole(row)
            self.only_one_is_open(row)
            self.nobody_is_left_with(row, seen)
        assert list(chain.problems()) == []
        self.nobody_is_left()
        self.totals_are_true()
        self.search_is_true(seen)

    def register_is_whole(self, row: Signature) -> None:
        facts = RegisterFacts.objects.filter(signature=row).order_by("entry_id")
        disclosed = [(each.entry.event, each.facts) for each in facts]
        if not row.was_public:
            assert not disclosed
            return
        *earlier, (what, said) = disclosed
        gone = {"reference": row.reference}
        assert all(each == ("withdrawn", gone) for each in earlier)
        if row.is_published:
            assert what in ("published", "corrected")
            assert said == chain.public_facts(row)
        else:
            assert (what, said) == ("withdrawn", gone)

    def only_one_is_open(self, row: Signature) -> None:
        if row.state not in Signature.OPEN or row.pk in self.forgotten:
            return
        person = row.signatory
        if person or row.source != Signature.Source.WEB:
            address = person.email if person else ""
            key = duplicate_key(row.text.version, address, row.name, row.country)
            assert row.duplicate_key == key
            same = Signature.objects.open().filter(duplicate_key=key)
            assert same.count() == 1

    def nobody_is_left_with(self, row: Signature, seen: Seen) -> None:
        if not row.is_published:
            assert not row.corrections.filter(state="waiting").exists()
        assert (row.closed_at is not None) == (row.state in Signature.CLOSED)
        assert (row.published_at is not None) == row.is_published
        if row.state == State.DISOWNED or row.pk in self.forgotten:
            assert not any(each.signature_id == row.pk for each in seen.people)
            assert not row.corrections.exists()
            links = Link.objects.filter(about_id=row.pk)
            if row.state == State.DISOWNED:
                # It says so, when it is pressed again.
                links = links.exclude(purpose=CONFIRM)
            assert not links.exists()
        if row.pk in self.forgotten:
            assert all(map(is_blank, Message.objects.about(SUBJECT, row.pk)))

    def nobody_is_left(self) -> None:
        assert not Signatory.objects.filter(signature__in=self.deleted).exists()
        assert not Link.objects.filter(about_id__in=self.deleted).exists()
        gone = Message.objects.filter(about=SUBJECT, about_id__in=self.deleted)
        assert all(map(is_blank, gone))
        people = Signatory.objects.values("pk")
        assert not Consent.objects.exclude(object_id__in=people).exists()

    def totals_are_true(self) -> None:
        """Though they are counted only if the register has grown."""
        Counting.objects.update(counted_at=None)
        recount()
        assert differences() == []

    def search_is_true(self, seen: Seen) -> None:
        hidden = [row for row in seen.rows.values() if not row.is_published]
        things = [sources.signature_thing(row.reference) for row in hidden]
        left = Entry.objects.filter(thing__in=things)
        assert not left.exists(), "It is out before the worker has done anything."
        synchronisation.enter_all()
        public = {name for name in sources.things() if name.startswith("signature:")}
        found = Entry.objects.filter(kind=EntryKind.SIGNATORY)
        assert set(found.values_list("thing", flat=True)) == public
        assert list(synchronisation.compare(public)) == []


def is_blank(mail: Message) -> bool:
    """Neither does it leave, nor lead to anybody."""
    return (mail.data, mail.address_key) == ({}, "") and mail.state != "waiting"


def public_changes(before: Seen, after: Seen) -> Iterator[int]:
    """For each signature, how many entries of the register that makes."""
    for pk, new in after.rows.items():
        old = before.rows.get(pk)
        was, now = bool(old and old.is_published), new.is_published
        yield int(was != now or (was and now and old.facts != new.facts))


# Forgetting, and time --------------------------------------------------------------


def assert_is_erased(address: str) -> None:
    """Nothing leads to an address any more."""
    key = address_key(address)
    assert not Signatory.objects.filter(address_key=key).exists()
    assert not Message.objects.filter(address_key=key).exists()
    assert not Attempt.objects.filter(key=key).exists()
    for row in ours():
        wanted = duplicate_key(row.text.version, address, row.name, row.country)
        assert row.duplicate_key != wanted


@contextmanager
def nobody_goes_early(unconfirmed_days: int) -> Iterator[None]:
    """Who answers for what stands, or still may, is there after a purge."""
    now = timezone.now()
    early = now - timedelta(days=unconfirmed_days)
    staying = {
        person.pk
        for person in Seen().people
        if person.is_current and stays(person, now, early)
    }
    yield
    assert staying <= {person.pk for person in Seen().people}


def stays(person: Signatory, now, early) -> bool:
    row = person.signature
    if person.retain_until < now.date():
        return False
    return row.state in Signature.CONFIRMED or (
        row.state in (State.UNCONFIRMED, State.QUARANTINED) and row.created_at > early
    )


def pass_days(days: int) -> None:
    """All that retention and the outbox count from lies so much further back.

    But for what is public or for ever: the days that the register holds, and the
    history, which the database lets nobody change.
    """
    some = timedelta(days=days)
    rows = Signature.objects.filter(is_sample=False)
    rows.update(
        created_at=F("created_at") - some,
        confirmed_at=F("confirmed_at") - some,
        closed_at=F("closed_at") - some,
    )
    Signatory.objects.filter(signature__in=rows).update(
        created_at=F("created_at") - some, retain_until=F("retain_until") - some
    )
    Link.objects.update(expires_at=F("expires_at") - some)
    Attempt.objects.update(at=F("at") - some)
    # First far away: no two mails may have one place of a day in between.
    far = timedelta(days=10_000)
    mails = Message.objects.exclude(day=None)
    mails.update(day=F("day") - far)
    mails.update(day=F("day") + far - some)
    Message.objects.update(next_attempt_at=F("next_attempt_at") - some)

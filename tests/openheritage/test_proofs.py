"""The worker proves the site's own data, and tells."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db.models.functions import Now

from openheritage import proofs, readiness
from openheritage.models import Proof
from openheritage.proofs import Proving
from register.counts import recount
from register.models import Count, RegisterEntry
from search.models import Change, Entry
from tests.correspondence.conftest import committed
from tests.correspondence.test_races import in_parallel
from tests.signing import make_published
from translations import checkups, jobs
from translations.models import Job

__all__ = ["committed"]

pytestmark = pytest.mark.django_db

LOOKED_AT = ("verify_register", "check_counts", "check_search")


@pytest.fixture
def kinds(monkeypatch) -> dict:
    """None but those of a test."""
    found: dict = {}
    monkeypatch.setattr(proofs, "kinds", found)
    return found


@pytest.fixture
def only(monkeypatch):
    """One of the site's own."""

    def choose(name: str) -> None:
        monkeypatch.setattr(proofs, "kinds", {name: proofs.kinds[name]})

    return choose


def go_round() -> int:
    """As a worker that ends when nothing is left; how many parts there were."""
    proving, parts = Proving(), 0
    while proving.step(at_once=True):
        parts += 1
    return parts


def make_due() -> None:
    Proof.objects.update(done_at=Now() - timedelta(days=2))


def test_a_total_that_is_wrong_is_told_until_it_is_repaired(only):
    only("check_counts")
    recount(force=True)
    go_round()
    assert readiness.word_of("check_counts") == "ok"
    Count.objects.filter(dimension="total").update(number=10**6)
    make_due()
    go_round()
    assert readiness.word_of("check_counts") == "failing"
    assert Proof.objects.get(name="check_counts").found == 1
    call_command("check_counts", "--repair", verbosity=0)
    assert readiness.word_of("check_counts") == "ok"


def test_a_signature_that_waits_to_be_counted_is_no_fault(only):
    only("check_counts")
    recount(force=True)
    go_round()
    make_published()
    make_due()
    go_round()
    row = Proof.objects.get(name="check_counts")
    # It was not told, and is tried again soon.
    assert row.outcome == "ok"
    assert row.lease is None
    recount(force=True)
    assert go_round()
    assert Proof.objects.get(name="check_counts").outcome == "ok"
    assert not go_round(), "It was done just now."


def test_a_register_that_was_changed_by_hand_is_told(only, monkeypatch):
    only("verify_register")
    monkeypatch.setattr("register.chain.PART", 3)
    go_round()
    assert readiness.word_of("verify_register") == "ok"
    entry = RegisterEntry.objects.order_by("sequence")[4]
    RegisterEntry.objects.filter(pk=entry.pk).update(commitment="0" * 64)
    make_due()
    go_round()
    assert readiness.word_of("verify_register") == "failing"
    with pytest.raises(CommandError, match="2 problems"):
        call_command("verify_register")


def test_an_entry_of_the_register_that_is_missing_is_told_wherever_parts_end(
    monkeypatch,
):
    from register import chain

    RegisterEntry.objects.order_by("sequence")[5].delete()
    monkeypatch.setattr("register.chain.PART", 5)
    found = [*chain.problems()]
    assert found[0].endswith("is missing.")
    assert len(found) == 2


def test_what_search_should_not_find_is_told(only):
    only("check_search")
    call_command("check_search", "--repair", verbosity=0)
    Change.objects.all().delete()
    assert readiness.word_of("check_search") == "ok"
    Entry.objects.create(
        *(),
        thing="signature:none",
        language="en",
        shown_in=" en ",
        kind="signatory",
        source="signatures.signature",
        source_id=0,
    )
    make_due()
    assert go_round() > 2, "In parts, so that mails leave meanwhile."
    assert readiness.word_of("check_search") == "failing"


def test_a_result_that_grows_old_is_told():
    proofs.keep("check_counts", 0)
    Proof.objects.update(done_at=Now() - timedelta(hours=4))
    assert readiness.word_of("check_counts").startswith("not run since")


def test_what_is_wrong_is_looked_at_again_within_the_hour(kinds):
    kinds["a"] = proofs.Kind(lambda: iter([1]), proofs.DAY)
    assert go_round()
    Proof.objects.update(done_at=Now() - timedelta(minutes=50))
    assert not go_round()
    Proof.objects.update(done_at=Now() - timedelta(minutes=61))
    assert go_round()
    proofs.keep("a", 0)
    Proof.objects.update(done_at=Now() - timedelta(minutes=61))
    assert not go_round()


def test_a_look_that_breaks_is_told_and_the_others_are_done(kinds):
    def breaks() -> Iterator[int]:
        yield 0
        raise LookupError("with somebody's name")

    kinds |= {
        "a": proofs.Kind(breaks, proofs.DAY),
        "b": proofs.Kind(lambda: iter([0]), proofs.DAY),
    }
    proving = Proving()
    proving.step(at_once=True)
    with pytest.raises(LookupError):
        proving.step(at_once=True)
    row = Proof.objects.get(name="a")
    assert (row.outcome, row.found) == ("broken", 0)
    while proving.step(at_once=True):
        pass
    assert Proof.objects.get(name="b").outcome == "ok"


def test_two_workers_never_both_look(kinds):
    begun = []

    def look() -> Iterator[int]:
        begun.append(1)
        yield 0
        yield 2

    kinds["a"] = proofs.Kind(look, proofs.DAY)
    one, other = Proving(), Proving()
    assert one.step(at_once=True)
    assert not other.step(at_once=True)
    while one.step(at_once=True):
        assert not other.step(at_once=True)
    assert len(begun) == 1
    assert Proof.objects.get(name="a").found == 2


def test_another_worker_begins_anew_when_one_was_killed(kinds):
    kinds["a"] = proofs.Kind(lambda: iter([1, 1]), proofs.DAY)
    dead, other = Proving(), Proving()
    dead.step(at_once=True)
    Proof.objects.update(leased_until=Now() - timedelta(seconds=1))
    while other.step(at_once=True):
        pass
    # One that was only asleep finds that it is not its own any more.
    while dead.step(at_once=True):
        pass
    assert Proof.objects.get(name="a").found == 2


def test_of_many_workers_at_once_one_takes_it(committed, kinds):
    kinds["a"] = proofs.Kind(lambda: iter([0]), proofs.DAY)

    def take(_number: int) -> bool:
        return proofs.take("a") is not None

    assert sum(in_parallel(take, 16, 8)) == 1
    assert sum(in_parallel(take, 16, 8)) == 0


def test_a_worker_that_has_just_begun_lets_mails_leave_first(kinds):
    kinds["a"] = proofs.Kind(lambda: iter([0]), proofs.DAY)
    assert Proving().step() == 0
    assert Proving().step(at_once=True) == 1


def test_the_daily_look_at_translations_is_told_too():
    Job.objects.all().delete()
    checkups.begin()
    while jobs.work():
        pass
    row = Proof.objects.get(name="check_translations")
    report = checkups.last().report
    assert row.found == sum(map(checkups.is_wrong, report))
    assert row.done_at


def test_nothing_personal_is_kept():
    fields = {field.name for field in Proof._meta.get_fields()}
    known = {"name", "done_at", "outcome", "found", "seconds", "lease", "leased_until"}
    assert fields == known

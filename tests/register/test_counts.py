from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from register.counts import differences, recount, totals
from register.models import Count, Counting, RegisterEntry
from signatures import signing
from signatures.models import Signature
from tests.signing import make_published, make_signature

pytestmark = pytest.mark.django_db

State = Signature.State


def check(*arguments: str) -> str:
    out = StringIO()
    call_command("check_counts", *arguments, stdout=out)
    return out.getvalue()


def test_the_sample_is_counted_when_it_is_loaded():
    assert totals()["total"] == Signature.objects.published().count() > 25
    assert "The totals equal the rows" in check()


def test_each_dimension_adds_up_to_the_total():
    make_published(country="NE", language="sw", sector="archive")
    assert recount(force=True)
    found = totals()
    for dimension in set(Count.DIMENSIONS) - {"total"}:
        assert sum(found[dimension].values()) == found["total"]
    assert found["month"][f"{timezone.now():%Y-%m}"] >= 1


def test_totals_are_read_in_one_query(django_assert_num_queries):
    with django_assert_num_queries(1):
        totals()


def test_only_what_is_published_counts():
    before = totals()["total"]
    for state in State.values:
        if state != State.PUBLISHED:
            make_signature(state)
    assert recount(force=True)
    assert totals()["total"] == before


def test_what_has_not_changed_is_not_counted_again():
    Counting.objects.update(counted_at=None)
    assert not recount()
    make_published()
    assert recount()
    assert not recount()


def test_staff_choose_how_often_it_is_counted():
    make_published()
    Counting.objects.update(counted_at=timezone.now(), interval=30)
    assert not recount()
    Counting.objects.update(counted_at=timezone.now() - timedelta(seconds=31))
    assert recount()


def test_staff_may_turn_counting_off():
    make_published()
    Counting.objects.update(counted_at=None, is_on=False)
    before = totals()
    assert not recount()
    assert totals() == before
    assert recount(force=True), "Repairing works all the same."


def test_what_staff_have_set_survives_a_count():
    Counting.objects.update(interval=7)
    make_published()
    recount(force=True)
    counting = Counting.load()
    assert counting.interval == 7
    assert counting.sequence == RegisterEntry.objects.last().sequence


def test_a_value_that_nobody_has_any_more_is_gone():
    signature = make_published(country="AQ")
    recount(force=True)
    assert totals()["country"]["AQ"] == 1
    signing.withdraw(signature)
    recount(force=True)
    assert "AQ" not in totals()["country"]


def test_rows_that_are_right_are_not_written(django_assert_max_num_queries):
    with django_assert_max_num_queries(9) as queries:
        recount(force=True)
    written = [query["sql"] for query in queries if "register_count" in query["sql"]]
    assert not [sql for sql in written if sql.startswith(("INSERT", "DELETE"))]


def test_a_command_finds_wrong_totals_and_repairs_them():
    Count.objects.filter(dimension="total").update(number=7)
    Count.objects.create(dimension="kind", value="nonsense", number=3)
    with pytest.raises(CommandError, match="2 totals"):
        check()
    assert "kind nonsense: 3 counted, 0 in the rows" in differences()
    assert "The totals equal the rows" in check("--repair")
    assert not differences()


def test_two_workers_do_not_count_at_once():
    """Another connection holds the lock; this one leaves the count to it."""
    other = connection.copy()
    try:
        with other.cursor() as cursor:
            cursor.execute("BEGIN")
            hold = (
                "SELECT pg_advisory_xact_lock(('x' || left(encode(sha256("
                "'signatures.counts'), 'hex'), 16))::bit(64)::bigint)"
            )
            cursor.execute(hold)
            make_published()
            Counting.objects.update(counted_at=None)
            assert not recount()
            cursor.execute("ROLLBACK")
        assert recount()
    finally:
        other.close()

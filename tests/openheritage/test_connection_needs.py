"""How many connections may be needed is told before there are too few."""

import logging

import pytest
from django.core.checks import run_checks
from django.db import connection

from openheritage import connection_needs

pytestmark = pytest.mark.django_db

CURRENT = {"ROLE": "current_user", "DATABASE": "current_database()"}


def limit(what: str, number: int) -> None:
    """Of the role or the database of this test, until it ends."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT quote_ident({CURRENT[what]})")
        (name,) = cursor.fetchone()
        cursor.execute(f"ALTER {what} {name} CONNECTION LIMIT {number}")


def warnings() -> list[str]:
    found = run_checks(include_deployment_checks=True)
    return [each.msg for each in found if each.id == "openheritage.W002"]


def test_the_defaults_fit_into_a_postgresql_as_it_comes():
    assert connection_needs.needs().total <= 97
    assert not warnings()


@pytest.mark.parametrize("what", ["ROLE", "DATABASE"])
def test_a_limit_of_the_role_or_of_the_database_counts(what):
    limit(what, 9)
    (words,) = warnings()
    assert "PostgreSQL has 9." in words


def test_more_threads_need_more(settings):
    before = connection_needs.needs().total
    settings.WEB_THREADS += 500
    assert connection_needs.needs().total >= before + 1000
    assert warnings()


def test_threads_that_share_need_fewer_and_what_goes_by_a_pooler_is_its_own(settings):
    each = connection_needs.needs()
    settings.DATABASE_POOL = True
    shared = connection_needs.needs()
    assert shared.web == 3 * (settings.WEB_THREADS + 2) < each.web / 2
    settings.DATABASE_DIRECT = {"NAME": "past the pooler"}
    past = connection_needs.needs()
    assert (past.web, past.listening) == (0, each.listening)
    assert "PgBouncer" in connection_needs.in_words(97)


def test_a_process_says_at_its_start_what_there_is(caplog):
    with caplog.at_level(logging.INFO, "openheritage.connection_needs"):
        connection_needs.tell()
        limit("ROLE", 9)
        connection_needs.tell()
    first, second = caplog.records
    assert (first.levelno, second.levelno) == (logging.INFO, logging.WARNING)
    assert "9." in second.getMessage()

"""What starts the tests is itself right."""

from datetime import UTC, datetime

import pytest

from .services.__main__ import asks_search_servers
from .services.clock import BERLIN, changes_of_clock, files, shifts


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], True),
        (["-x", "-k", "search"], True),
        (["tests"], True),
        (["tests/search/test_engines.py::test_one[a]"], True),
        (["tests/news", "tests/search"], True),
        (["-m", "not proof and not fault"], False),
        (["tests/news/test_news.py"], False),
        (["tests/browser/test_search.py", "-x"], False),
    ],
)
def test_search_servers_start_only_where_tests_ask_them(arguments, expected):
    assert asks_search_servers(["/usr/bin/python", "-m", "pytest", *arguments]) is (
        expected
    )


def test_summer_time_comes_and_goes_as_the_calendar_says():
    found = changes_of_clock(BERLIN, datetime(2026, 11, 26, 12, 30, tzinfo=UTC))
    assert list(found) == [
        datetime(2027, 3, 28, 1, tzinfo=UTC),
        datetime(2027, 10, 31, 1, tzinfo=UTC),
    ]


def test_every_shift_leads_to_days_to_come_and_has_tests_to_run():
    for shift in shifts():
        assert shift.start > datetime.now(UTC)
        assert files(shift)

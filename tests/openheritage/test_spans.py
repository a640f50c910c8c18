"""How long something lasts is said in each language, and never as less than it is."""

from datetime import timedelta

import pytest

from openheritage.furniture import speaking
from openheritage.spans import span
from tests.conftest import LANGUAGES

LASTS = [timedelta(days=7), timedelta(days=365), timedelta(hours=1), timedelta(0)]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("en", ["7 days", "1 year", "1 hour", "1 minute"]),
        ("ar", ["7 أيام", "سنة", "ساعة", "دقيقة"]),
        ("zh-hans", ["7天", "1年", "1小时", "1分钟"]),
        ("sw", ["siku 7", "mwaka 1", "saa 1", "dakika 1"]),
    ],
)
def test_whole_units_are_told(language, expected):
    with speaking(language):
        assert [span(lasts) for lasts in LASTS] == expected


def test_no_unit_is_left_untranslated():
    for language in LANGUAGES:
        with speaking(language):
            assert "duration" not in "".join(map(span, LASTS))


def test_parts_of_a_unit_are_told_in_smaller_ones():
    told = [span(timedelta(seconds=seconds)) for seconds in (61, 90 * 60, 25 * 3600)]
    assert told == ["2 minutes", "90 minutes", "25 hours"]

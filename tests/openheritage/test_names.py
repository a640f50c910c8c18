"""Dates, numbers and names are the reader's language's own."""

import re
from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.utils import translation

from openheritage import names

OPENED = date(2025, 10, 6)

# What CLDR has for them; spaces inside numbers are narrow or not breaking.
DAYS = {
    "fr": "6 octobre 2025",
    "ar": "6 أكتوبر 2025",
    "zh-hans": "2025年10月6日",
    "pt-br": "6 de outubro de 2025",
    "de": "6. Oktober 2025",
    "sw": "6 Oktoba 2025",
}
NUMBERS = {
    "en": "1,234,567",
    "fr": "1\u202f234\u202f567",
    "es": "1.234.567",
    "ru": "1\xa0234\xa0567",
    "de": "1.234.567",
}
COUNTRIES = {
    ("en", "DE"): "Germany",
    ("fr", "CI"): "Côte d’Ivoire",
    ("ar", "QA"): "قطر",
    ("zh-hans", "BR"): "巴西",
    ("ru", "KE"): "Кения",
    ("sw", "DE"): "Ujerumani",
}
TAGS = {"en": "en", "zh-hans": "zh-Hans", "pt-br": "pt-BR", "ar": "ar"}
OPEN_GRAPH = {
    "en": "en_GB",
    "fr": "fr_FR",
    "zh-hans": "zh_CN",
    "zh-hant": "zh_TW",
    "pt-br": "pt_BR",
    "ja": "ja_JP",
    "sw": "sw_TZ",
}


@pytest.mark.parametrize(("language", "expected"), DAYS.items())
def test_a_day_is_written_as_its_language_writes_it(language, expected):
    with translation.override(language):
        assert names.day(OPENED) == expected
        assert names.day(datetime(2025, 10, 6, 23, 59, tzinfo=UTC)) == expected


def test_an_english_day_is_written_as_most_of_the_world_does():
    assert names.day(OPENED) == "6 October 2025"


@pytest.mark.parametrize(("language", "expected"), NUMBERS.items())
def test_a_number_is_grouped_as_its_language_groups_it(language, expected):
    with translation.override(language):
        assert names.number(1_234_567) == expected


SIZES = {
    "en": ("1 kB", "49 kB", "1.2 MB"),
    "de": ("1 kB", "49 kB", "1,2 MB"),
    "pt-br": ("1 kB", "49 kB", "1,2 MB"),
    "it": ("1 kB", "49 kB", "1,2 MB"),
    "ar": ("\u20681 كيلوبايت\u2069", "\u206849 كيلوبايت\u2069", "\u20681.2 م.ب\u2069"),
}


@pytest.mark.parametrize(("language", "expected"), SIZES.items())
def test_a_size_has_one_sign_for_its_unit_and_keeps_it_beside_its_number(
    language, expected
):
    with translation.override(language):
        assert tuple(map(names.file_size, (900, 49_000, 1_200_000))) == expected


@pytest.mark.parametrize(("where", "expected"), COUNTRIES.items())
def test_a_country_has_its_name_in_the_readers_language(where, expected):
    language, country = where
    assert names.country_name(country, language) == expected
    with translation.override(language):
        assert names.country_name(country) == expected


def test_an_unknown_country_comes_back_as_it_is():
    assert names.country_name("QQ") == "QQ"


@pytest.mark.parametrize(("language", "expected"), TAGS.items())
def test_codes_are_written_as_html_wants_them(language, expected):
    assert names.bcp47(language) == expected


@pytest.mark.parametrize(("language", "expected"), OPEN_GRAPH.items())
def test_codes_for_open_graph_have_a_country(language, expected):
    assert names.open_graph(language) == expected


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_every_language_that_could_be_switched_on_is_known_to_cldr(language):
    locale = names.cldr(language)
    assert locale.language == language.split("-")[0]
    assert re.fullmatch(r"[a-z]{2,3}_[A-Z]{2}", names.open_graph(language))
    assert names.language_name(language) != language
    expected = {"left-to-right": "ltr", "right-to-left": "rtl"}
    assert names.direction(language) == expected[locale.character_order]


def test_a_language_has_its_own_name_and_one_in_the_readers_language():
    assert names.language_name("ar") == "العربية"
    with translation.override("fr"):
        assert names.language_name_here("en") == "anglais"
        assert names.language_name_here("zh-hans") == "chinois (simplifié)"

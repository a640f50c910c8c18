"""Separators, lists, days and names that are not the page's."""

from datetime import date

import pytest
from babel import Locale as Cldr
from django.template import Context, Template
from django.utils import translation

from openheritage import foreign, names, phrases
from tests.conftest import LANGUAGES

FIRST = date(2024, 11, 1)
FIRSTS = {
    "en": "1 November 2024",
    "fr": "1er novembre 2024",
    "it": "1º novembre 2024",
    "pt-br": "1º de novembro de 2024",
    "es": "1 de noviembre de 2024",
    "de": "1. November 2024",
    "sw": "1 Novemba 2024",
    "ja": "2024年11月1日",
    "ru": "1 ноября 2024\u202fгода",
}
LABELLED = {
    "en": "A: b",
    "fr": "A\u00a0: b",
    "zh-hans": "A：b",
    "ja": "A：b",
    "ar": "A: b",
}
LISTED = {
    "en": "1, 2 and 3",
    "fr": "1, 2 et 3",
    "ja": "1、2、3",
    "zh-hans": "1、2和3",
    "ar": "1 و2 و3",
}


def here(language: str) -> Cldr:
    return names.cldr(language)


@pytest.mark.parametrize(("language", "expected"), FIRSTS.items())
def test_the_first_of_a_month_is_written_as_in_print(language, expected):
    with translation.override(language):
        assert names.day(FIRST) == expected


def test_other_days_of_the_month_are_plain_numbers():
    with translation.override("fr"):
        assert names.day(date(2024, 11, 11)) == "11 novembre 2024"
        assert names.day(date(2024, 11, 21)) == "21 novembre 2024"
    with translation.override("pt-br"):
        assert names.day(date(2024, 11, 10)) == "10 de novembro de 2024"


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_date_ends_a_sentence_that_goes_on(language):
    with translation.override(language):
        assert not names.day(FIRST).endswith(".")


def test_labels_and_lists_have_the_signs_of_their_language():
    for language, expected in LABELLED.items():
        assert phrases.labelled("A", "b", here(language)) == expected
    for language, expected in LISTED.items():
        assert phrases.listed(["1", "2", "3"], here(language)) == expected
    assert phrases.with_commas(["a", "", "b"], here("ar")) == "a، b"
    assert phrases.aside("a", "1", here("ja")) == "a（1）"


def test_what_strangers_wrote_is_escaped_between_the_signs():
    assert phrases.labelled("<a>", "<b>", here("en")) == "&lt;a&gt;: &lt;b&gt;"
    assert phrases.listed(["<a>"], here("en")) == "&lt;a&gt;"
    assert "<b>" not in foreign.name("<b>")


@pytest.mark.parametrize(
    ("name", "country", "language"),
    [
        ("国立国会図書館", "JP", "ja"),
        ("ミュージアム", "FR", "ja"),
        ("故宫博物院", "CN", "zh-Hans"),
        ("故宮博物院", "TW", "zh-Hant"),
        ("국립중앙박물관", "", "ko"),
        # Nobody knows.
        ("国立国会図書館", "", ""),
        ("國立博物館", "VN", ""),
        ("ספריית הדוגמה", "IL", ""),
        ("Musée des Arts", "FR", ""),
        ("Whose Knowledge?", "US", ""),
    ],
)
def test_a_name_has_no_language_unless_letters_and_country_tell(
    name, country, language
):
    assert foreign.language_of_name(name, country) == language
    shown = Template("{{ name|own_name:country }}").render(
        Context({"name": name, "country": country})
    )
    opening = f'<bdi lang="{language}">' if language else "<bdi>"
    assert shown == f"{opening}{name}</bdi>"


@pytest.mark.parametrize(
    ("words", "language", "is_known"),
    [
        ("نوقّع لأن تراثنا", "ar", True),
        ("We sign because", "ar", False),
        ("私たちは署名します", "ja", True),
        ("我们签署", "zh-hans", True),
        ("We sign", "zh-hans", False),
        ("Tunasaini", "sw", True),
        ("Мы подписываем", "en", False),
        ("2025!", "fr", False),
    ],
)
def test_a_comment_has_the_language_of_its_form_if_its_script_agrees(
    words, language, is_known
):
    assert foreign.may_be_in(words, language) is is_known

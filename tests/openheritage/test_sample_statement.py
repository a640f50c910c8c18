"""Twelve languages sign one text: what it asks for has one force in all of them."""

import re

import pytest

from home.demo.texts import texts
from tests.conftest import LANGUAGES

# {language: (advice, what would be a duty)}
SHOULD = {
    "en": (r"\bshould\b", r"\b(?:must|shall)\b"),
    "fr": (r"\bdevrai(?:t|ent)\b", r"\bdoi(?:t|vent)\b|\bdevr(?:a|ont)\b"),
    "es": (r"\bdebería[ns]?\b", r"\bdebe[n]?\b|\bdeberán?\b|\btienen? que\b"),
    "pt-br": (r"\bdeveria[m]?\b", r"\bdeve[m]?\b|\bdever(?:á|ão)\b"),
    "it": (r"\bdovrebbe(?:ro)?\b", r"\bdev(?:e|ono)\b|\bdovr(?:à|anno)\b"),
    "de": (r"\bsollten?\b", r"\b(?:muss|soll|sollen)\b"),
    "ru": (r"\bследует\b", r"\bдолж(?:ен|на|но|ны)\b|\bобязан"),
    "id": (r"\bhendaknya\b", r"\bwajib\b"),
    "sw": (r"pasw[ai]", r"\blazima\b"),
    "ar": (r"ينبغي", r"يجب|يتعيّن|يلزم"),
    "zh-hans": (r"应", "必须|务必"),
    "ja": (r"べき", r"なければならない|てはならない"),
}
END = re.compile(r"[.!?。！？؟]+(?=\s|$|[^\x00-\x7f])")


def articles(language: str) -> dict[str, str]:
    words_of = texts(language)
    return {
        key: words
        for key, words in words_of.items()
        if re.fullmatch(r"statement\.(?:\d+\.text|[a-v])", key)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_should_is_advice_and_never_a_duty(language):
    advice, duty = SHOULD[language]
    for key, words in articles(language).items():
        if "should" in articles("en")[key]:
            assert re.search(advice, words), key
            assert not re.search(duty, words), key


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_a_sentence_is_a_sentence(language):
    originals = articles("en")
    counts = {key: len(END.findall(words)) for key, words in originals.items()}
    translations = articles(language)
    assert {
        key: len(END.findall(words)) for key, words in translations.items()
    } == counts

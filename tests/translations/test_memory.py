"""What was translated before is offered for what is like it."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from translations import memory, trigrams
from translations.memory import suggestions

pytestmark = pytest.mark.django_db
SENTENCE = "Believing that a work kept safe but out of reach is only half preserved;"


@pytest.fixture
def french() -> int:
    return Locale.objects.get(language_code="fr").pk


def test_the_same_sentence_is_offered_with_its_place(french):
    best = suggestions(SENTENCE, french)[0]
    assert best.percent == 100
    assert best.original == SENTENCE
    row = StringTranslation.objects.get(
        locale=french, translation_of__data=SENTENCE, has_error=False
    )
    assert best.text == row.data
    assert best.where == "Statement"


def test_a_similar_sentence_is_offered_with_its_likeness(french):
    like = SENTENCE.replace("only half preserved", "half preserved").replace("<b>", "")
    best = suggestions(like, french)[0]
    assert 70 <= best.percent < 100
    assert best.original == SENTENCE
    assert suggestions("Rain falls on the plain in spring.", french) == []


def test_marks_are_no_words(french):
    best = suggestions(f"<b>{SENTENCE[:9]}</b>{SENTENCE[9:]}", french)[0]
    assert best.percent == 100


def test_catalogues_are_memory_too(french):
    found = suggestions("Search the site", french)
    assert all(each.percent >= 70 for each in found)
    (best, *_rest) = suggestions("Skip to content", french)
    assert best.percent >= 70
    assert best.text != best.original


def test_neither_faulty_nor_empty_nor_foreign_words_are_offered(french):
    rows = StringTranslation.objects.filter(translation_of__data=SENTENCE)
    rows.filter(locale=french).update(has_error=True)
    assert all(each.original != SENTENCE for each in suggestions(SENTENCE, french))
    rows.filter(locale=french).update(has_error=False, data="")
    assert all(each.original != SENTENCE for each in suggestions(SENTENCE, french))


def test_python_and_postgresql_find_the_same(french, monkeypatch):
    assert memory.can_ask_database()
    texts = [SENTENCE, "Use for any purpose", "Access without any charge", "Läse 日本"]
    by_database = [suggestions(text, french, limit=50) for text in texts]
    monkeypatch.setattr(memory, "can_ask_database", lambda: False)
    assert by_database == [suggestions(text, french, limit=50) for text in texts]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SENTENCE, SENTENCE[10:]),
        ("L’été à Paris", "L’hiver à Paris, en été"),
        ("Открытое наследие", "Открытого наследия нет"),
        ("オープン・ヘリテージ声明", "オープン・ヘリテージの声明"),
        ("التراث المفتوح", "بيان التراث المفتوح"),
        ("A-b c_d 3.4", "a b c d 3 4"),
    ],
)
def test_both_count_the_same_percentage(one, other):
    with connection.cursor() as cursor:
        cursor.execute("SELECT similarity(%s, %s)", [one, other])
        theirs = cursor.fetchone()[0]
    assert trigrams.similarity(one, other) == pytest.approx(theirs, abs=1e-6)


@given(st.text(max_size=60), st.text(max_size=60))
def test_likeness_is_the_same_from_both_sides(one, other):
    percent = trigrams.percent(one, other)
    assert 0 <= percent <= 100
    assert percent == trigrams.percent(other, one)
    assert trigrams.percent(one, one) == 100

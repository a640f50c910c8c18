"""What was translated before is offered for what is like it."""

import re

import pytest
from django.contrib.auth.models import User
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, StringTranslation

from translations import memory, saving, trigrams
from translations.memory import suggestions
from translations.models import Change
from wording.messages import digest_of
from wording.models import Word

from .drafts import FRENCH, LAST, TITLE

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
    assert re.fullmatch(r"/admin/translate/\d+/#s\d+", best.url)


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
    best = suggestions("Skip to this text", french)[0]
    assert 70 <= best.percent < 100
    assert (best.original, best.text) == ("Skip to the text", "Aller au texte")
    assert best.where == "Words of the site"
    word = Word(locale_id=french, message="Skip to the text", forms=["Vers le texte"])
    word.digest = digest_of("", word.message)
    word.save()
    best = suggestions("Skip to this text", french)[0]
    assert (best.text, best.percent) == ("Vers le texte", 72)
    assert best.url.endswith(word.digest + "/")


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


def test_repeats_are_filled_by_one_click_and_taken_back_by_one(french, draft):
    """Never over words that are there, and nothing that only a machine wrote."""
    user = User.objects.get(username="translator")
    segments = {row.string.data: row for row in draft.source.stringsegment_set.all()}
    known, machine, typed = segments[LAST], segments[TITLE], segments["A summary"]
    other = StringSegment.objects.exclude(source=draft.source).first()
    for segment, kind in ((known, "manual"), (machine, "machine")):
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=other.context,
            locale_id=french,
            data=FRENCH[segment.string.data],
            translation_type=kind,
        )
    saving.store(typed, draft, "Mon résumé", user)
    assert memory.fill_repeats(draft, user) == [known.pk]
    row = StringTranslation.objects.get(context=known.context, locale=french)
    assert (row.data, row.last_translated_by) == (FRENCH[LAST], user)
    assert draft.get_progress() == (5, 2)
    assert memory.fill_repeats(draft, user) == []
    saving.store(known, draft, "La toute dernière phrase.", user)
    assert memory.take_back(draft, [known.pk, typed.pk], user) == []
    saving.remove(known, draft, user)
    assert memory.fill_repeats(draft, user) == [known.pk]
    assert memory.take_back(draft, [known.pk, typed.pk], user) == [known.pk]
    assert draft.get_progress() == (5, 1)
    how = Change.objects.filter(context=known.context).values_list("how", flat=True)
    assert [*how] == ["deleted", "memory", "deleted", "typed", "memory"]

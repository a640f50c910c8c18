"""The part of a text that is shown, and the words marked in it."""

import time

import pytest

from search.highlighting import WIDTH, WIDTH_SPACELESS, Wanted, excerpt


def of(text, query, language="en"):
    return excerpt(text, Wanted(query, language))


def marks(text, query, language="en"):
    html = of(text, query, language)
    return [part.split("</mark>")[0] for part in html.split("<mark>")[1:]]


@pytest.mark.parametrize(
    ("language", "query", "text", "marked"),
    [
        ("en", "library", "All Libraries, and a library.", ["Libraries", "library"]),
        ("en", "libr", "Many libraries", ["libraries"]),
        ("en", '"libr"', "Many libraries", []),
        ("fr", "egalite", "L’égalité et les égalités.", ["égalité", "égalités"]),
        ("de", "museum", "Die Museen, das Museum", ["Museen", "Museum"]),
        ("es", "colección", "las colecciones", ["colecciones"]),
        ("ru", "библиотека", "в Библиотеках мира", ["Библиотеках"]),
        ("ar", "مكتبة", "في المَكتبة والمكتبات", ["المَكتبة", "والمكتبات"]),
        ("sw", "ng'ombe", "Ng’ombe wengi", ["Ng’ombe"]),
        ("ja", "声明", "この声明は、文化遺産の声明です。", ["声明", "声明"]),
        ("zh-hans", "文化遗产", "世界文化遗产的共享", ["文化遗产"]),
        ("zh-hans", "书", "一本书", ["书"]),
        ("ja", "AI研究", "AI研究所", ["AI研究"]),
        ("hi", "किताब", "यह किताब है", ["किताब"]),
        ("th", "ภาษา", "ภาษาไทย", ["ภาษา"]),
        ("en", "nothing", "All libraries", []),
        ("en", "*** ((", "All libraries", []),
    ],
)
def test_words_are_marked_in_whatever_form(language, query, text, marked):
    assert marks(text, query, language) == marked


def test_a_text_is_escaped():
    html = of("<script>a library & <mark>b</mark></script>", "library")
    assert html == (
        "&lt;script&gt;a <mark>library</mark> &amp; "
        "&lt;mark&gt;b&lt;/mark&gt;&lt;/script&gt;"
    )
    assert hasattr(html, "__html__")


def test_a_short_text_is_shown_whole():
    assert of("A few words.", "nothing") == "A few words."
    assert of("", "nothing") == ""


@pytest.mark.parametrize("position", [0, 40, 1_000, 5_000])
def test_the_part_with_the_word_is_shown(position):
    filler = "lorem ipsum dolor sit amet, " * 400
    text = f"{filler[:position]} needle {filler[position:]}"
    html = of(text, "needle")
    assert "<mark>needle</mark>" in html
    assert len(html) <= WIDTH + len("… <mark></mark> …")
    assert html.endswith(" …")
    assert html.startswith("… ") == (position > 100)


def test_the_part_that_answers_most_of_the_query_is_shown():
    filler = "lorem ipsum dolor sit amet, " * 20
    text = f"red {filler} red blue {filler} red and blue and green {filler}"
    assert marks(text, "green blue red") == ["red", "blue", "green"]


def test_a_part_begins_with_a_sentence_or_at_least_with_a_word():
    text = f"{'Lorem ipsum. ' * 40}Here is the needle. {'Dolor sit. ' * 40}"
    assert of(text, "needle").startswith("… Here is the <mark>needle</mark>.")
    words = f"{'Donaudampfschifffahrt ' * 40}needle {'Kapitän ' * 40}"
    parts = of(words, "needle").split()
    assert set(parts) == {
        *("…", "Donaudampfschifffahrt", "<mark>needle</mark>", "Kapitän")
    }


def test_ideographs_say_as_much_in_half_the_room():
    text = "世界" * 200 + "声明" + "世界" * 200
    html = of(text, "声明", "ja")
    assert "<mark>声明</mark>" in html
    assert len(html) <= WIDTH_SPACELESS + len("… <mark></mark> …")


@pytest.mark.parametrize(
    "text", ["library " * 100_000, "a" * 200_000, "研究" * 100_000, "\u0301" * 90_000]
)
def test_no_text_takes_long(text):
    started = time.monotonic()
    of(text, "library a 研究", "en")
    assert time.monotonic() - started < 5

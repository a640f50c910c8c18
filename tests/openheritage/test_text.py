"""Text by strangers: cleaned and folded in one place, whatever it is made of."""

from unicodedata import category, is_normalized, normalize

import pytest
from hypothesis import example, given
from hypothesis import settings as effort
from hypothesis import strategies as st

from openheritage.matching import folded, name_key, order_free, plain, script, sort_key
from openheritage.text import (
    ReorderingError,
    UnreadableError,
    for_mail,
    one_line,
    paragraphs,
    readable,
    visible,
)

# Half of all letters that change when they are folded, and halves of characters.
ODD = st.sampled_from(
    "İıſßẞΐᾳᾼςﬀŉǰ℀ｱﾞ㌀ﷺ각㈀゙ͅा\u0300\u0345\u1dc1\u200b\u200c\u200d\u202e\u2067"
    "\ud800\udfff\x00\r\n\t\u2028\u3000\xad\ufffd\uffff\ue000\U000e0100"
)
ANY = st.text(st.characters() | st.characters(categories=["Cs"]) | ODD, max_size=30)

CLEAN = [readable, one_line, paragraphs]
ALWAYS = [visible, for_mail, folded, plain, sort_key, name_key, order_free]


@effort(max_examples=300, deadline=None)
@given(ANY)
@example("\r\r\n")
@example("\u200d \u200d")
@pytest.mark.parametrize("clean", CLEAN)
def test_what_is_kept_has_one_spelling_or_is_refused(clean, text):
    try:
        once = clean(text)
    except (UnreadableError, ReorderingError):
        return
    assert clean(once) == once
    assert is_normalized("NFC", once)
    once.encode()


@effort(max_examples=300, deadline=None)
@given(ANY)
@pytest.mark.parametrize("fold", ALWAYS)
def test_what_never_fails_is_stable_too(fold, text):
    once = fold(text)
    assert fold(once) == once


@effort(max_examples=300, deadline=None)
@given(ANY)
@example("\u1fb3\u1dc1")
def test_however_a_letter_is_composed_it_is_compared_alike(text):
    for fold in (folded, plain, sort_key, name_key):
        assert fold(normalize("NFC", text)) == fold(normalize("NFD", text))
    assert is_normalized("NFKC", folded(text))


@effort(max_examples=300, deadline=None)
@given(ANY)
def test_a_mail_and_a_question_can_be_sent(text):
    for_mail(text).encode()
    visible(text).encode()
    assert not set(for_mail(text)) & set("\x00\r\t\u202a\u202e")
    assert "\n" not in visible(text)


def test_no_character_breaks_a_key():
    """Of all there are, save ideographs, and what is no character."""
    for char in map(chr, range(0x110000)):
        if category(char) not in ("Cn", "Co", "Cs") and script(char) != "CJK":
            for fold in ALWAYS:
                once = fold(char)
                assert fold(once) == once


@pytest.mark.parametrize(
    ("text", "key", "order"),
    [
        ("Musée de l’Homme", "museedelhomme", "musee de l homme"),
        ("STRASSE", "strasse", "strasse"),
        ("Straße", "strasse", "strasse"),
        ("ＭＵＳＥＵＭ　１", "museum1", "museum 000001"),
        ("Музей", "музей", "музей"),
        ("がくあん", "がくあん", "かくあん"),
        ("İstanbul", "istanbul", "istanbul"),
    ],
)
def test_names_are_compared_and_ordered_without_case_and_accents(text, key, order):
    assert name_key(text) == key
    assert sort_key(text) == order


def test_a_question_keeps_what_a_mail_would_lose_and_the_other_way_round():
    assert visible("mu\xadse\u202eum\x00of\nsand\ud800") == "museum of sand"
    assert visible("می\u200cخواهم") == "می\u200cخواهم"
    assert for_mail("a\u2067b\u2069\u202e\x00\r\n\tc\ud800") == "a\u2067b\u2069\n c"

"""Terms of a sentence, in whatever form it has them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Locale

from glossary import beginnings
from glossary.models import Given, Term
from glossary.terms import Glossary, search, terms_in

pytestmark = pytest.mark.django_db


def found(text: str, language: str = "fr") -> list[str]:
    return [term.term for term in terms_in(text, language)]


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("The PUBLIC DOMAIN is ours", ["public domain"]),
        ("public-domain works", ["public domain"]),
        (
            "a <b>public</b> domain, a reser<i>va</i>tion",
            ["public domain", "reservation"],
        ),
        ("Signatures of two countries", ["signature", "country"]),
        ("The museum’s data was digitised", ["data", "digitise"]),
        ("Digitization begins", ["digitise"]),
        ("It was withdrawn", ["withdraw"]),
        ("Enter your email address", ["e-mail address"]),
        ("Send an e-mail", ["e-mail"]),
        ("The Open Heritage Statement", ["Open Heritage Statement"]),
        ("texts of record", ["text of record"]),
        ("newcomers, renewal, membership", []),
        ("new rights", []),
        ("Who organises it?", []),
        ("https://example.org/code/data", []),
        ("%(code)s", []),
        ("", []),
    ],
)
def test_terms_are_found_in_all_forms_and_never_within_words(text, terms):
    assert found(text) == terms


def test_the_glossary_is_begun_once_and_then_belongs_to_staff():
    french = Locale.objects.get(language_code="fr")
    terms = Term.objects.filter(locale=french)
    assert terms.count() >= 40
    terms.get(term="receipt").delete()
    terms.filter(term="register").update(translation="grand livre")
    Given.objects.filter(language="fr", term="code").delete()
    terms.get(term="code").delete()
    beginnings.after_migrations()
    assert not terms.filter(term="receipt").exists()
    assert terms.get(term="register").translation == "grand livre"
    # What a later release brings.
    assert terms.filter(term="code").exists()


def test_a_changed_term_is_known_at_once():
    french = Locale.objects.get(language_code="fr")
    assert "map" not in found("Old maps")
    term = Term.objects.create(locale=french, term="old map", translation="vieux plan")
    assert found("Old maps") == ["old map"]
    assert found("Old maps", "de") == []
    term.delete()
    assert found("Old maps") == []


WORDS = st.text("abdeginst", min_size=1, max_size=6)


@given(WORDS, st.lists(WORDS, max_size=8))
def test_a_term_stands_between_the_borders_of_words(term, words):
    text = " ".join(words)
    glossary = Glossary([Term(pk=1, term=term, translation="x")])
    for each in search(text, glossary):
        assert each.words in words
        assert text[each.start : each.end] == each.words
        assert each.words[0] == term[0]
    assert (term in words) <= bool(search(text, glossary))

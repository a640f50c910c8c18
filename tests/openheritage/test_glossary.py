"""Each of our terms is one word in a language, wherever it stands."""

import re
from functools import cache

import pytest
from django.conf import settings

from home.demo.texts import texts
from openheritage import catalogues
from openheritage.notes import english

GLOSSARY = settings.BASE_DIR / "docs" / "glossary"
# Other forms of an English term than its plural.
FORMS = {
    # Codes made from an address, squares for cameras, and registers in archives are
    # other things.
    "code": "(?<!QR )code",
    "register": "register",
    "confirm": r"confirm(?:s|ed|ing|ation)?",
    "digitise": r"digitis(?:e|es|ed|ing|ation)",
    "e-mail": r"(?:e-)?mails?",
    "public domain": r"public[- ]domain",
    "withdraw": r"withdr(?:aw|aws|awn|ew|awing|awal)",
}


@cache
def terms(language: str) -> dict[str, list[str]]:
    """{English: what one of must be in a translation}"""
    rows = re.findall(
        r"^\| (?!English|---)(.+?) \| (.+?) \| (.*?) \| (.*?) \|$",
        (GLOSSARY / f"{language}.md").read_text("utf-8"),
        re.MULTILINE,
    )
    return {
        term: [each.strip().lower() for each in (stems or target).split(",")]
        for term, target, _note, stems in rows
    }


def pattern(term: str) -> re.Pattern:
    form = FORMS.get(term) or (
        f"{term[:-1]}(?:y|ies)" if term.endswith("y") else f"{re.escape(term)}s?"
    )
    # What has a capital is a name: a statement is not the Statement.
    return re.compile(rf"\b{form}\b", 0 if term[0].isupper() else re.IGNORECASE)


def terms_in(words: str, patterns: dict[str, re.Pattern]) -> list[str]:
    """The longest first, so that an e-mail address is no e-mail."""
    words = re.sub(r"%\(\w+\)s|<[^>]*>", "", words)
    found = []
    for term in sorted(patterns, key=len, reverse=True):
        words, count = patterns[term].subn("…", words)
        found += [term] if count else []
    return found


def pairs(language: str):
    for message in catalogues.read(language):
        if message.id:
            strings = message.string
            forms = strings if isinstance(strings, (list, tuple)) else [strings]
            yield english(message)[0], " ".join(forms)
    original = texts("en")
    translation = texts(language)
    for key, words in original.items():
        if key.startswith("statement.") and key in translation:
            yield words, translation[key]


def test_every_language_has_a_glossary_of_the_same_terms():
    assert {path.stem for path in GLOSSARY.glob("*.md")} == {*catalogues.shipped()}
    lists = {tuple(terms(language)) for language in catalogues.shipped()}
    assert len(lists) == 1
    assert len(lists.pop()) >= 40


@pytest.mark.parametrize("language", catalogues.shipped())
def test_a_term_is_translated_as_the_glossary_says(language):
    wanted = terms(language)
    patterns = {term: pattern(term) for term in wanted}
    wrong = [
        f"{term}: {words[:60]} → {translation[:120]}"
        for words, translation in pairs(language)
        for term in terms_in(words, patterns)
        if not any(stem in translation.lower() for stem in wanted[term])
    ]
    assert not wrong, f"docs/glossary/{language}.md\n" + "\n".join(wrong)

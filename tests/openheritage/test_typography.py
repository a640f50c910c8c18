"""Signs, spaces, who is addressed: what can be seen without knowing the words.

Each language has its own; `docs/glossary/` says them.
"""

import re
from functools import cache

import pytest

from home.demo.texts import texts
from openheritage import catalogues
from openheritage.notes import english
from tests.conftest import LANGUAGES

NOT_WORDS = re.compile(
    r"<[^>]*>|%\(\w+\)[sd]|\{\w*\}|https?://\S+|\w+@[\w.]+|://|\b\w+\.py\b"
)
HAN = r"[\u3005-\u30ff\u3400-\u9fff]"
ARABIC = r"[\u0620-\u064a]"
HALF_WIDTH = rf"{HAN}[,;:?!(]|[,;:?!)]{HAN}|{HAN}\.(?:\s|$)"

# [(what is wrong, what it looks like)]
EVERYWHERE = [
    ("two spaces", r"[ \u00a0]{2}"),
    ("two full stops", r"(?<!\.)\.\.(?!\.)|。。|،،"),
    ("three full stops", r"\.\.\."),
    ("a space before a comma or a full stop", r"\w\s[,.،。，](?!\w)"),
    ("straight quotation marks", r"""["']"""),
    ("a space at the end", r"\s$"),
    # What a merge of two files leaves.
    ("the same words twice", r"(.{40}).*\1"),
]
# The same by language; those of the admin are checked too.
SIGNS = {
    "fr": [
        ("no no-break space before ? ! ;", r"[^\u202f\u00a0?!][?!;]"),
        ("no no-break space before :", r"[^\u202f\u00a0\d]:(?!\d)"),
        ("no no-break space inside « »", r"«[^\u202f\u00a0]|[^\u202f\u00a0]»"),
        ("other quotation marks", r"[“”„]"),
    ],
    "es": [("other quotation marks", r"[“”„]")],
    "it": [("other quotation marks", r"[“”„]")],
    "de": [("other quotation marks", r"[”«»]")],
    "ru": [("other quotation marks", r"[“”]")],
    "pt-br": [("other quotation marks", r"[„«»]")],
    "id": [("other quotation marks", r"[„«»]")],
    "sw": [("other quotation marks", r"[„«»]")],
    "ar": [
        ("Latin punctuation", rf"{ARABIC}[,;?]"),
        ("other quotation marks", r"[“”„]"),
    ],
    "zh-hans": [
        ("half-width punctuation", HALF_WIDTH),
        ("other quotation marks", r"[„«»「」]"),
    ],
    "ja": [
        ("half-width punctuation", HALF_WIDTH),
        ("other quotation marks", r"[„«»“”]"),
    ],
}
# Words that are wrong, and who is addressed: of what the public reads.
WORDS = {
    "en": [
        ("a mail address may be postal", r"(?<!e-)\bmail address"),
        ("shall is a command", r"\bshall\b"),
        ("in silence, in strange hands", r"\bin silence\b|\bstrange hands\b"),
        ("a statement with a question mark", r"(?:^|[.:] )(?:It|You) [^.?]*\?"),
        ("need do", r"\bneed do\b"),
        ("forgetting is no deletion", r"\bforg[eo]t\w* (?:the|your) (?:name|addr)"),
        ("a letter that begins small", r"^(?:thank|you|we|somebody|the sign)\b"),
    ],
    "fr": [
        ("tu", r"\b(?:tu|toi|ton|tes)\b"),
        ("forgetting is no deletion", r"\boubli(?:ons|é) (?:votre|le nom)"),
    ],
    "es": [("tú or vosotros", r"\b(?:tú|tu|tus|vuestr[oa]s?|vosotros)\b")],
    "it": [
        ("voi", r"\b(?:voi|vi|vostr[oaie])\b"),
        ("tu", r"\b(?:tuo|tua|tuoi|tue|hai|puoi|devi|vuoi|cercavi)\b"),
        (
            "an imperative of voi",
            (
                r"(?i)\b(?:chied|scriv|legg|scegli|prem|togli)ete\b"
                r"|\b(?:apr|inser)ite\b"
                r"|\b(?:controll|prov|torn|riprov|firm|us|guard|cerc)ate\b"
            ),
        ),
    ],
    "de": [
        ("du", r"\b(?:du|dein\w*|dich|dir)\b"),
        ("a working day that may be a Saturday", r"Werktag"),
        ("two terms for one link", r"privaten? Link"),
    ],
    "ru": [("ты", r"\b(?:ты|твой|тебе|тебя)\b")],
    "pt-br": [("European for of record", r"\bfaz fé\b")],
    "sw": [("handwriting, for script", r"mwandiko")],
    "ar": [
        (
            "one man addressed",
            r"(?<!\w)(?:تحقّق|احذف|جرّب|تابع|اضغط|انقر|اختر|أدخل|تقصد|تبحث)(?!\w)",
        )
    ],
    "zh-hans": [("source code, for a code in a mail", r"(?<!HTML )代码")],
}


def of_catalogue(language: str, name: str):
    for message in catalogues.read(language, name):
        strings = message.string
        for words in [*strings] if isinstance(strings, (list, tuple)) else [strings]:
            if message.id:
                yield f"{name}, {english(message)[0][:40]}", words


@cache
def in_the_code() -> list[str]:
    """What the public reads in English; all of the code is searched for it."""
    messages = catalogues.collect(catalogues.PUBLIC)
    return [words for message in messages for words in english(message) if words]


def of_the_public(language: str):
    if language == "en":
        yield from ((words[:40], words) for words in in_the_code())
    else:
        yield from of_catalogue(language, "django.po")
    for key, words in texts(language).items():
        yield from ((f"sample {key}", part) for part in words.split("\n"))


def found(texts, rules) -> list[str]:
    kept = [(what, re.compile(how)) for what, how in rules]
    return [
        f"{where}: {what}"
        for where, words in texts
        for bare in [NOT_WORDS.sub("x", words)]
        for what, how in kept
        if how.search(bare)
    ]


@pytest.mark.parametrize("language", LANGUAGES)
def test_signs_and_spaces_are_those_of_the_language(language):
    of_staff = () if language == "en" else of_catalogue(language, "staff.po")
    texts = [*of_the_public(language), *of_staff]
    wrong = found(texts, EVERYWHERE + SIGNS.get(language, []))
    if language == "es":
        for where, words in texts:
            if any(words.count(a) != words.count(b) for a, b in ("¿?", "¡!")):
                wrong.append(f"{where}: a question has two marks")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("language", sorted(WORDS))
def test_no_word_is_there_that_was_corrected_once(language):
    wrong = found(of_the_public(language), WORDS[language])
    assert not wrong, "\n".join(wrong)


def test_a_russian_date_ends_no_sentence():
    # It ends in «г.», and a second full stop would follow.
    for where, words in [*of_the_public("ru"), *of_catalogue("ru", "staff.po")]:
        assert not re.search(r"%\((?:date|day|when|until|since)\)s\.", words), where

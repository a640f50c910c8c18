"""A folded word as what its forms have in common.

A language without a rule here is found word by word.
"""

import re
import threading
from functools import lru_cache
from typing import Any

import snowballstemmer

from openheritage.matching import FOLDING

from . import swahili

ALGORITHMS = {
    "ca": "catalan", "cs": "czech", "da": "danish", "de": "german",
    "el": "greek", "en": "english", "es": "spanish", "et": "estonian",
    "eu": "basque", "fa": "persian", "fi": "finnish", "fr": "french", "ga": "irish",
    "hi": "hindi", "hu": "hungarian", "hy": "armenian", "id": "indonesian",
    "it": "italian", "lt": "lithuanian", "nb": "norwegian", "ne": "nepali",
    "nl": "dutch", "pl": "polish", "pt": "portuguese", "ro": "romanian",
    "ru": "russian", "sr": "serbian", "sv": "swedish", "ta": "tamil",
    "tr": "turkish",
}  # fmt: skip

# What a folded word has lost that the stemmer looks for, or has no rule for; and the
# ways of one language to spell the same word.
SPELLINGS = {
    "de": [
        # Umlauts written out; not in neue, Quelle.
        (re.compile("(?<=[^aeiouq])([aou])e(?=[^aeiou])"), r"\1"),
        (re.compile("ph"), "f"),
        # Digitalisieren, digitalisiert, Digitalisierung.
        (
            re.compile("(?<=...ier)(?:e|en|end|ende[mnrs]?|t|te|te[mnrs]|ung|ungen)$"),
            "",
        ),
        # Museum, Museen; Thema, Themen; Organismus, Organismen.
        (re.compile("(?<=..[^at])um$"), "en"),
        (re.compile("ismus$"), "ismen"),
        (re.compile("(?<=..)ma$"), "men"),
    ],
    "en": [
        (re.compile("(?<=..)iz(?=(?:e[drs]?|ers|ing|able|ations?|ational)$)"), "is"),
        (re.compile("(?<=..)yz(?=(?:e[drs]?|ers|ing)$)"), "ys"),
        (re.compile("(?<=..)ogu(?=(?:e[drs]?|ers|ing)$)"), "og"),
        (re.compile("(?<=..)our(?=(?:s|ed|ing|able|ful|ite|ites|hood|al)?$)"), "or"),
        (re.compile("(?<=..)tre(?=s?$)"), "ter"),
        (re.compile("^(practi|licen|defen|offen)[cs](?=e)"), r"\1s"),
        (re.compile("^program(?:me)?(?=s?$)"), "program"),
        (re.compile("(?<=[aeiou]l)l(?=(?:ed|er|ers|ing)$)"), ""),
        (re.compile("dgement"), "dgment"),
        (re.compile("^artefact"), "artifact"),
        (re.compile("^enquir"), "inquir"),
        (re.compile("(?<=.)ae(?=o)|(?<=^p)ae(?=d)"), "e"),
    ],
    "es": [(re.compile("cion$"), "ción")],
    "fr": [(re.compile("ees?$"), "e")],
    "id": [
        # Menerjemahkan, penerjemah, terjemahan; not menilai.
        (re.compile("^(?:me|pe)n(?!ilai|ikmat|amai|anti)(?=[aeiou].{4})"), "t"),
        (re.compile("^(?:me|pe)ny(?=[aeiou].{3})"), "s"),
    ],
    "ru": [
        # Snowball takes the end of музей for that of a verb.
        (re.compile("^(муз|лиц|юбил|троф)е(?:й|и|ю|е|ев|ем|ям|ями|ях)$"), r"\1ея")
    ],
    "pt": [
        # As before the agreement on spelling, and as in Portugal.
        (re.compile("(?<=[aeiou])[cp](?=[cçt][aeiou])"), ""),
        (re.compile("^registr(?=o)"), "regist"),
        (re.compile("^equipe"), "equipa"),
        (re.compile("^humid"), "umid"),
        (re.compile("[oa]es$"), "ao"),
        (re.compile("(?<=..)([aeou])is$"), r"\1l"),
        (re.compile("ns$"), "m"),
        (re.compile("cao$"), "ção"),
    ],
}
# And, so, with, the: written as one word with what follows.
ARABIC_PREFIX = re.compile("^[وف]?(?:[بك]?ال|لل)(?=...)")
ARABIC_AND = re.compile("^و(?=...)")
# Ends of feminine, plural and possessive forms, cut off one after the other.
# Plurals that change the word within, as their singulars: متاحف, مشاريع, وثائق, قواعد,
# أعمال, حقوق.
ARABIC_PLURALS = [
    (re.compile("م(.)ا(.)(.)"), r"م\1\2\3"),
    (re.compile("م(.)ا(.)ي(.)"), r"م\1\2و\3"),
    (re.compile("(.)(.)اي(.)"), r"\1\2ي\3"),
    (re.compile("(.)وا(.)(.)"), r"\1ا\2\3"),
    (re.compile("ا(.)(.)ا(.)"), r"\1\2\3"),
    (re.compile(r"(.)(.)و\2"), r"\1\2"),
]
ARABIC_ENDS = ("ها", "ان", "ات", "ون", "ين", "يه", "ية", "ه", "ة", "ي")

local = threading.local()


def stemmer(algorithm: str) -> Any:
    """A stemmer keeps its word in itself: each thread has its own."""
    known = local.__dict__.setdefault("stemmers", {})
    if algorithm not in known:
        known[algorithm] = snowballstemmer.stemmer(algorithm)
    return known[algorithm]


def is_stemmed(language: str) -> bool:
    return language in ALGORITHMS or language in ("ar", "sw")


@lru_cache(maxsize=2**15)
def stem(word: str, language: str) -> str:
    if language == "ar":
        return light_arabic(word)
    if language == "sw":
        return swahili.stem(word)
    if language not in ALGORITHMS or word[0].isdecimal():
        return word
    for pattern, spelling in SPELLINGS.get(language, ()):
        word = pattern.sub(spelling, word)
    found = stemmer(ALGORITHMS[language]).stemWord(word) or word
    return found.translate(FOLDING) or word


def light_arabic(word: str) -> str:
    """Without joined particles and regular endings; most plurals that break
    the word stay apart.

    The rules of light10, which Elasticsearch has too. ``docs/architecture.md`` says why
    not Snowball's.
    """
    word = ARABIC_AND.sub("", ARABIC_PREFIX.sub("", word))
    for end in ARABIC_ENDS:
        if word.endswith(end) and len(word) >= len(end) + 2:
            word = word.removesuffix(end)
    for plural, singular in ARABIC_PLURALS:
        if plural.fullmatch(word):
            return plural.sub(singular, word)
    return word

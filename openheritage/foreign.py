"""Words that are not the page's: in which language they are, as far as that is known.

A name has no language of its own. An organisation in Haifa may call itself in English,
and one in Montréal in both of its languages; the language somebody signed in says
nothing of its name. So names are isolated (``bdi``) and say no language, with one
exception: ideographs are drawn otherwise in Japan, on the mainland and in Taiwan, and a
browser has to be told. There the letters and the country know it together.
"""

from collections import Counter
from functools import cache
from unicodedata import category

from babel.core import get_global
from django.utils.html import format_html
from django.utils.safestring import SafeString

from .names import bcp47, direction
from .text import script

KANA = {"HIRAGANA", "KATAKANA"}
HANGUL, HAN = "HANGUL", "CJK"
WRITES_HAN = {
    "CN": "zh-Hans",
    "SG": "zh-Hans",
    "TW": "zh-Hant",
    "HK": "zh-Hant",
    "MO": "zh-Hant",
    "JP": "ja",
    "KR": "ko",
    "KP": "ko",
}

# ISO 15924 by the word with which Unicode's names of letters begin.
SCRIPTS = {
    "LATIN": {"Latn"},
    "CYRILLIC": {"Cyrl"},
    "GREEK": {"Grek"},
    "ARABIC": {"Arab"},
    "HEBREW": {"Hebr"},
    "DEVANAGARI": {"Deva"},
    "CJK": {"Hans", "Hant", "Jpan", "Kore"},
    "HIRAGANA": {"Jpan"},
    "KATAKANA": {"Jpan"},
    "HANGUL": {"Kore"},
}


def letters(text: str) -> Counter[str]:
    """How many letters of each script a text has."""
    found: Counter[str] = Counter()
    for char, times in Counter(text).items():
        if category(char)[0] == "L":
            found[script(char)] += times
    return found


def language_of_name(name: str, country: str = "") -> str:
    """A BCP 47 tag, or nothing."""
    if name.isascii():
        return ""
    found = letters(name).keys()
    if found & KANA:
        return "ja"
    if HANGUL in found:
        return "ko"
    return WRITES_HAN.get(country, "") if HAN in found else ""


@cache
def script_of(language: str) -> str:
    """The script in which a language is mostly written, by ISO 15924."""
    for part in language.split("-")[1:]:
        if len(part) == 4:
            return part.title()
    likely = get_global("likely_subtags")
    base, *rest = language.split("-")
    found = likely.get("_".join([base, *rest]).replace("-", "_"))
    found = found or likely.get(base, "")
    return found.split("_")[1] if "_" in found else ""


def may_be_in(text: str, language: str) -> bool:
    """Whether most letters of a text are of a script that the language is written in.

    People fill in a form in one language, and write what they have to say in another.
    """
    found = letters(text).most_common(1)
    if not found:
        return False
    known = SCRIPTS.get(found[0][0])
    return known is None or script_of(language) in known


def name(text: str, country: str = "") -> SafeString:
    """The name of somebody, isolated from what stands around it."""
    if language := language_of_name(text, country):
        return format_html('<bdi lang="{}">{}</bdi>', language, text)
    return format_html("<bdi>{}</bdi>", text)


def isolated(text: str, language: str) -> SafeString:
    """Words in a language that is known and not that of the page, within a line of it:
    they begin where its lines begin, and keep their own order."""
    return format_html(
        '<bdi lang="{}" dir="{}">{}</bdi>', bcp47(language), direction(language), text
    )

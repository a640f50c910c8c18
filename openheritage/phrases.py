"""How a language puts words beside one another: commas, colons, lists, days.

CLDR has most of it. The rest is typography, the same whatever is said, and no business
of a catalogue: here is what differs from English in the languages that we know.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from babel import Locale as Cldr
from babel.dates import format_date, get_date_format
from babel.lists import format_list
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from .words import Words


class Marks(NamedTuple):
    comma: str = ", "
    colon: str = ": "
    # After a sentence that another one follows.
    stop: str = ". "
    aside: str = "{} ({})"
    # Between two sentences that have their full stops.
    between: str = " "


WIDE = {"stop": "。", "between": "", "colon": "：", "aside": "{}（{}）"}
MARKS = {
    "ar": Marks(comma="، "),
    "fa": Marks(comma="، "),
    "ur": Marks(comma="، ", stop="۔ "),
    "fr": Marks(colon="\u00a0: "),
    "zh": Marks(comma="，", **WIDE),
    "ja": Marks(comma="、", **WIDE),
}

# The first of a month is an ordinal: ``1er novembre``, ``1º de novembro``.
FIRST = {"fr": "er", "it": "º", "pt_BR": "º"}
# CLDR's “г.” would end a sentence that goes on, and stand before a full stop.
YEAR = {"ru": ("'г'.", "'года'"), "be": ("'г'.", "'года'"), "uk": ("'р'.", "'року'")}
LONE_DAY = re.compile(r"(?<![d'])d(?![d'])")


def marks(locale: Cldr) -> Marks:
    return MARKS.get(locale.language, Marks())


def day(value: date | datetime, locale: Cldr) -> str:
    """A date as CLDR has it, but for two habits of print that it leaves out."""
    pattern = get_date_format("long", locale).pattern
    ordinal = FIRST.get(str(locale)) or FIRST.get(locale.language)
    if value.day == 1 and ordinal:
        pattern = LONE_DAY.sub(f"d'{ordinal}'", pattern)
    if locale.language in YEAR:
        pattern = pattern.replace(*YEAR[locale.language])
    return format_date(value, pattern, locale=locale)


def joined(pattern: str, *parts: Words) -> SafeString:
    """Escaped where the parts are not safe already."""
    html = pattern.format(*map(conditional_escape, parts))
    return mark_safe(html)  # noqa: S308 - the pattern is ours, its parts are escaped


def labelled(label: Words, value: Words, locale: Cldr) -> SafeString:
    """``Country: France``."""
    return joined(f"{{}}{marks(locale).colon}{{}}", label, value)


def aside(words: Words, more: Words, locale: Cldr) -> SafeString:
    """``France (12)``."""
    return joined(marks(locale).aside, words, more)


def with_commas(parts: Iterable[Words], locale: Cldr) -> SafeString:
    """``Institution, France``: facts beside one another, in a line."""
    parts = [part for part in parts if part]
    return joined(marks(locale).comma.join(["{}"] * len(parts)), *parts)


def listed(parts: Iterable[Words], locale: Cldr) -> SafeString:
    """``1, 2 and 3``."""
    escaped = [str(conditional_escape(part)) for part in parts]
    return mark_safe(format_list(escaped, locale=locale))  # noqa: S308 - see above

"""How a language puts words beside one another: commas, colons, lists, days.

CLDR has most of it. The rest is typography, the same whatever is said, and no business
of a catalogue: here is what differs from English in the languages that we know.
"""

import re
from collections.abc import Iterable
from datetime import date, datetime
from typing import NamedTuple

from babel import Locale as Cldr
from babel.dates import (
    format_date,
    format_interval,
    format_skeleton,
    get_date_format,
    get_time_format,
    get_timezone_name,
)
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
SHORT_YEAR = {"ru": ("г.", "года"), "be": ("г.", "года"), "uk": ("р.", "року")}
# What stands behind a time of day.
HOUR = {"de": "{} Uhr"}
LONE_DAY = re.compile(r"(?<![d'])d(?![d'])")
# As CLDR's patterns for two days have them: the month in short, the day in two digits.
SHORT_MONTH, TWO_DIGITS = re.compile("M{3,}|L{3,}"), re.compile("dd")


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


def days(first: date, last: date, locale: Cldr) -> str:
    """``7–8 December 2026``: CLDR's patterns for two days, with months in full, which
    it has for few languages."""
    if first == last:
        return day(first, locale)
    if (first.year, first.month) == (last.year, last.month):
        formats = locale.interval_formats
        begin, end = (formats.get("yMMMMd") or formats["yMMMd"])["d"]
        ordinal = FIRST.get(str(locale)) or FIRST.get(locale.language)
        if first.day == 1 and ordinal:
            begin = LONE_DAY.sub(f"d'{ordinal}'", TWO_DIGITS.sub("d", begin))
        words = ""
        for each, pattern in ((first, begin), (last, end)):
            pattern = TWO_DIGITS.sub("d", SHORT_MONTH.sub("MMMM", pattern))
            words += format_date(each, pattern, locale=locale)
        return words.replace(*SHORT_YEAR.get(locale.language, ("", "")))
    return locale.interval_formats[None].format(day(first, locale), day(last, locale))


def hours(first: datetime, last: datetime | None, locale: Cldr) -> str:
    """``18:00–19:30``, on the clock that the language reads."""
    short = get_time_format("short", locale).pattern
    skeleton = "hm" if "a" in short or "B" in short else "Hm"
    zone = first.tzinfo
    if last is None or first == last:
        told = format_skeleton(skeleton, first, tzinfo=zone, locale=locale)
        return HOUR.get(locale.language, "{}").format(told)
    return format_interval(first, last, skeleton, tzinfo=zone, locale=locale)


def zone_name(moment: datetime, locale: Cldr) -> str:
    """The name of a moment's zone on that day: ``Central European Summer Time``."""
    return get_timezone_name(moment, "long", locale=locale)


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

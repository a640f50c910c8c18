"""Numbers, however a language writes them: 1,000 is 1.000, 1 000, ١٠٠٠ and 千."""

import re
from collections.abc import Iterator
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from unicodedata import category, decimal

from django.utils.translation import gettext as staff_

from .finding import Finding, Pair, quoted
from .number_words import ENGLISH, MONTHS, WORDS

SEPARATORS = ".,'’٬٫\u00a0\u202f\u2009 "
TOKEN = re.compile(rf"(?<![0-9])[0-9]+(?:[{SEPARATORS}][0-9]+)*")
GROUPED = re.compile(
    rf"[0-9]{{1,3}}(?:([{SEPARATORS}])[0-9]{{3}})(?:\1[0-9]{{3}})*(?:[.,٫][0-9]+)?"
    r"|[0-9]{1,2}(?:,[0-9]{2})*,[0-9]{3}(?:\.[0-9]+)?"
)
PLAIN = re.compile(r"[0-9]+(?:[.,٫][0-9]+)?")
ROMAN = re.compile(r"(?<!\w)[IVXLC]+(?=(?:er?|e|ème|º|°|th)?(?!\w))")
ROMAN_DIGITS = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}
# Chinese and Japanese.
HAN_DIGITS = {sign: at for at, sign in enumerate("〇一二三四五六七八九")}
HAN_DIGITS |= {"零": 0, "两": 2, "兩": 2, "壱": 1, "弐": 2, "参": 3}
HAN_UNITS = {"十": 10, "百": 100, "千": 1000}
HAN_LARGE = {"万": 10_000, "萬": 10_000, "億": 10**8, "亿": 10**8, "兆": 10**12}
HAN_SIGNS = "".join([*HAN_DIGITS, *HAN_UNITS, *HAN_LARGE])
HAN = re.compile(f"(?<![{HAN_SIGNS}0-9])[{HAN_SIGNS}0-9]*[{HAN_SIGNS}]")
COUNTING = {"ja", "ko", "zh"}
TIMES = {
    "million": 10**6,
    "billion": 10**9,
    "thousand": 1000,
    "hundred": 100,
}


def western(text: str) -> str:
    """Digits of all scripts as 0–9."""
    if text.isascii():
        return text
    return "".join(
        str(decimal(each)) if category(each) == "Nd" else each for each in text
    )


def number(text: str) -> Decimal | None:
    try:
        return Decimal(text).normalize()
    except InvalidOperation:
        return None


@lru_cache(maxsize=4_000)
def readings(token: str) -> frozenset[Decimal]:
    """What may be meant: 1.000 is a thousand to some, and one to others."""
    found = set()
    if GROUPED.fullmatch(token):
        head, mark, tail = token, "", ""
        signs = [each for each in token if not each.isdigit()]
        if len(set(signs)) > 1:
            mark = signs[-1]
            head, _mark, tail = token.rpartition(mark)
        whole = "".join(each for each in head if each.isdigit())
        found.add(number(f"{whole}.{tail}" if tail else whole))
    if PLAIN.fullmatch(token):
        found.add(number(re.sub("[,٫]", ".", token)))
    return frozenset(each for each in found if each is not None)


@lru_cache(maxsize=4_000)
def parts(token: str) -> frozenset[Decimal]:
    """10.30 may be a time, 06.10.2025 is a day."""
    found = {number(each) for each in re.split("[^0-9]+", token) if each}
    return frozenset(each for each in found if each is not None)


def roman(text: str) -> Decimal:
    total = 0
    values = [ROMAN_DIGITS[each] for each in text]
    for value, after in zip(values, [*values[1:], 0], strict=True):
        total += -value if value < after else value
    return Decimal(total).normalize()


def han(text: str) -> Decimal:
    """三百二十 counts, 二〇二五 spells."""
    if all(each in HAN_DIGITS or each.isdigit() for each in text):
        digits = (str(HAN_DIGITS.get(each, each)) for each in text)
        return Decimal("".join(digits)).normalize()
    total, section, current = 0, 0, 0
    for each in text:
        if each.isdigit() and each not in HAN_DIGITS:
            current = current * 10 + int(each)
        elif each in HAN_DIGITS:
            current = HAN_DIGITS[each]
        elif each in HAN_UNITS:
            section += (current or 1) * HAN_UNITS[each]
            current = 0
        else:
            total += (section + current or 1) * HAN_LARGE[each]
            section = current = 0
    return Decimal(total + section + current).normalize()


def tokens(text: str) -> list[str]:
    return TOKEN.findall(western(text))


def all_readings(text: str, base: str) -> set[Decimal]:
    """Of digits and of words."""
    text = western(text)
    found: set[Decimal] = set()
    for token in TOKEN.findall(text):
        found |= readings(token) | parts(token)
    for match in ROMAN.findall(text):
        found.add(roman(match))
    if base in ("zh", "ja", "ko"):
        for match in HAN.findall(text):
            found.add(han(match))
            found |= {han(each) for each in match if each in HAN_DIGITS}
    for value, pattern in WORDS.get(base, {}).items():
        if pattern.search(text):
            found.add(Decimal(value).normalize())
    for word, times in TIMES.items():
        if word in text.lower():
            found |= {each * times for each in [*found]} | {Decimal(times).normalize()}
    return found


def otherwise(token: str, text: str) -> set[Decimal]:
    """2 million is 2,000,000, or 200 of 10,000; 3 pm is 15 o'clock."""
    found: set[Decimal] = set()
    values = readings(token)
    after = text.partition(token)[2].lstrip(f" {SEPARATORS}").lower()
    for word, times in TIMES.items():
        if after.startswith(word):
            found |= {value * times for value in values}
    if re.match(r"(?::\d\d)?\s*p\.?m\b", after):
        found |= {value + 12 for value in values if value < 12}
    return found


def months(text: str) -> set[Decimal]:
    """10 is in the original where that says October."""
    return {
        Decimal(number).normalize()
        for number, name in enumerate(MONTHS, start=1)
        if name in text
    }


def shown(token: str) -> str:
    return token.strip(SEPARATORS)


def check(pair: Pair) -> Iterator[Finding]:
    said, read = tokens(pair.said), tokens(pair.read)
    if not said and not read:
        return
    there = all_readings(pair.read, pair.base)
    for token in dict.fromkeys(said):
        wanted = readings(token) | otherwise(token, pair.said)
        if wanted & there or (parts(token) and parts(token) <= there):
            continue
        if not wanted:
            # A day or a time in figures: what of it is missing?
            if not parts(token) & there:
                yield missing(token)
            continue
        yield missing(token)
    spoken = all_readings(pair.said, ENGLISH) | months(pair.said)
    for token in said:
        spoken |= otherwise(token, pair.said)
    if pair.base in COUNTING:
        # Which count what English has an article for: an hour.
        spoken.add(Decimal(1))
    multiplied = HAN.findall(western(pair.read))
    for token in dict.fromkeys(read):
        known = readings(token) & spoken or (parts(token) and parts(token) <= spoken)
        if not known and not is_multiplied(token, multiplied, spoken):
            yield Finding(
                "number",
                staff_("The number %(words)s is not in the original")
                % quoted(shown(token)),
            )


def is_multiplied(token: str, matches: list[str], spoken: set[Decimal]) -> bool:
    """The 1 of 1万, which is 10,000."""
    return any(match.startswith(token) and han(match) in spoken for match in matches)


def missing(token: str) -> Finding:
    return Finding(
        "number", staff_("The number %(words)s is missing") % quoted(shown(token))
    )

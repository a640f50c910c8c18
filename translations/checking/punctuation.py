"""How a sentence ends, and the spaces and signs within it."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as staff_

from openheritage.names import isolated

from .finding import Finding, Pair
from .reading import PLACE, without_addresses
from .signs import KINDS, NARROW, NBSP, SIGNS, SOFT, Signs, signs_of

# What may stand after the last sign: quotation marks, brackets, spaces.
AFTER = "\"'”“’‘»«›‹」』》〉)）]］】 \u00a0\u202f\u2069\u200e\u200f\u061c\n\t"
ARABIC_LETTER = r"[\u0620-\u064a\u066e-\u06d3]"
WIDE_LETTER = r"[\u3005-\u30ff\u3400-\u4dbf\u4e00-\u9fff]"
HALF = {",": "comma", ";": "semicolon", "?": "question", "!": "exclamation"}
HALF |= {":": "colon", ".": "stop"}
BEFORE_FRENCH = re.compile(r"(?P<before>.?)(?P<sign>[:;!?]+|»)", re.DOTALL)
AFTER_FRENCH = re.compile(r"«(?P<after>.?)", re.DOTALL)
SHORTENED = re.compile(
    r"(?<!\w)(?:\w{1,2}|etc|usw|ecc|dll|inc|ltd|гг)\.$", re.IGNORECASE
)
BRACKETS = {")": "(", "]": "[", "）": "（", "］": "［", "】": "【"}
# The a) of a list, or an emoticon.
LISTED = re.compile(r"(?:^|\s)(?:\w{1,2}|[:;]-?)$")
# “Hello,” is «Здравствуйте!» to others.
GREETING = re.compile(r"\S+(?: \S+){0,3},")
OTHER_KINDS = {"stop": {"ellipsis"}, "question": {"exclamation"}}


def bare_end(text: str) -> str:
    return text.rstrip(AFTER)


def kind_of(text: str, language: str) -> tuple[str, str]:
    """``(kind, sign)`` of what a text ends in; empty where that is a word."""
    end = bare_end(text)
    if end.endswith("..."):
        return "ellipsis", "..."
    last = end[-1:]
    own = signs_of(language)
    for kind in ("stop", "question", "exclamation", "comma", "semicolon", "colon"):
        if last and last == getattr(own, kind):
            return kind, last
    for kind, signs in KINDS.items():
        if last and last in signs:
            return kind, last
    return "", ""


def end(pair: Pair) -> Iterator[Finding]:
    if not bare_end(pair.said) or not bare_end(pair.read):
        return
    own = signs_of(pair.language)
    wanted, sign = kind_of(pair.said, "en")
    given, there = kind_of(pair.read, pair.language)
    if wanted == given:
        yield from own_sign(given, there, own)
        return
    if is_allowed(wanted, given, pair, own):
        return
    expected = getattr(own, wanted, sign) if wanted != "ellipsis" else "…"
    if not wanted:
        if ends_shortened(pair.read):
            return
        words = staff_("There is “%(there)s” at the end, and none in the original")
    elif not given:
        words = staff_("“%(wanted)s” is missing at the end")
    else:
        words = staff_(
            "It ends in “%(there)s”; the original’s end asks for “%(wanted)s”"
        )
    yield Finding(
        "end", words % {"wanted": isolated(expected), "there": isolated(there)}
    )


def ends_shortened(text: str) -> bool:
    """«2025 г.», “etc.”, a date in Korean."""
    return bool(SHORTENED.search(bare_end(text)))


def is_allowed(wanted: str, given: str, pair: Pair, own: Signs) -> bool:
    if wanted == "stop" and not own.has_stop:
        return True
    if wanted in SOFT and given in SOFT:
        return True
    if given in OTHER_KINDS.get(wanted, ()):
        return True
    # A question of Japanese ends in か。
    if pair.base in ("ja", "ko", "th", "lo", "my") and wanted == "question":
        return given in ("stop", "")
    # A clause that goes on may end in the form of its verb, or in a full stop.
    if pair.base in ("ja", "ko") and wanted in SOFT:
        return given in ("stop", "")
    if pair.read.rstrip(AFTER).endswith(PLACE) and wanted == "stop":
        # A date may end in a full stop of its own.
        return True
    if wanted == "comma" and GREETING.fullmatch(pair.said.strip()):
        return given in ("exclamation", "colon", "")
    # An abbreviation at the end has its own full stop: “etc.”
    return wanted == "stop" and not given and bare_end(pair.said).endswith("etc.")


def own_sign(kind: str, there: str, own: Signs) -> Iterator[Finding]:
    expected = getattr(own, kind, there) if kind != "ellipsis" else there
    if kind == "stop" and not own.has_stop:
        return
    if there != expected and not (kind == "stop" and there == "." and own.stop == "।"):
        yield Finding(
            "end",
            staff_("It ends in “%(there)s”; this language writes “%(wanted)s”")
            % {"there": isolated(there), "wanted": isolated(expected)},
        )


def use(wanted: str, there: str) -> Finding:
    return Finding(
        "signs",
        staff_("Write “%(wanted)s” in place of “%(there)s”")
        % {"wanted": isolated(wanted), "there": isolated(there)},
    )


def french(pair: Pair) -> Iterator[Finding]:
    text = without_addresses(pair.read)
    for match in BEFORE_FRENCH.finditer(text):
        before, sign = match["before"], match["sign"]
        if before in (NBSP, NARROW, PLACE):
            continue
        after = text[match.end() : match.end() + 1]
        is_time = before.isdigit() and after.isdigit()
        if (
            is_time
            or (after in "/:" and after)
            or (sign != "»" and before in "?!…(«“" and before)
        ):
            continue
        if not before and match.start() == 0:
            continue
        yield Finding(
            "spaces",
            staff_("A no-break space is missing before “%(sign)s”")
            % {"sign": isolated(sign)},
        )
        return
    for match in AFTER_FRENCH.finditer(text):
        if match["after"] not in (NBSP, NARROW):
            yield Finding(
                "spaces",
                staff_("A no-break space is missing after “%(sign)s”")
                % {"sign": isolated("«")},
            )
            return


def spanish(pair: Pair) -> Iterator[Finding]:
    for opening, closing in (("¿", "?"), ("¡", "!")):
        text = without_addresses(pair.read)
        opened, closed = text.count(opening), text.count(closing)
        # «¿Qué?!» and «¡¿…?!» have each sign of the other too.
        if closed > opened and not re.search(r"[¿¡][^?!]*[?!]{2,}", text):
            yield Finding(
                "opening",
                staff_("“%(sign)s” is missing at the beginning of the sentence")
                % {"sign": opening},
            )
        elif opened > closed:
            yield Finding(
                "opening",
                staff_("“%(sign)s” is missing at the end of the sentence")
                % {"sign": closing},
            )


def beside(pair: Pair, letter: str, wanted: dict[str, str]) -> Iterator[Finding]:
    """Signs of Latin texts beside letters of another script."""
    text = without_addresses(pair.read)
    signs = re.escape("".join(wanted))
    last = bare_end(text)
    for match in re.finditer(rf"(?<={letter})[{signs}](?!\w*\d)", text):
        if match.end() < len(last):
            yield use(wanted[match[0]], match[0])
            return


def inner(pair: Pair) -> Iterator[Finding]:
    own = signs_of(pair.language)
    wanted = {
        half: getattr(own, kind)
        for half, kind in HALF.items()
        if getattr(own, kind) != half and half != "."
    }
    if pair.base in ("zh", "ja"):
        yield from beside(pair, WIDE_LETTER, wanted)
    elif own.comma == "،":
        yield from beside(pair, ARABIC_LETTER, wanted)


def quotation(pair: Pair) -> Iterator[Finding]:
    text = without_addresses(pair.read)
    if '"' in text and '"' not in without_addresses(pair.said):
        yield own_quotes(pair)
    elif pair.base in SIGNS:
        right = signs_of(pair.language).quotes
        for sign in "“”„«»「」『』":
            if sign not in text:
                continue
            # Quotations within quotations have other marks.
            is_inner = sign in "“”„" and right[0] == "«"
            if sign not in right or (is_inner and "«" not in text):
                yield own_quotes(pair)
                break
    straight = re.search(r"(?<=\w)'(?=\w)", text)
    if straight and not re.search(r"\w'\w", pair.said):
        yield use("’", "'")


def own_quotes(pair: Pair) -> Finding:
    quotes = signs_of(pair.language).quotes
    return Finding(
        "signs",
        staff_("The quotation marks of this language are %(quotes)s")
        % {"quotes": isolated(f"{quotes[0]}…{quotes[1]}")},
    )


def brackets(pair: Pair) -> Iterator[Finding]:
    if has_odd_bracket(pair.said):
        return
    if sign := has_odd_bracket(pair.read):
        yield Finding(
            "brackets",
            staff_("The bracket “%(sign)s” has no other half") % {"sign": sign},
        )


def has_odd_bracket(text: str) -> str:
    opened: list[str] = []
    for at, sign in enumerate(text):
        if sign in BRACKETS.values():
            opened.append(sign)
        elif sign in BRACKETS:
            # Chinese may open with a wide one and close with a narrow one.
            if opened:
                opened.pop()
            elif not LISTED.search(text[:at]):
                return sign
    return opened[-1] if opened else ""


def check(pair: Pair) -> Iterator[Finding]:
    yield from end(pair)
    if pair.base == "fr" and pair.language != "fr-ca":
        yield from french(pair)
    if pair.base in ("es", "gl", "ast"):
        yield from spanish(pair)
    yield from inner(pair)
    yield from quotation(pair)
    yield from brackets(pair)

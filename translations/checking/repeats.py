"""Words, spaces and signs that stand there twice."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as staff_

from .finding import Finding, Pair, quoted

WORDS = re.compile(
    r"(?<![\w’'-])([^\W\d_]{2,})[ \u00a0\n]+\1(?![\w’'-])", re.IGNORECASE
)
SPACES = re.compile(r"[ \u00a0\u202f\u3000\t]{2,}")
SIGNS = re.compile(r"([,;:،؛。、，；：।۔])\1|(?<!\.)\.\.(?!\.)")
BEFORE_SIGN = re.compile(r"(?<=\w)[ \u00a0]+(?=[,.،。，、](?:\s|$))")
# Where a word said twice is good grammar.
MAY_REPEAT = {"id", "ms", "sw", "jv", "su", "tl", "hi", "ur", "bn", "ha", "yo", "ig"}
MAY_REPEAT_WORDS = {
    "de": {"die", "der", "das", "sie", "dem", "den"},
    "fr": {"nous", "vous"},
    "it": {"via", "man"},
    "tr": {"çok", "yavaş"},
    "ar": {"شيئا", "شيئًا"},
}


def check(pair: Pair) -> Iterator[Finding]:
    if pair.base not in MAY_REPEAT:
        fine = MAY_REPEAT_WORDS.get(pair.base, set())
        for match in WORDS.finditer(pair.read):
            if match[1].lower() not in fine:
                yield Finding(
                    "doubled",
                    staff_("“%(words)s” stands there twice") % quoted(match[1]),
                )
                break
    if SPACES.search(pair.read) and not SPACES.search(pair.said):
        yield Finding("spaces", staff_("There are two spaces in a row"))
    elif BEFORE_SIGN.search(pair.read) and not BEFORE_SIGN.search(pair.said):
        yield Finding("spaces", staff_("There is a space before a comma or full stop"))
    for end in ("lstrip", "rstrip"):
        was, is_now = getattr(pair.said, end)(), getattr(pair.read, end)()
        if is_now != pair.read and was == pair.said:
            yield Finding(
                "spaces", staff_("There is a space at the beginning or the end")
            )
            break
    sign = SIGNS.search(pair.read)
    if sign and not SIGNS.search(pair.said):
        yield Finding(
            "doubled", staff_("“%(words)s” stands there twice") % quoted(sign[0][0])
        )

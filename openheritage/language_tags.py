"""Which of some languages is nearest to a language tag that somebody wrote.

Tags have had other codes (``in`` for Indonesian, ``iw`` for Hebrew), have longer ones
(``ind``, ``cmn``, ``arb``), and leave out what goes without saying (``zh-TW`` is
written in traditional characters). CLDR knows all of that. What it calls near beyond
one language (Russian for readers of Ukrainian, Indonesian for those of Malay) is left
out on purpose: readers choose such a language themselves.
"""

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import NamedTuple

from babel.core import get_global

TAG = re.compile(r"[a-z]{2,3}(-[a-z0-9]{1,8}){0,8}", re.IGNORECASE | re.ASCII)
QUALITY = re.compile(r"q=(0(\.\d{0,3})?|1(\.0{0,3})?)", re.IGNORECASE | re.ASCII)
# No browser names more; what follows is not read.
MOST_WISHES = 50

# Written as one language, whichever of its codes is used; CLDR joins the others.
MORE_ALIASES = {
    "no": "nb",
    "nn": "nb",
    "wuu": "zh",
    "hak": "zh",
    "nan": "zh",
    "yue": "zh_Hant",
    "prs": "fa",
    "pes": "fa",
    "nor": "nb",
    "apc": "ar",
    "arz": "ar",
    "ary": "ar",
    "hbs": "sr_Latn",
}


class Parts(NamedTuple):
    language: str
    script: str
    territory: str


@lru_cache(maxsize=2000)
def parts(tag: str) -> Parts:
    """With what the tag leaves out, as far as CLDR knows it."""
    first, *rest = tag.lower().split("-")
    known = MORE_ALIASES.get(first) or get_global("language_aliases").get(first)
    language, *implied = (known or first).split("_")
    script = territory = ""
    for part in [*rest, *implied]:
        # An extended language stands for its own: ``zh-yue`` is ``yue``.
        if len(part) == 3 and part.isalpha() and not (script or territory):
            if part in MORE_ALIASES or part in get_global("language_aliases"):
                inner = parts(part)
                if inner.language == language:
                    script = "" if part == "cmn" else inner.script
        elif len(part) == 4 and part.isalpha():
            script = script or part.title()
        elif len(part) in (2, 3) and not territory:
            territory = part.upper()
        elif len(part) == 1:
            # Extensions and private subtags say nothing of the language.
            break
    likely = get_global("likely_subtags")
    for key in (
        f"{language}_{script}_{territory}",
        f"{language}_{territory}",
        f"{language}_{script}",
        language,
    ):
        if found := likely.get(key):
            _language, likely_script, likely_territory = found.split("_")
            return Parts(
                language, script or likely_script, territory or likely_territory
            )
    return Parts(language, script, territory)


def nearest(wish: str, offered: Iterable[str]) -> str | None:
    """The same language in whatever spelling; ``None`` if it is not offered.

    Another script of it serves a reader better than English does.
    """
    if not TAG.fullmatch(wish):
        return None
    wanted = parts(wish.lower())
    same = [code for code in offered if parts(code).language == wanted.language]

    def likeness(code: str) -> tuple[bool, ...]:
        has = parts(code)
        return (
            has.script == wanted.script,
            has.territory == wanted.territory,
            wish.lower() == code,
            wish.lower().startswith(f"{code}-"),
        )

    # The first of those that are equally near.
    return max(same, key=likeness, default=None)


def wishes(header: str) -> Iterator[tuple[str, float]]:
    """``(tag or "*", quality)`` of ``Accept-Language``, the dearest first.

    What is malformed says nothing, and takes nothing from what stands beside it.
    """
    found = []
    for piece in header.split(",", MOST_WISHES)[:MOST_WISHES]:
        tag, *parameters = (part.strip() for part in piece.split(";"))
        if tag != "*" and not TAG.fullmatch(tag):
            continue
        quality = 1.0
        if parameters:
            match = QUALITY.fullmatch("".join(parameters[0].split()))
            if not match:
                continue
            quality = float(match[1])
        found.append((tag, quality))
    yield from sorted(found, key=lambda wish: -wish[1])

"""Lists in the order in which a reader's language has them.

Python has no collation. So the order of the names that we know is kept: PostgreSQL's
ICU made it (``manage.py territories``). A name that it does not know (staff gave it,
or the language is not shipped) stands after the last name that ``near`` would put
before it.
"""

import json
from bisect import bisect_right
from collections.abc import Iterable
from functools import cache

from .matching import sort_key
from .territories import DATA, INTERNATIONAL

ORDER, PINYIN = DATA / "order.json", DATA / "pinyin.txt"
TERRITORIES, LANGUAGES = "territories", "languages"

Pairs = list[tuple[str, str]]


@cache
def kept() -> dict[str, dict[str, list[str]]]:
    """``{language: {kind: names in their order}}``."""
    return json.loads(ORDER.read_text(encoding="utf-8"))


@cache
def pinyin() -> dict[int, str]:
    """To give each Chinese character the place that ICU gives it by its sound."""
    characters = "".join(PINYIN.read_text(encoding="utf-8").split())
    return {ord(char): chr(0x4E00 + at) for at, char in enumerate(characters)}


def near(name: str, language: str) -> str:
    key = sort_key(name)
    return key.translate(pinyin()) if language.startswith("zh") else key


@cache
def places(kind: str, language: str) -> tuple[dict[str, int], list[str]]:
    """Of the known names: where each stands, and what the places are known by."""
    names = kept().get(language, {}).get(kind, [])
    keys: list[str] = []
    for name in names:
        # As high as the highest so far, so that they can be searched.
        keys.append(max(near(name, language), keys[-1] if keys else ""))
    return {name: at for at, name in enumerate(names)}, keys


def in_order(pairs: Iterable[tuple[str, str]], kind: str, language: str) -> Pairs:
    """``[(code, name)]`` by name; what is in no country comes last."""
    known, keys = places(kind, language)

    def place(pair: tuple[str, str]) -> tuple[bool, float, str]:
        code, name = pair
        key = near(name, language)
        known_at = known.get(name)
        at = bisect_right(keys, key) - 0.5 if known_at is None else known_at
        return code == INTERNATIONAL, at, key

    return sorted(pairs, key=place)

"""Which organisation somebody means who types its name."""

from typing import NamedTuple

from openheritage.facts import Facts
from openheritage.matching import kept_words, script, wanted
from openheritage.names import country_name

from .models import Entry

LOADED: Facts[str, bool] = Facts("whether there is a copy of the registry")
MOST = 8
# What somebody types by then says too little.
SHORTEST = 2


class Named(NamedTuple):
    """As forms ask for it: in its own script, and in Latin letters beside that."""

    name: str
    name_latin: str


def is_loaded() -> bool:
    return LOADED.of("", lambda: Entry.objects.active().exists())


def is_latin(name: str) -> bool:
    letters = [letter for letter in name if letter.isalpha()]
    latin = sum(script(letter) == "LATIN" for letter in letters)
    return 2 * latin >= len(letters)


def named(entry: Entry, typed: str, language: str) -> Named:
    """In the script of whoever types, then in the reader's, then in the only other that
    it has; else as the registry shows it."""
    labels = [(name, code) for name, code in entry.labels] or [(entry.name, "")]
    latin = entry.name if is_latin(entry.name) else ""
    latin = latin or next((name for name, _code in labels if is_latin(name)), "")
    others = [(name, code) for name, code in labels if not is_latin(name)]
    words = wanted(typed)
    chosen = [
        name
        for name, _code in others
        if not is_latin(typed) and all(word in kept_words(name) for word in words)
    ]
    chosen += [name for name, code in others if code == language.split("-")[0]]
    if len(others) == 1:
        chosen.append(others[0][0])
    if not is_latin(entry.name):
        chosen.append(entry.name)
    return Named(chosen[0], latin) if chosen else Named(entry.name, "")


def suggestions(typed: str, language: str) -> list[dict[str, str]]:
    """One query; the names of countries are those of the reader."""
    found = []
    for entry in Entry.objects.found(typed).defer("words", "keys")[:MOST]:
        name, name_latin = named(entry, typed, language)
        found.append(
            {
                "name": name,
                "name_latin": name_latin,
                "country": entry.country,
                "country_name": country_name(entry.country) if entry.country else "",
                "place": entry.place,
                "website": entry.website,
                "ror": entry.address,
            }
        )
    return found

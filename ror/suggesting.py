"""Which organisation somebody means who types its name."""

from functools import cache
from typing import NamedTuple

from babel.languages import get_official_languages

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


@cache
def own_languages(country: str) -> set[str]:
    """Of a country in which organisations write their names in their own script; none
    where English is as official."""
    official = {*get_official_languages(country, de_facto=True)} if country else set()
    return set() if "en" in official else official


def named(entry: Entry, typed: str, language: str) -> Named:
    """In the script of whoever types, then in the reader's language or its country's;
    else as the registry shows it."""
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
    spoken = {language.split("-")[0], *own_languages(entry.country)}
    chosen += [name for name, code in others if code in spoken]
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

"""What a machine must give back as it was: places to fill in, terms of the glossary.

Each travels inside of a mark of its own, and stands in its place again afterwards,
whatever the machine made of the words in it.
"""

import re
from dataclasses import dataclass, field
from html import escape

from glossary.models import Term, parts
from glossary.terms import found_in
from openheritage.faithful import BRACED, NAMED, TAG, UNNAMED

PLACES = re.compile("|".join(part.pattern for part in (NAMED, UNNAMED, BRACED)))
OUTSIDE = re.compile("|".join(part.pattern for part in (TAG, NAMED, UNNAMED, BRACED)))
GUARD = re.compile(r'<x id="?(\d+)"?\s*(?:/>|>(.*?)</x\s*>)', re.DOTALL)
LEFT = re.compile(r"</?x\b", re.IGNORECASE)


@dataclass
class Guarded:
    """A sentence as it is sent, and what its marks stand for."""

    text: str
    kept: dict[str, str] = field(default_factory=dict)
    # Terms that no mark could be put around: they are looked for afterwards.
    terms: list[Term] = field(default_factory=list)

    def restored(self, answer: str) -> str | None:
        """``None`` if anything is missing, or there twice."""
        found: list[str] = []

        def put(guard: re.Match) -> str:
            found.append(guard[1])
            return self.kept.get(guard[1], "")

        text = GUARD.sub(put, answer)
        if sorted(found) != sorted(self.kept) or LEFT.search(text):
            return None
        return text


def alternatives(term: Term) -> list[str]:
    return parts(term.translation)


def in_words(term: Term, words: str, *, is_first: bool) -> str:
    """As the glossary has it, with a capital where the sentence begins with it."""
    chosen = alternatives(term)[0]
    if is_first and words[:1].isupper():
        chosen = chosen[:1].upper() + chosen[1:]
    return escape(chosen, quote=False)


def guard(text: str, language: str) -> Guarded:
    guarded = Guarded("")
    terms = [found for found in found_in(text, language) if alternatives(found.term)]

    def mark(inside: str, kept: str) -> str:
        number = str(len(guarded.kept) + 1)
        guarded.kept[number] = kept
        return f'<x id="{number}">{inside}</x>'

    def words(part: str) -> str:
        """A stretch without marks, in which terms stand in their order."""
        done = ""
        while terms:
            found = terms[0]
            place = re.search(
                rf"(?<!\w){re.escape(escape(found.words, quote=False))}", part
            )
            if place is None:
                break
            is_first = not (guarded.text + done + part[: place.start()]).strip()
            kept = in_words(found.term, found.words, is_first=is_first)
            done += part[: place.start()] + mark(place[0], kept)
            part = part[place.end() :]
            terms.pop(0)
        return done + part

    end = 0
    for token in OUTSIDE.finditer(text):
        guarded.text += words(text[end : token.start()])
        whole = token.group()
        guarded.text += mark(whole, whole) if PLACES.fullmatch(whole) else whole
        end = token.end()
    guarded.text += words(text[end:])
    guarded.terms = [found.term for found in terms]
    return guarded


def missing_terms(guarded: Guarded, text: str) -> list[str]:
    """Of those around which no mark could be put."""
    said = text.casefold()
    return [
        term.term
        for term in guarded.terms
        if not any(part.casefold() in said for part in alternatives(term))
    ]

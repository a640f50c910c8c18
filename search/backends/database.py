"""The embedded default: both databases search the tokens of ``search.analysis``.

Here a query becomes groups of alternatives; ``postgres`` and ``sqlite`` write
them down in their own language. The ORM knows neither FTS5 nor a column of tokens that
the database makes, so this is SQL: put together of our own words and numbers alone.
What a reader typed goes into parameters, the operators of a query among them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db import connection
from django.utils import timezone

from openheritage.locales import open_locales
from search import analysis

from .interface import Backend, Hits, Query

# A hit in the title weighs so much more than one in the text.
TITLE = 4.0
# A piece of news of today weighs half as much again, after so many days a quarter.
HALF_LIFE = 180
MAX_SIZE = 100
MAX_START = 1000
# Pairs of characters make many terms of one word.
MAX_TERMS = 24
# Where not all words are found, so many are looked for: each one more costs time.
MAX_LOOSE = 6
# More hits than this are ordered no further: nobody reads them.
MAX_RANKED = 3000

COLUMNS = ("thing", "part", "language")


@dataclass(frozen=True)
class Term:
    """A token, several in a row, or the beginning of one."""

    tokens: tuple[str, ...]
    prefix: bool = False


# A document must hold one of the terms.
Group = tuple[Term, ...]


def groups(query: str, language: str, languages: Sequence[str]) -> list[Group]:
    """What a document must hold, by the rules of any of the languages."""
    parsed = analysis.parse(query, language)
    found = [
        any_of(stems_of(phrase, each) for each in languages)
        for phrase in parsed.phrases
    ]
    for word in parsed.words:
        if analysis.is_spaceless(word) and len(word) > 1:
            found += [any_of([(pair,)]) for pair in analysis.stems(word, language)]
            continue
        terms = any_of([(word,), *(stems_of([word], each) for each in languages)])
        if word == parsed.prefix:
            terms += (Term((word,), prefix=True),)
        found.append(terms)
    return list(dict.fromkeys(found))[:MAX_TERMS]


def stems_of(words: Iterable[str], language: str) -> tuple[str, ...]:
    return tuple(stem for word in words for stem in analysis.stems(word, language))


def any_of(spellings: Iterable[tuple[str, ...]]) -> Group:
    return tuple(Term(tokens) for tokens in dict.fromkeys(spellings) if tokens)


def most_of(groups: list[Group]) -> int:
    """How many of the groups must do where all of them find nothing."""
    return len(groups) * 7 // 10 if len(groups) > 2 else len(groups)


def telling(groups: list[Group]) -> list[Group]:
    """The longest words, in their order."""
    kept = sorted(groups, key=weight, reverse=True)[:MAX_LOOSE]
    return [group for group in groups if group in kept]


def weight(group: Group) -> float:
    """A long word says more than a short one."""
    return min(len(group[0].tokens[0]), 8) / 8


class DatabaseBackend(Backend):
    """What both databases share; the rest they say in SQL."""

    def search(self, query: Query) -> Hits:
        languages = [query.language, settings.LANGUAGE_CODE]
        shown = ("e.shown_in LIKE %s", [f"% {query.language} %"])
        return self.find(query, [*dict.fromkeys(languages)], shown)

    def elsewhere(self, query: Query) -> Hits:
        languages = [each for each in open_locales() if each != query.language]
        hidden = ("e.shown_in NOT LIKE %s", [f"% {query.language} %"])
        return self.find(query, languages, hidden, loosely=False)

    def find(
        self,
        query: Query,
        languages: Sequence[str],
        where: tuple[str, list],
        *,
        loosely: bool = True,
    ) -> Hits:
        wanted = groups(query.text, query.language, languages)
        if not wanted:
            return Hits([], 0)
        kinds = self.count(wanted, len(wanted), where)
        needed = len(wanted)
        is_loose = not kinds and loosely and len(wanted) > 2
        if is_loose:
            wanted = telling(wanted)
            needed = most_of(wanted)
            kinds = self.count(wanted, needed, where)
        total = kinds.get(query.kind, 0) if query.kind else sum(kinds.values())
        hits = Hits([], total, kinds)
        start, size = min(query.start, MAX_START), min(query.size, MAX_SIZE)
        if start < total:
            hits.ids = self.page(wanted, needed, where, query.kind, start, size)
        if loosely and (is_loose or sum(kinds.values()) < size // 4):
            hits.did_you_mean = self.better(query, languages)
        return hits

    def suggest(self, text: str, language: str, size: int = 6) -> list[str]:
        wanted = groups(text, language, [language, settings.LANGUAGE_CODE])
        if not wanted:
            return []
        shown = ("e.shown_in LIKE %s", [f"% {language} %"])
        return self.page(
            wanted, len(wanted), shown, "", 0, min(size, MAX_SIZE), titles=True
        )

    def count(
        self, wanted: list[Group], needed: int, where: tuple[str, list]
    ) -> dict[str, int]:
        raise NotImplementedError

    def page(
        self,
        wanted: list[Group],
        needed: int,
        where: tuple[str, list],
        kind: str,
        start: int,
        size: int,
        *,
        titles: bool = False,
    ) -> list[str]:
        raise NotImplementedError

    def better(self, query: Query, languages: Sequence[str]) -> str:
        return ""

    def occurring(self, words: list[str], language: str) -> set[str]:
        """Those of some folded words that entries of a language hold."""
        raise NotImplementedError


def today() -> date:
    return timezone.now().date()


def rows(sql: str, parameters: Sequence) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


def document_ids(found: Iterable[tuple]) -> list[str]:
    return ["|".join(row[:3]) for row in found]

"""The embedded default: both databases search the tokens of ``search.analysis``.

Here a query becomes groups of alternatives; ``postgres`` and ``sqlite`` write
them down in their own language. The ORM knows neither FTS5 nor a column of tokens that
the database makes, so this is SQL: put together of our own words and numbers alone.
What a reader typed goes into parameters, the operators of a query among them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from django.conf import settings
from django.db import connection
from django.utils import timezone

from openheritage.locales import open_locales
from search import analysis, compounds, references, spelling
from search.models import Entry
from search.references import Reference

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
MAX_LOOSE, MAX_LOOSE_PAIRS = 6, 12
# How much of them must be found, by weight; those that hold most come first.
MOST_OF_FEW, MOST_OF_MANY, MOST_OF_RUN = 0.45, 0.34, 0.2
SHORTEST_BEGINNING = 4
FIRST_IDEOGRAPH = "\u3400"
# Less than so much of a page is a reason to propose another spelling.
FEW = 4
# Whoever has a word in its name only is not what a reader of that word looks for: the
# Statement is, then pages. A name of which the query is at least half is meant.
KINDS = {"clause": 3.0, "page": 2.0, "news": 0.4, "member": 0.25, "signatory": 0.2}
NAMED = {"news": 1.0, "member": 3.0, "signatory": 3.0}
# More hits than this are ordered no further: nobody reads them.
MAX_RANKED = 3000

# As long as the texts, and shown to nobody.
TOKENS = ("title_tokens", "text_tokens")


@dataclass(frozen=True)
class Term:
    """A token, several in a row, or the beginning of one."""

    tokens: tuple[str, ...]
    prefix: bool = False
    # Not as the reader wrote it: what begins alike may be a form of the same word.
    is_form: bool = False


# A document must hold one of the terms.
Group = tuple[Term, ...]


def groups(query: str, language: str, languages: Sequence[str]) -> list[Group]:
    """What a document must hold, by the rules of any of the languages."""
    parsed = analysis.parse(query, language)
    found = [referring(each, languages) for each in parsed.references]
    found += [
        any_of(stems_of(phrase, each) for each in languages)
        for phrase in parsed.phrases
    ]
    longer = compounds.holding(parsed.words, language)
    for word in parsed.words:
        if analysis.is_spaceless(word) and len(word) > 1:
            found += [any_of([(pair,)]) for pair in analysis.stems(word, language)]
            continue
        terms = any_of([(word,), *(stems_of([word], each) for each in languages)])
        if word == parsed.prefix:
            terms += (Term((word,), prefix=True),)
        found.append(terms + tuple(Term((each,)) for each in longer.get(word, ())))
    return list(dict.fromkeys(found))[:MAX_TERMS]


def referring(reference: Reference, languages: Sequence[str]) -> Group:
    """The article itself, and where it is spoken of."""
    spellings = [(token,) for token in reference.tokens]
    spoken = [stems_of(reference.words, each) for each in languages]
    return any_of([*spellings, *(each for each in spoken if len(each) > 1)])


def is_reference(group: Group) -> bool:
    return group[0].tokens[0].startswith(references.MARK)


def stems_of(words: Iterable[str], language: str) -> tuple[str, ...]:
    return tuple(stem for word in words for stem in analysis.stems(word, language))


def any_of(spellings: Iterable[tuple[str, ...]]) -> Group:
    return tuple(Term(tokens) for tokens in dict.fromkeys(spellings) if tokens)


def loosened(
    groups: list[Group], *, with_forms: bool = True
) -> tuple[list[Group], float]:
    """Some of the groups with more forms of their words, and what those that a
    document has must weigh together."""
    referred = [group for group in groups if is_reference(group)]
    kept = referred or telling(groups)
    if with_forms:
        kept = [with_beginning(group) for group in kept]
    if referred or len(kept) == 1:
        most = 1.0
    else:
        is_few = len(kept) <= 3 and not is_pair(kept[0])
        is_run = len(kept) > 6 and all(map(is_pair, kept))
        most = MOST_OF_FEW if is_few else MOST_OF_RUN if is_run else MOST_OF_MANY
    # A little less, for a sum of fractions may be.
    return kept, round(most * sum(map(weight, kept)) - 0.001, 3)


def with_beginning(group: Group) -> Group:
    """Also the words that begin as this one does: stems are not always one."""
    tokens = group[0].tokens
    if len(tokens) > 1 or not may_go_on(tokens[0]) or is_reference(group):
        return group
    return (*group, Term((beginning(tokens[0]),), prefix=True, is_form=True))


def may_go_on(word: str) -> bool:
    return len(word) >= SHORTEST_BEGINNING and word.isalpha()


def beginning(word: str) -> str:
    """Two thirds of a word, and four letters at least."""
    return word[: max(SHORTEST_BEGINNING, -(-2 * len(word) // 3))]


def telling(groups: list[Group]) -> list[Group]:
    """The words that say most, in their order."""
    most = MAX_LOOSE_PAIRS if all(map(is_pair, groups)) else MAX_LOOSE
    kept = sorted(groups, key=weight, reverse=True)[:most]
    return [group for group in groups if group in kept]


def is_pair(group: Group) -> bool:
    return analysis.is_spaceless(group[0].tokens[0])


def weight(group: Group) -> float:
    """A long word says more than a short one, an ideograph more than a syllable."""
    token = group[0].tokens[0]
    if is_pair(group):
        return 0.25 + sum(char >= FIRST_IDEOGRAPH for char in token) * 0.25
    return min(len(token), 8) / 8


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
        if not loosely:
            return self.first(query, wanted, where)
        hits = Hits([], 0)
        hits.kinds, top = self.look(query, wanted, None, where)
        needed = None
        is_quoted = bool(analysis.QUOTES.search(query.text))
        is_free = not (query.exact or is_quoted)
        if is_free and sum(hits.kinds.values()) < query.size // FEW:
            hits.did_you_mean = self.better(query, languages, where)
        if not hits.kinds and hits.did_you_mean:
            hits.searched = hits.did_you_mean
            wanted = groups(hits.searched, query.language, languages)
            hits.kinds, top = self.look(query, wanted, None, where)
        if not hits.kinds and not query.exact:
            if apart := compounds.taken_apart(query.text, query.language):
                wanted = groups(apart, query.language, languages)
            wanted, needed = loosened(wanted, with_forms=is_free)
            hits.kinds, top = self.look(query, wanted, needed, where)
        if not hits.kinds:
            hits.searched = ""
        hits.total = (
            hits.kinds.get(query.kind, 0) if query.kind else sum(hits.kinds.values())
        )
        hits.hold(top)
        return hits

    def first(self, query: Query, wanted: list[Group], where: tuple[str, list]) -> Hits:
        """The first of what holds all groups."""
        kinds, top = self.look(query, wanted, None, where)
        hits = Hits([], sum(kinds.values()))
        hits.hold(top)
        return hits

    def suggest(self, text: str, language: str, size: int = 6) -> list[str]:
        wanted = groups(text, language, [language, settings.LANGUAGE_CODE])
        if not wanted:
            return []
        shown = ("e.shown_in LIKE %s", [f"% {language} %"])
        found = self.titled(wanted, shown, min(size, MAX_SIZE))
        return [entry.document_id for entry in found]

    def look(
        self,
        query: Query,
        wanted: list[Group],
        needed: float | None,
        where: tuple[str, list],
    ) -> tuple[dict[str, int], list[Entry]]:
        """How many there are of each kind, and the page that is asked for."""
        raise NotImplementedError

    def titled(
        self, wanted: list[Group], where: tuple[str, list], size: int
    ) -> list[Entry]:
        """The first of what holds all groups: in the title, then the others."""
        raise NotImplementedError

    def better(
        self, query: Query, languages: Sequence[str], where: tuple[str, list]
    ) -> str:
        """The query with the words that find nothing replaced by some that do."""

        def known(words: list[str]) -> set[str]:
            asked = {word: self.one_word(word, query, languages) for word in words}
            found = self.any_found([each for each in asked.values() if each], where)
            kept = [word for word, group in asked.items() if group]
            return {
                word for word, is_there in zip(kept, found, strict=True) if is_there
            }

        return spelling.better(query.text, query.language, languages, known)

    def one_word(
        self, word: str, query: Query, languages: Sequence[str]
    ) -> Group | None:
        """``word*``: what begins like it."""
        if word.endswith("*"):
            return (Term((beginning(word[:-1]),), prefix=True),)
        return next(iter(groups(f"{word} ", query.language, languages)), None)

    def any_found(self, wanted: list[Group], where: tuple[str, list]) -> list[bool]:
        """For each of the groups whether there is anything that holds it."""
        if not wanted:
            return []
        asked, parameters = [], []
        for group in wanted:
            found, values = self.condition([group], None)
            asked.append(
                "EXISTS (SELECT 1 FROM search_entry e "  # noqa: S608 - our own words
                f"WHERE {where[0]} AND {found})"
            )
            parameters += [*where[1], *values]
        (row,) = rows(f"SELECT {', '.join(asked)}", parameters)
        return [bool(each) for each in row]

    def condition(self, wanted: list[Group], needed: float | None) -> tuple[str, list]:
        """SQL that holds for the rows with all groups, or with enough of them."""
        raise NotImplementedError

    def occurring(self, words: list[str], language: str) -> set[str]:
        """Those of some folded words that entries of a language hold."""
        raise NotImplementedError


def by_kind(size: str) -> str:
    """What the score of a row counts, by its kind and by how much of the title was
    asked for: ``size`` is the number of tokens of the title in SQL."""
    cases = " ".join(
        f"WHEN '{kind}' THEN CASE WHEN {size} THEN {NAMED.get(kind, factor)} "
        f"ELSE {factor} END"
        for kind, factor in KINDS.items()
    )
    return f"CASE kind {cases} ELSE 1.0 END"


def today() -> date:
    return timezone.now().date()


def rows(sql: str, parameters: Sequence) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        return cursor.fetchall()


@cache
def fields() -> list[str]:
    """Of an entry, all but its tokens; columns have the same names."""
    every = [field.attname for field in Entry._meta.concrete_fields]
    return [name for name in every if name not in TOKENS]


def columns() -> str:
    return ", ".join(fields())

"""What Elasticsearch is asked, in its query DSL.

Nothing a reader types becomes syntax: all of it goes into ``match`` queries, cut into
words like the entries (``mapping.document``) and bounded by ``analysis.parse``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from openheritage.locales import open_locales
from search.analysis import (
    MAX_QUERY,
    MAX_TOKEN,
    MAX_WORDS,
    Parsed,
    is_spaceless,
    parse,
    stems,
)
from search.models import EntryKind
from search.references import Reference

from .interface import Query
from .mapping import TEXT_TOKENS, TITLE_TOKENS, field

TITLE_WEIGHT = 3
# News of today count half as much again, those of so long ago a quarter.
FRESHNESS, HALF_LIFE = 0.5, "180d"
# How much must occur when not all does: two words of three, three of four.
MOST = "2<75%"
# Of a run without spaces.
MOST_OF_RUN = "50%"

# Readers leaf through so many results at most, whatever the address says.
MAX_SIZE = 50
MAX_START = 1000

# The server refuses queries of more than a thousand parts. Each token is asked of two
# fields in each way of reading; a mistyped one becomes several.
MAX_TOKENS = 24
MAX_SIMILAR, SPELLINGS = 6, 8
MAX_ELSEWHERE = 400

# Accents are kept, so that a better spelling has them.
SPELLED = re.compile(r"[^\W\d_]{4,40}")

# Titles come before all that speaks of the same.
SUGGESTED = [f"{TITLE_TOKENS}^50", TEXT_TOKENS]
TOKENS = [f"{TITLE_TOKENS}^{TITLE_WEIGHT}", TEXT_TOKENS]


def match(
    words: str, fields: list[str], kind: str = "cross_fields", **more: Any
) -> dict:
    asked = {"query": words, "type": kind, "fields": fields, **more}
    return {"multi_match": asked}


def every(parts: Iterable[dict]) -> dict:
    return {"bool": {"must": list(parts)}}


def best(queries: Iterable[dict]) -> dict:
    """Any of them, scored by the best: two languages' fields often match alike."""
    return {"dis_max": {"queries": list(queries), "tie_breaker": 0.1}}


def begins(word: str, fields: list[str]) -> dict:
    return match(word, fields, "bool_prefix")


@dataclass(frozen=True)
class Reading:
    """The query as it is put to one pair of fields."""

    fields: tuple[str, ...]
    words: tuple[str, ...]
    phrases: tuple[str, ...]
    # The last word while it may go on.
    prefix: str
    references: tuple[Reference, ...] = ()

    def ask(self, words: Iterable[str], **more: Any) -> dict:
        return match(" ".join(words), [*self.fields], operator="and", **more)

    def quoted(self) -> list[dict]:
        """What must stand there as it was typed: phrases, articles and clauses."""
        return [
            *(match(phrase, [*self.fields], "phrase") for phrase in self.phrases),
            *(self.referring(each) for each in self.references),
        ]

    def referring(self, reference: Reference) -> dict:
        """The article itself, and where it is spoken of."""
        itself = match(" ".join(reference.tokens), [f"{TITLE_TOKENS}^50"])
        if len(reference.words) < 2:
            return itself
        spoken = match(" ".join(reference.words), [*self.fields], "phrase")
        return best([itself, spoken])

    def all_words(self) -> Iterator[dict]:
        quoted = self.quoted()
        yield every([*quoted, self.ask(self.words)] if self.words else quoted)
        if self.prefix:
            # "of the her": small words may be left out, and nothing be before the last.
            before = self.words[:-1]
            head = [self.ask(before, zero_terms_query="all")] if before else []
            yield every([*quoted, *head, begins(self.prefix, TOKENS)])

    def similar(self) -> list[dict]:
        """A query for each word, in which a letter or two may be wrong."""
        return [
            match(
                *(word, [*self.fields], "best_fields"),
                minimum_should_match=MOST_OF_RUN,
            )
            # A run, or its pairs of characters.
            if " " in word or is_spaceless(word)
            else match(
                *(word, [*self.fields], "best_fields"),
                fuzziness="AUTO",
                prefix_length=2,
                max_expansions=SPELLINGS,
            )
            for word in self.words[:MAX_SIMILAR]
        ]

    def similar_words(self) -> Iterator[dict]:
        if words := self.similar():
            yield every([*self.quoted(), *words])

    def most_words(self) -> Iterator[dict]:
        words = self.similar()
        if len(words) > 2:
            some = {"bool": {"should": words, "minimum_should_match": MOST}}
            yield every([*self.quoted(), some])


def bounded(parsed: Parsed, tokens: int) -> Parsed:
    """Its beginning; a run without spaces counts by its characters."""
    kept, left = [], tokens
    for word in parsed.words:
        word = word[: left if is_spaceless(word) else MAX_TOKEN]
        left -= len(word) if is_spaceless(word) else 1
        if left < 0 or not word:
            break
        kept.append(word)
    is_whole = len(kept) == len(parsed.words) and (
        not kept or kept[-1] == parsed.prefix
    )
    # Pairs of characters find a longer run as well.
    may_go_on = is_whole and not (
        is_spaceless(parsed.prefix) and len(parsed.prefix) > 1
    )
    phrases = tuple(phrase[:MAX_WORDS] for phrase in parsed.phrases)
    prefix = parsed.prefix if may_go_on else ""
    return Parsed(tuple(kept), phrases, prefix, parsed.references)


def readings(
    text: str,
    languages: Iterable[str],
    tokens: int = MAX_TOKENS,
    *,
    all_fields: bool = True,
) -> list[Reading]:
    """By each language's analyser, by its stems, and word by word."""
    found = []
    for number, language in enumerate(languages):
        parsed = bounded(parse(text, language), tokens)
        if not parsed:
            continue
        stemmed = [" ".join(stems(word, language)) for word in parsed.words]
        phrases = [" ".join(phrase) for phrase in parsed.phrases]
        stemmed_phrases = [
            " ".join(stem for word in phrase for stem in stems(word, language))
            for phrase in parsed.phrases
        ]
        words = [*parsed.words]
        ways = [(TOKENS, stemmed, stemmed_phrases)]
        if all_fields:
            pair = [f"{field('title', language)}^{TITLE_WEIGHT}"]
            ways.append(([*pair, field("text", language)], words, phrases))
        # Behind the stems, whole words stand by the alphabet: no place for phrases.
        if number == 0 and not phrases:
            ways.append((TOKENS, words, []))
        found += [
            Reading(
                *(tuple(fields), tuple(asked), tuple(quoted), parsed.prefix),
                parsed.references,
            )
            for fields, asked, quoted in ways
        ]
    return [*dict.fromkeys(found)]


def fresh(query: dict) -> dict:
    decay = {"date": {"origin": "now", "scale": HALF_LIFE, "decay": 0.5}}
    return {
        "function_score": {
            "query": query,
            "functions": [
                {"weight": 1},
                {
                    "filter": {"term": {"kind": EntryKind.NEWS.value}},
                    "exp": decay,
                    "weight": FRESHNESS,
                },
            ],
            "score_mode": "sum",
            "boost_mode": "multiply",
        }
    }


def body(query: dict, shown: dict, start: int, size: int, kind: str = "") -> dict:
    found = {
        "query": fresh({"bool": {"must": [query], **shown}}),
        "from": max(0, min(start, MAX_START)),
        "size": max(0, min(size, MAX_SIZE)),
        "sort": ["_score", "id"],
        "_source": False,
        "track_total_hits": True,
        "timeout": f"{int(settings.SEARCH_TIMEOUT * 1000)}ms",
        "aggs": {"kinds": {"terms": {"field": "kind", "size": len(EntryKind)}}},
    }
    if kind:
        # After the counting, so that the other kinds keep their numbers.
        found["post_filter"] = {"term": {"kind": kind}}
    return found


def searches(query: Query) -> Iterator[dict]:
    """One after the other is asked, until one finds something."""
    languages = dict.fromkeys([query.language, settings.LANGUAGE_CODE])
    read = readings(query.text, languages)
    shown = {"filter": [{"term": {"shown_in": query.language}}]}
    more: dict = {}
    for ask in (Reading.all_words, Reading.similar_words, Reading.most_words):
        queries = [part for reading in read for part in ask(reading)]
        if queries:
            asked = body(best(queries), shown, query.start, query.size, query.kind)
            yield asked | more
        if query.exact:
            return
        more = spellings(query)


def spellings(query: Query) -> dict:
    if query.language not in dict(settings.WAGTAIL_CONTENT_LANGUAGES):
        # There is no field to take them from.
        return {}
    words = SPELLED.findall(query.text[:MAX_QUERY])[:MAX_WORDS]
    term = {
        "field": field("spelled", query.language),
        "max_edits": 2,
        "prefix_length": 1,
        "size": 1,
    }
    return {"suggest": {"spelling": {"text": " ".join(words), "term": term}}}


def suggestions(text: str, language: str, size: int) -> dict | None:
    parsed = bounded(parse(text, language), MAX_TOKENS)
    words = [*parsed.words, *(word for phrase in parsed.phrases for word in phrase)]
    if not parsed:
        return None
    parts = [match(" ".join(each.tokens), [TITLE_TOKENS]) for each in parsed.references]
    parts += [
        match(" ".join(stems(word, language)), SUGGESTED, operator="and")
        if is_spaceless(word) and len(word) > 1
        else begins(word, SUGGESTED)
        for word in words
    ]
    shown = {"filter": [{"term": {"shown_in": language}}]}
    asked = body(every(parts), shown, 0, size)
    del asked["aggs"]
    return asked


def elsewhere(query: Query) -> dict | None:
    languages = [query.language, *open_locales()]
    tokens = min(MAX_TOKENS, max(2, MAX_ELSEWHERE // len(languages)))
    read = readings(query.text, languages, tokens, all_fields=False)
    queries = [part for reading in read for part in reading.all_words()]
    if not queries:
        return None
    hidden = {"must_not": [{"term": {"shown_in": query.language}}]}
    return body(best(queries), hidden, query.start, query.size, query.kind)

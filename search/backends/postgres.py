"""Full text of PostgreSQL over plain tokens; better spellings by trigrams."""

from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import cache

from django.db import connection, transaction

from search import analysis

from .database import (
    COLUMNS,
    HALF_LIFE,
    MAX_RANKED,
    TITLE,
    DatabaseBackend,
    Group,
    Term,
    document_ids,
    rows,
    today,
    weight,
)
from .interface import Query

# How alike two spellings must be, to be compared at all and to be proposed.
ALIKE, BETTER = 0.2, 0.75
MIN_TYPO = 4

# D, C, B (text), A (title).
WEIGHTS = f"'{{0.1, 0.1, {1 / TITLE}, 1}}'::real[]"


def term(term: Term, weights: str = "") -> str:
    """Letters and digits alone get here, but nothing is left to chance."""
    mark = ("*" if term.prefix else "") + weights
    tokens = [
        "'" + token.replace("\\", "").replace("'", "") + "'" for token in term.tokens
    ]
    ends = [f"{token}:{weights}" if weights else token for token in tokens]
    if mark:
        ends[-1] = f"{tokens[-1]}:{mark}"
    return " <-> ".join(ends)


def any_of(group: Group, weights: str = "") -> str:
    return "(" + " | ".join(f"({term(each, weights)})" for each in group) + ")"


class PostgresBackend(DatabaseBackend):
    def condition(
        self, wanted: list[Group], needed: int, weights: str = ""
    ) -> tuple[str, list]:
        written = [any_of(group, weights) for group in wanted]
        if needed == len(wanted):
            return "e.tokens @@ %s::tsquery", [" & ".join(written)]
        counted = " + ".join(["(e.tokens @@ %s::tsquery)::int"] * len(written))
        return (
            f"e.tokens @@ %s::tsquery AND ({counted}) >= %s",
            [" | ".join(written), *written, needed],
        )

    def count(
        self, wanted: list[Group], needed: int, where: tuple[str, list]
    ) -> dict[str, int]:
        found, parameters = self.condition(wanted, needed)
        sql = (
            f"SELECT e.kind, count(*) FROM search_entry e WHERE {found} "  # noqa: S608 - our own words
            f"AND {where[0]} GROUP BY e.kind"
        )
        return dict(rows(sql, [*parameters, *where[1]]))

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
        found, parameters = self.condition(wanted, needed, "A" if titles else "")
        written = [any_of(group) for group in wanted]
        # All groups count, the long words more; phrases by how near they stand.
        score = " + ".join(
            f"{weight(group)} * ts_rank({WEIGHTS}, tokens, %s::tsquery, 1)"
            for group in wanted
        )
        # Where not all are found, those that have more of them come first.
        counted = written if needed < len(wanted) else []
        most = " + ".join(["(tokens @@ %s::tsquery)::int"] * len(counted)) or "0 + 0"
        sql = f"""
            SELECT {", ".join(COLUMNS)}
            FROM (
                SELECT * FROM search_entry e
                WHERE {found} AND {where[0]} AND (%s = '' OR e.kind = %s)
                LIMIT {MAX_RANKED}
            ) e
            ORDER BY ({most}) DESC, ({score}) * CASE
                WHEN kind = 'news' AND date IS NOT NULL
                THEN 1 + 0.5 * power(2, -greatest(%s::date - date, 0)
                    / {HALF_LIFE}.0)
                ELSE 1 END DESC, date DESC NULLS LAST, id
            LIMIT %s OFFSET %s
        """  # noqa: S608 - our own words
        first = [*parameters, *where[1], kind, kind]
        order = [*counted, *written, today()]
        return document_ids(rows(sql, [*first, *order, size, start]))

    # Better spellings ---------------------------------------------------------

    def better(self, query: Query, languages: Sequence[str]) -> str:
        """The query with the words that nobody wrote replaced by some that are."""
        parsed = analysis.parse(query.text, query.language)
        if not knows_trigrams() or parsed.phrases or len(parsed.words) > 6:
            return ""
        words = [self.spelling(word, languages) for word in parsed.words]
        return " ".join(words) if words != [*parsed.words] else ""

    def spelling(self, word: str, languages: Sequence[str]) -> str:
        if len(word) < MIN_TYPO or not word.isalpha() or analysis.is_spaceless(word):
            return word
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT set_config('pg_trgm.similarity_threshold', %s, true)",
                [str(ALIKE)],
            )
            cursor.execute(
                "SELECT word FROM search_word WHERE language = ANY(%s) "
                "AND word %% %s ORDER BY similarity(word, %s) DESC, word LIMIT 30",
                [[*languages], word, word],
            )
            found = [row[0] for row in cursor.fetchall()]
        if word in found or not found:
            return word
        alike = {each: SequenceMatcher(None, word, each).ratio() for each in found}
        best = max(found, key=lambda each: (alike[each], each[0] == word[0]))
        return best if alike[best] >= BETTER else word

    def occurring(self, words: list[str], language: str) -> set[str]:
        found = rows(
            "SELECT word FROM unnest(%s::text[]) AS word WHERE EXISTS ("
            "SELECT 1 FROM search_entry e WHERE e.language = %s AND e.tokens @@ "
            "quote_literal(word)::tsquery)",
            [words, language],
        )
        return {row[0] for row in found}


@cache
def knows_trigrams() -> bool:
    return bool(rows("SELECT 1 FROM pg_extension WHERE extname = 'pg_trgm'", []))

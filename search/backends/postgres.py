"""Full text of PostgreSQL over plain tokens."""

from itertools import combinations

from django.db import DEFAULT_DB_ALIAS

from search.models import Entry

from .database import (
    HALF_LIFE,
    MAX_RANKED,
    MAX_SIZE,
    MAX_START,
    TITLE,
    DatabaseBackend,
    Group,
    Term,
    by_kind,
    columns,
    fields,
    rows,
    today,
    weight,
)
from .interface import COUNTED, Query

# In which groups are enough of a query.
MAX_WAYS = 40
# So many signatories that have a word are ranked: their names say little more of it.
MAX_SIGNED = MAX_START + MAX_SIZE

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


def in_names(wanted: list[Group], needed: float | None) -> list[Group]:
    """What signatories are looked for by, where not all words must be found: those that
    a reader has written. Other forms, which begin alike, are of texts; and there may be
    a million names, of which each that begins so would be looked at."""
    if needed is None:
        return wanted
    return [tuple(each for each in group if not each.is_form) for group in wanted]


def matched(wanted: list[Group]) -> str:
    """What the groups that a row has weigh."""
    return " + ".join(
        f"{weight(group)} * (e.tokens @@ %s::tsquery)::int" for group in wanted
    )


def enough(wanted: list[Group], needed: float) -> list[list[Group]]:
    """The fewest groups that a row must have to have enough of them, each way."""
    ways: list[list[Group]] = []
    for number in range(1, len(wanted) + 1):
        for some in combinations(wanted, number):
            is_more = any(all(group in some for group in way) for way in ways)
            if not is_more and sum(map(weight, some)) >= needed:
                ways.append([*some])
                if len(ways) > MAX_WAYS:
                    return []
    return ways


def entries(found: list[tuple]) -> list[Entry]:
    """As they come, since PostgreSQL has a type for days, too. (``raw`` would look anew
    each time which column is which field.)"""
    return [Entry.from_db(DEFAULT_DB_ALIAS, fields(), row) for row in found]


class PostgresBackend(DatabaseBackend):
    """In a small table PostgreSQL looks at every row: at its languages first, since the
    tokens are long and lie elsewhere."""

    def condition(self, wanted: list[Group], needed: float | None) -> tuple[str, list]:
        written = [any_of(group) for group in wanted]
        if needed is None:
            return "e.tokens @@ %s::tsquery", [" & ".join(written)]
        # The index alone tells who has enough, of words that have hundreds of thousands
        # each; but a query of very many ways takes longer than it saves.
        if ways := enough(wanted, needed):
            both = [" & ".join(any_of(each) for each in way) for way in ways]
            return "e.tokens @@ %s::tsquery", [" | ".join(f"({each})" for each in both)]
        return (
            f"e.tokens @@ %s::tsquery AND ({matched(wanted)}) >= %s",
            [" | ".join(written), *written, needed],
        )

    def look(
        self,
        query: Query,
        wanted: list[Group],
        needed: float | None,
        where: tuple[str, list],
    ) -> tuple[dict[str, int], list[Entry]]:
        """One statement: what begins so is looked for once, which takes most of it.
        (One row stands on the left: what is shown keeps its order.)"""
        start, size = min(query.start, MAX_START), min(query.size, MAX_SIZE)
        found, parameters = self.found(wanted, needed, where, COUNTED + 1)
        ranked, ranking = self.ranked(wanted, needed, query.kind)
        sql = f"""
            WITH {found}
            SELECT counted.kinds, shown.* FROM (
                SELECT json_object_agg(kind, number) AS kinds
                FROM (SELECT kind, count(*) AS number FROM found GROUP BY kind) each
            ) counted
            LEFT JOIN ({ranked} LIMIT %s OFFSET %s) shown ON true
        """  # noqa: S608 - our own words
        answer = rows(sql, [*parameters, *ranking, size, start])
        kinds = answer[0][0]
        top = [row[1:] for row in answer if row[1] is not None]
        return kinds or {}, entries(top)

    def titled(
        self, wanted: list[Group], where: tuple[str, list], size: int
    ) -> list[Entry]:
        found, parameters = self.found(wanted, None, where, MAX_SIGNED)
        ranked, ranking = self.ranked(wanted, None, "", titles_first=True)
        sql = f"WITH {found} {ranked} LIMIT %s"
        return entries(rows(sql, [*parameters, *ranking, size]))

    def found(
        self,
        wanted: list[Group],
        needed: float | None,
        where: tuple[str, list],
        signed: int,
    ) -> tuple[str, list]:
        """All that there is, but signatories to a number alone: there may be a
        million, and each of them that has the word would be read.

        What is no signatory has an index of its own. That the rows are set down first
        keeps PostgreSQL from thinking that it will soon have enough of them, and from
        reading the whole table for a word that is nowhere.
        """
        named, of_names = self.condition(in_names(wanted, needed), needed)
        found, of_all = self.condition(wanted, needed)
        sql = f"""
            signed AS MATERIALIZED (
                SELECT e.id, e.kind FROM search_entry e
                WHERE e.kind = 'signatory' AND {where[0]} AND {named}
            ),
            found AS MATERIALIZED (
                SELECT e.id, e.kind FROM search_entry e
                WHERE e.kind <> 'signatory' AND {where[0]} AND {found}
                UNION ALL (SELECT id, kind FROM signed LIMIT {signed})
            )
        """  # noqa: S608 - our own words
        return sql, [*where[1], *of_names, *where[1], *of_all]

    def ranked(
        self,
        wanted: list[Group],
        needed: float | None,
        kind: str,
        *,
        titles_first: bool = False,
    ) -> tuple[str, list]:
        """What of ``found`` is shown, in its order."""
        written = [any_of(group) for group in wanted]
        # All groups count, the long words more; phrases by how near they stand.
        score = " + ".join(
            f"{weight(group)} * ts_rank({WEIGHTS}, tokens, %s::tsquery, 1)"
            for group in wanted
        )
        # Where not all are found, those that have more of them come first.
        counted = written if needed is not None else []
        most = matched(wanted) if counted else "0 + 0"
        in_title = " & ".join(any_of(group, "A") for group in wanted)
        titled = "tokens @@ %s::tsquery" if titles_first else "0 + 0"
        named = by_kind(
            f"array_length(string_to_array(title_tokens, ' '), 1) <= {2 * len(wanted)}"
        )
        sql = f"""
            SELECT {columns()} FROM search_entry e
            WHERE e.id = ANY(ARRAY(
                (SELECT id FROM found
                WHERE kind <> 'signatory' AND (%s = '' OR kind = %s)
                LIMIT {MAX_RANKED})
                UNION ALL
                (SELECT id FROM found
                WHERE kind = 'signatory' AND (%s = '' OR kind = %s)
                LIMIT {MAX_SIGNED})
            ))
            ORDER BY ({titled}) DESC, ({most}) DESC, ({score}) * {named} * CASE
                WHEN kind = 'news' AND date IS NOT NULL
                THEN 1 + 0.5 * power(2, -greatest(%s::date - date, 0)
                    / {HALF_LIFE}.0)
                ELSE 1 END DESC, date DESC NULLS LAST, id
        """  # noqa: S608 - our own words
        order = [*([in_title] if titles_first else []), *counted, *written, today()]
        return sql, [kind, kind, kind, kind, *order]

    def any_found(self, wanted: list[Group], where: tuple[str, list]) -> list[bool]:
        if not wanted:
            return []
        given, asked, parameters = [], [], []
        for number, group in enumerate(wanted):
            found, values = self.condition([group], None)
            # A million names are looked through for what is nowhere else.
            given.append(
                f"g{number} AS MATERIALIZED ("  # noqa: S608 - our own words
                "SELECT 1 FROM search_entry e "
                f"WHERE e.kind <> 'signatory' AND {where[0]} AND {found} "
                "UNION ALL SELECT 1 FROM search_entry e "
                f"WHERE e.kind = 'signatory' AND {where[0]} AND {found})"
            )
            asked.append(f"EXISTS (TABLE g{number})")
            parameters += 2 * [*where[1], *values]
        sql = f"WITH {', '.join(given)} SELECT {', '.join(asked)}"
        (row,) = rows(sql, parameters)
        return [*row]

    def occurring(self, words: list[str], language: str) -> set[str]:
        found = rows(
            "SELECT word FROM unnest(%s::text[]) AS word WHERE EXISTS ("
            "SELECT 1 FROM search_entry e WHERE e.language = %s AND e.tokens @@ "
            "quote_literal(word)::tsquery)",
            [words, language],
        )
        return {row[0] for row in found}

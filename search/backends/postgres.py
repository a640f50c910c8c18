"""Full text of PostgreSQL over plain tokens."""

from django.db import DEFAULT_DB_ALIAS

from search.models import Entry

from .database import (
    HALF_LIFE,
    MAX_RANKED,
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


def matched(wanted: list[Group]) -> str:
    """What the groups that a row has weigh."""
    return " + ".join(
        f"{weight(group)} * (e.tokens @@ %s::tsquery)::int" for group in wanted
    )


class PostgresBackend(DatabaseBackend):
    """In a small table PostgreSQL looks at every row: at its languages first, since the
    tokens are long and lie elsewhere."""

    def condition(
        self, wanted: list[Group], needed: float | None, weights: str = ""
    ) -> tuple[str, list]:
        written = [any_of(group, weights) for group in wanted]
        if needed is None:
            return "e.tokens @@ %s::tsquery", [" & ".join(written)]
        return (
            f"e.tokens @@ %s::tsquery AND ({matched(wanted)}) >= %s",
            [" | ".join(written), *written, needed],
        )

    def count(
        self, wanted: list[Group], needed: float | None, where: tuple[str, list]
    ) -> dict[str, int]:
        found, parameters = self.condition(wanted, needed)
        sql = (
            f"SELECT e.kind, count(*) FROM search_entry e WHERE {where[0]} "  # noqa: S608 - our own words
            f"AND {found} GROUP BY e.kind"
        )
        return dict(rows(sql, [*where[1], *parameters]))

    def page(
        self,
        wanted: list[Group],
        needed: float | None,
        where: tuple[str, list],
        kind: str,
        start: int,
        size: int,
        *,
        titles_first: bool = False,
    ) -> list[Entry]:
        found, parameters = self.condition(wanted, needed)
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
            SELECT {columns()}
            FROM (
                SELECT * FROM search_entry e
                WHERE {where[0]} AND (%s = '' OR e.kind = %s) AND {found}
                LIMIT {MAX_RANKED}
            ) e
            ORDER BY ({titled}) DESC, ({most}) DESC, ({score}) * {named} * CASE
                WHEN kind = 'news' AND date IS NOT NULL
                THEN 1 + 0.5 * power(2, -greatest(%s::date - date, 0)
                    / {HALF_LIFE}.0)
                ELSE 1 END DESC, date DESC NULLS LAST, id
            LIMIT %s OFFSET %s
        """  # noqa: S608 - our own words
        first = [*where[1], kind, kind, *parameters]
        order = [*([in_title] if titles_first else []), *counted, *written, today()]
        entries = rows(sql, [*first, *order, size, start])
        # As they come, since PostgreSQL has a type for days, too. (``raw`` would look
        # anew each time which column is which field.)
        return [Entry.from_db(DEFAULT_DB_ALIAS, fields(), row) for row in entries]

    def occurring(self, words: list[str], language: str) -> set[str]:
        found = rows(
            "SELECT word FROM unnest(%s::text[]) AS word WHERE EXISTS ("
            "SELECT 1 FROM search_entry e WHERE e.language = %s AND e.tokens @@ "
            "quote_literal(word)::tsquery)",
            [words, language],
        )
        return {row[0] for row in found}

"""SQLite's FTS5 over plain tokens, beside the table that holds them."""

from collections import Counter

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
    rows,
    today,
    weight,
)
from .interface import Query


def term(term: Term) -> str:
    """A quoted string is a phrase, whatever stands in it."""
    words = " ".join(token.replace('"', "") for token in term.tokens)
    return f'"{words}"' + (" *" if term.prefix else "")


def any_of(group: Group) -> str:
    return "(" + " OR ".join(map(term, group)) + ")"


MATCHING = "SELECT rowid FROM search_fts WHERE search_fts MATCH %s"


class SqliteBackend(DatabaseBackend):
    def condition(self, wanted: list[Group], needed: float | None) -> tuple[str, list]:
        return f"e.id IN ({MATCHING})", [self.match(wanted, needed)]

    def match(self, wanted: list[Group], needed: float | None) -> str:
        return (" AND " if needed is None else " OR ").join(map(any_of, wanted))

    def matched(self, wanted: list[Group], needed: float | None) -> tuple[str, list]:
        """What the groups that a row has weigh, where not all are needed."""
        if needed is None:
            return "0", []
        counted = [f"{weight(group)} * (e.id IN ({MATCHING}))" for group in wanted]
        return f"({' + '.join(counted)})", [*map(any_of, wanted)]

    def look(
        self,
        query: Query,
        wanted: list[Group],
        needed: float | None,
        where: tuple[str, list],
    ) -> tuple[dict[str, int], list[Entry]]:
        """What has room on the first page is not counted by another query."""
        start, size = min(query.start, MAX_START), min(query.size, MAX_SIZE)
        if start or query.kind:
            kinds = self.count(wanted, needed, where)
            top = self.page(wanted, needed, where, query.kind, start, size)
            return kinds, top
        top = self.page(wanted, needed, where, "", 0, size)
        if len(top) < size:
            return Counter(entry.kind for entry in top), top
        return self.count(wanted, needed, where), top

    def titled(
        self, wanted: list[Group], where: tuple[str, list], size: int
    ) -> list[Entry]:
        return self.page(wanted, None, where, "", 0, size, titles_first=True)

    def count(
        self, wanted: list[Group], needed: float | None, where: tuple[str, list]
    ) -> dict[str, int]:
        found, first = self.condition(wanted, needed)
        matched, parameters = self.matched(wanted, needed)
        sql = (
            "SELECT e.kind, count(*) FROM search_entry e "  # noqa: S608 - our own words
            f"WHERE {found} AND {matched} >= {needed or 0} "
            f"AND {where[0]} GROUP BY e.kind"
        )
        return dict(rows(sql, [*first, *parameters, *where[1]]))

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
        matched, parameters = self.matched(wanted, needed)
        match = self.match(wanted, needed)
        first, in_title = "0", []
        if titles_first:
            first = f"e.id IN ({MATCHING})"
            in_title = [f"{{title_tokens}} : ({match})"]
        named = by_kind(
            "length(title_tokens) - length(replace(title_tokens, ' ', ''))"
            f" < {2 * len(wanted)}"
        )
        # bm25 is the smaller the better, and below zero.
        sql = f"""
            SELECT {columns()} FROM (
                SELECT e.*, -bm25(search_fts, {TITLE}, 1.0) AS score,
                    {matched} AS matched, {first} AS first
                FROM search_fts JOIN search_entry e ON e.id = search_fts.rowid
                WHERE search_fts MATCH %s AND matched >= {needed or 0}
                    AND {where[0]} AND (%s = '' OR e.kind = %s)
                LIMIT {MAX_RANKED}
            )
            ORDER BY first DESC, matched DESC, score * {named}
                * CASE WHEN kind = 'news' AND date IS NOT NULL
                THEN 1 + 0.5 * power(2, -max(julianday(%s) - julianday(date), 0)
                    / {HALF_LIFE}.0)
                ELSE 1 END DESC, date IS NULL, date DESC, id
            LIMIT %s OFFSET %s
        """  # noqa: S608 - our own words
        asked = [*parameters, *in_title, match, *where[1], kind, kind]
        asked += [today().isoformat(), size, start]
        return [*Entry.objects.raw(sql, asked)]

    def occurring(self, words: list[str], language: str) -> set[str]:
        sql = (
            f"SELECT 1 FROM search_entry WHERE id IN ({MATCHING}) "  # noqa: S608 - our own words
            "AND language = %s LIMIT 1"
        )
        return {word for word in words if rows(sql, [term(Term((word,))), language])}

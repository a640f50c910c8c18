"""Results, kept as parts of pages are (``openheritage/parts.py``): what one reader has
searched, many search, once it was in the news.

They hold public words alone, of which some are marked. A hash stands for what was
typed; where results hold that (another spelling of it), they are not kept.
"""

import json
from dataclasses import astuple, dataclass

from django.conf import settings
from django.utils.safestring import SafeString

from openheritage import facts
from openheritage.generations import Kept, Room, noting
from openheritage.page_cache import BEGUN, OF_QUERIES, Begun
from openheritage.pseudonyms import key

from .backends import Query
from .items import items
from .results import Results, find


@dataclass
class Found(Kept):
    results: Results
    # Those of the reader's language, as HTML.
    html: SafeString
    tables: set[str]

    @property
    def size(self) -> int:  # type: ignore[override]  # counted when it is asked for
        """Of the HTML, and about as much again of what it was written from."""
        return 4 * len(self.html) + 1000


# As much as for parts of pages that were asked for with a query.
ROOM: Room[Found] = Room(lambda: settings.PAGE_PARTS_MB * OF_QUERIES / 2)


def ask(query: Query, tables: set[str]) -> Found:
    results = find(query)
    html = items(results.promoted, is_promoted=True) + items(results.shown)
    return Found(results, html, tables)


def of(query: Query, environ: dict) -> Found:
    """``environ``: of the request."""
    begun: Begun | None = environ.get(BEGUN)
    # A search server is behind the table, and nobody tells of it.
    if begun is None or settings.SEARCH_URL:
        return ask(query, set())
    name = (key(json.dumps(astuple(query)), "results"),)
    found = ROOM.kept.get(name)
    if found is not None and found.is_good:
        found.give()
        return found
    with noting() as tables:
        found = ask(query, tables)
        results = found.results
        is_typed = results.is_miss or results.better or results.searched
        is_sure = not is_typed and not facts.here.has_old
        if is_sure and found.hold(tables, begun.before, begun.at):
            # Who was withdrawn is not kept though nobody would be shown it.
            ROOM.sweep()
            ROOM.put(name, found)
    return found

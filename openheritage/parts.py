"""Parts of pages, kept as whole ones are (``page_cache.py``).

They serve who passes by those: readers with a cookie; and everybody, once something
has changed that a part does not show, as each signature changes the numbers of the
register and not the words of the Statement.

    {% kept "text" %}…{% endkept %}

Each has a name of its own on a page, the frame's parts among them. A part is the same
for all who ask for an address, and shows nothing of the register, of search or of the
translators that was read before it begins: what it reads of them itself is noted. Of
what ``shows_organisations``, a page or the context of a view, every part is taken for
one of the register's. Elsewhere no ``{% kept %}`` stands around numbers of the register
that the view has asked for, and nowhere around what a reader has entered.

A view whose pages hold answers names the parts that hold none, each with what else it
depends on than the address: ``kept_parts``, in its context. Whatever follows the
address, ``{% kept "footer" of_path %}`` is the same.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import timezone
from django.utils.safestring import SafeString

from . import facts
from .generations import LONGEST, REGISTER, Kept, Room, noting
from .page_cache import BEGUN, LARGEST, OF_QUERIES, Begun, is_known

# Beside its words, a part has its key and the names of its tables.
BESIDE = 1000


class Part(Kept):
    def __init__(self, html: SafeString, tables: set[str]) -> None:
        self.html = html
        self.tables = tables
        self.size = 2 * len(html) + BESIDE


# As of whole pages: made-up queries drive out no part of a page.
ROOM: Room[Part] = Room(lambda: settings.PAGE_PARTS_MB * (1 - OF_QUERIES))
# Half of that is for results (``search/kept.py``).
ROOM_OF_QUERIES: Room[Part] = Room(lambda: settings.PAGE_PARTS_MB * OF_QUERIES / 2)


def ends_soon(until: datetime | None) -> bool:
    """Whether a page will not be the same for as long as its parts are kept."""
    return until is not None and until < timezone.now() + timedelta(seconds=LONGEST)


def may_be_kept(environ: dict, *, is_of_path: bool) -> bool:
    query = environ.get("QUERY_STRING")
    return BEGUN in environ and (is_of_path or not query or is_known(query))


def kept(
    environ: dict,
    name: str,
    make: Callable[[], SafeString],
    *,
    is_of_path: bool = False,
    with_register: bool = False,
) -> SafeString:
    """The part of a page, made by ``make`` unless it is kept and good. For an answer of
    which parts ``may_be_kept``."""
    begun: Begun = environ[BEGUN]
    query = "" if is_of_path else environ.get("QUERY_STRING", "")
    key = (*begun.place, query, name)
    room = ROOM_OF_QUERIES if query else ROOM
    part = room.kept.get(key)
    if part is not None and part.is_good:
        part.give()
        return part.html
    with noting() as tables:
        html = make()
        if with_register:
            tables |= REGISTER.tables
        part = Part(html, tables)
        # Also what stands outside may be in it.
        is_sure = not facts.here.has_old and part.size < LARGEST
        if is_sure and part.hold(tables, begun.before, begun.at):
            room.put(key, part)
    return html

"""Entries written by hand, for what needs no page."""

from itertools import count
from uuid import uuid4

from django.utils import timezone

from search import analysis, backends
from search.backends import Query
from search.models import Change, Entry, EntryKind

numbers = count(1)


def make_entry(title: str, text: str = "", language: str = "en", **more) -> Entry:
    number = next(numbers)
    values = {
        "thing": f"page:{uuid4()}",
        "language": language,
        "shown_in": f" {language} ",
        "kind": EntryKind.PAGE,
        "title": title,
        "text": text,
        "path": f"entry-{number}/",
        "source": "home.contentpage",
        "source_id": number,
        "title_tokens": analysis.document(title, language),
        "text_tokens": analysis.document(text, language),
    }
    return Entry.objects.create(**values | more)


def enter(thing: str, *gone: str) -> Change:
    """A change of which the table knows already, and the server does not."""
    return Change.objects.create(
        thing=thing, entered_at=timezone.now(), gone=list(gone)
    )


def found(text: str, language: str = "en", **more) -> list[str]:
    """The titles that the server itself finds: the database does not stand in."""
    server = backends.server()
    server.refresh(server.alias)
    ids = server.search(Query(text, language, **more)).ids
    rows = {entry.document_id: entry.title for entry in Entry.objects.all()}
    return [rows.get(name, "no such entry") for name in ids]

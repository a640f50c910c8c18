"""The list for the tool that sends mails to many: comma-separated values in UTF-8.

Without the mark of UTF-8 that lists for spreadsheets have: tools would take it for a
part of the first column's name. Whoever opens it in a spreadsheet runs no formula all
the same.
"""

import csv
from collections.abc import Iterator

from django.db.models import QuerySet

from openheritage.spreadsheets import Lines, safe

from .models import Subscriber
from .subscribing import known_topics, ways_out

COLUMNS = ("name", "email", "language", "topics", "opt_in_time", "unsubscribe")

# Rows that are read, and sent, at a time.
CHUNK = 500


def mailbox(address: str) -> str:
    """The same mailbox, in a spelling that is no formula: a local part may be quoted
    (RFC 5321, 4.1.2). An apostrophe before it would make it another one's."""
    if safe(address) == address:
        return address
    local, _at, domain = address.rpartition("@")
    return f'"{local}"@{domain}'


def row(person: Subscriber, unsubscribe: str) -> list[str]:
    at = person.confirmed_at
    return [
        safe(person.name),
        mailbox(person.email),
        person.language,
        ",".join(known_topics(person.topics)),
        at.isoformat(timespec="seconds") if at else "",
        unsubscribe,
    ]


def lines(people: QuerySet[Subscriber]) -> Iterator[str]:
    """Each with a link of its own, by which whoever gets a mail ends all of them: by
    hand, or by the mail program (RFC 8058)."""
    writer = csv.writer(Lines())
    yield writer.writerow(COLUMNS)
    pks = list(people.order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(pks), CHUNK):
        # Who has stopped it since is not among them.
        found = list(people.filter(pk__in=pks[start : start + CHUNK]).order_by("pk"))
        ways = ways_out(found)
        for person in found:
            yield writer.writerow(row(person, ways[person.pk].url))

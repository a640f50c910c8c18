"""What readers search and do not find, counted by day, for those who write pages.

The one thing that a GET writes. That is harmless: nobody is told apart, a row says
that some words found nothing on some day; the same words make one row a day, the
answer is kept by caches for ``PUBLIC_MAX_AGE`` seconds, and a day has room for
``ROWS_A_DAY`` rows. Staff see only what was missed on several days, so that what one
person typed once is shown to nobody.
"""

import re
from contextlib import nullcontext
from datetime import timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import Count, Max, QuerySet, Sum
from django.utils import timezone

from openheritage.text import collapsed, folded

from .models import Missed

LONGEST = 80
ROWS_A_DAY = 2_000
# Different days on which a query is missed before staff see it.
SHOWN_FROM = 3
KEEP = timedelta(days=90)

# Telephone numbers, years of birth, numbers of passports, however they are grouped.
DIGITS = re.compile(r"\d(?:[\s./()+_–-]*\d){3}")


def normal(query: str) -> str:
    """The form in which a query is counted; empty if it may name a person."""
    text = collapsed(folded(query))
    if "@" in text or len(text) > LONGEST or DIGITS.search(text):
        return ""
    return text if any(map(str.isalnum, text)) else ""


# One statement, since a search waits for it: one hit more, or a new row unless the day
# has as many as it may; the newest tell, and no more than so many are read.
NOTE = """
    INSERT INTO search_missed (locale, query, day, hits)
    SELECT %(locale)s, %(query)s, %(day)s, 1
    WHERE COALESCE(%(day)s <> (
        SELECT day FROM search_missed ORDER BY id DESC LIMIT 1 OFFSET %(others)s
    ), TRUE) OR EXISTS (
        SELECT 1 FROM search_missed
        WHERE locale = %(locale)s AND query = %(query)s AND day = %(day)s
    )
    ON CONFLICT (locale, query, day) DO UPDATE SET hits = search_missed.hits + 1
"""


def note(query: str, language: str) -> None:
    text, day = normal(query), timezone.now().date()
    if not text:
        return
    values = {
        "locale": language,
        "query": text,
        "day": connection.ops.adapt_datefield_value(day),
        "others": ROWS_A_DAY - 1,
    }
    try:
        # A savepoint, should the request have a transaction.
        savepoint = transaction.atomic if connection.in_atomic_block else nullcontext
        with savepoint(), connection.cursor() as cursor:
            cursor.execute(NOTE, values)
    except DatabaseError:
        # Another's lock, or a copy that cannot be written: the reader's answer counts.
        return


def shown() -> QuerySet:
    """What staff see: dictionaries, the most often missed first."""
    return (
        Missed.objects.values("locale", "query")
        .annotate(days=Count("day"), searches=Sum("hits"), last=Max("day"))
        .filter(days__gte=SHOWN_FROM)
        .order_by("-days", "-searches", "locale", "query")
    )


def purge() -> None:
    Missed.objects.filter(day__lt=timezone.now().date() - KEEP).delete()

"""What was done stays written, whoever asks and by whatever way.

On SQLite: ``tests/test_smoke_sqlite.py``.
"""

import pytest
from django.db import DatabaseError, connection, transaction

from events.models import Event
from tests.signing import make_published

pytestmark = pytest.mark.django_db


@pytest.fixture
def event() -> Event:
    return Event.objects.about("signature", make_published().pk).first()


def rows() -> list[dict]:
    return list(Event.objects.order_by("pk").values())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE events_event SET verb = 'erased'",
        "DELETE FROM events_event",
        "TRUNCATE events_event",
        "TRUNCATE events_event CASCADE",
    ],
)
def test_the_database_refuses_to_change_what_was_done(event, statement):
    before = rows()
    assert before
    with connection.cursor() as cursor:
        # A table whose keys are still to be looked at cannot be emptied anyhow.
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with (
            pytest.raises(DatabaseError, match="only ever added"),
            transaction.atomic(),
        ):
            cursor.execute(statement)
    assert rows() == before


@pytest.mark.parametrize(
    "act",
    [
        lambda event: event.save(),
        lambda event: event.delete(),
        lambda event: Event.objects.filter(pk=event.pk).update(verb="erased"),
        lambda event: Event.objects.filter(pk=event.pk).delete(),
    ],
)
def test_the_code_refuses_in_words(event, act):
    before = rows()
    with pytest.raises(TypeError, match="only ever added"):
        act(event)
    assert rows() == before

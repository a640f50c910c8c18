"""Statements that are composed once say the same as those that Django composes."""

import datetime
import uuid

import pytest
from django.db import IntegrityError
from django.forms import model_to_dict
from django.utils import timezone

from correspondence import leases, outbox
from correspondence.models import Lookup, Message, Suppression
from events.models import Event
from journal.models import Line
from limits.models import Attempt, SentForm
from openheritage.composed import insert, insert_unless_taken, update

pytestmark = pytest.mark.django_db

NOW = timezone.now()
STRANGE = ["it's", "100 %s", "value 0", 'a"b', "\\", "名", ""]


def message(**fields: object) -> Message:
    known = {"kind": "signatures.confirm", "about": "signature", "about_id": 2**40}
    return Message(**known | {"language": "ar", "next_attempt_at": NOW} | fields)


ROWS = [
    message(data={"words": "“It's”", "n": [1, None]}, lease=uuid.uuid4()),
    message(day=datetime.date(2026, 2, 28), slot=1, leased_until=NOW),
    Event(verb="published", about="signature", about_id=7, data={"ü": "%s"}),
    Attempt(action="sign", kind="network", key="0" * 64),
    Lookup(key="1" * 64, domain="museum.example"),
    SentForm(key="2" * 64, sealed=b"\x00\xff'"),
    Line(kind="mail.sent", data={"mail": 3}),
]


@pytest.mark.parametrize("key", STRANGE)
def test_a_value_is_a_value_whatever_it_says(key):
    Suppression.objects.create(key=key)
    assert outbox.suppressed(key=key) == [(1,)]
    assert outbox.suppressed(key=f"{key}x") == []


@pytest.mark.parametrize("day", [datetime.date(1, 1, 1), datetime.date(2026, 11, 28)])
def test_a_day_is_one_and_none_stands_for_another(day):
    for slot in (0, 2):
        message(address_key="k", day=day, slot=slot).save()
    message(address_key="k", day=day).save()
    message(address_key="k", day=day + datetime.timedelta(1), slot=1).save()
    assert sorted(outbox.slots(address_key="k", day=day)) == [(0,), (2,)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: type(row).__name__)
def test_a_row_is_written_as_it_would_be_saved(row):
    model, fields = type(row), row._meta.concrete_fields
    values = {field.attname: getattr(row, field.attname) for field in fields}
    # What is unique, or the moment of saving, is another one's.
    own = {"id", "uid", "key", "created_at", "address_key"}
    others = {"uid": uuid.uuid4(), "key": "3" * 64, "address_key": "another"}
    model(**values | {name: others[name] for name in others if name in values}).save()
    fresh = model(**values)
    assert insert([fresh])
    found = model.objects.get(pk=fresh.pk)
    saved = model.objects.exclude(pk=fresh.pk).order_by("pk").last()
    assert model_to_dict(found, exclude=own) == model_to_dict(saved, exclude=own)
    # It is a row of the database by now.
    assert not fresh._state.adding


def test_several_rows_get_a_number_each():
    rows = [Attempt(action="sign", kind="domain", key=f"{n}" * 64) for n in range(3)]
    assert insert(rows)
    found = Attempt.objects.in_bulk([row.pk for row in rows])
    assert [found[row.pk].key[0] for row in rows] == ["0", "1", "2"]
    assert insert([])


def test_what_is_unique_is_in_the_way_and_nothing_is_broken():
    first, second = (SentForm(key="4" * 64) for _time in range(2))
    assert insert_unless_taken(first)
    assert not insert_unless_taken(second)
    assert second.pk is None
    # The transaction goes on.
    assert SentForm.objects.filter(key="4" * 64).get() == first
    with pytest.raises(IntegrityError):
        insert([second])


def test_a_row_that_is_gone_is_not_written():
    row = Suppression.objects.create(key="before")
    row.key = "after"
    assert update(row)
    assert Suppression.objects.get(pk=row.pk).key == "after"
    Suppression.objects.filter(pk=row.pk).delete()
    assert not update(row)
    assert not Suppression.objects.filter(key="after").exists()


def test_a_change_is_written_where_it_should_be_and_tells_its_rows():
    one, other = (message(attempts=number) for number in (3, 5))
    lease, moment = uuid.uuid4(), timezone.now()
    for row in (one, other):
        row.lease = lease
        row.save()
    found = leases.lease_due.row(Message, now=NOW, lease=uuid.UUID(int=1))
    assert found.pk == one.pk
    assert (found.attempts, found.lease) == (4, uuid.UUID(int=1))
    assert not leases.end_sent(number=other.pk, lease=found.lease, sent_at=moment)
    assert leases.end_sent(number=one.pk, lease=found.lease, sent_at=moment)
    one.refresh_from_db()
    other.refresh_from_db()
    assert (one.state, one.lease, one.sent_at) == (Message.State.SENT, None, moment)
    assert (other.attempts, other.lease, other.sent_at) == (5, lease, None)

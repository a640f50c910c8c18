"""Statements that Django composes once.

For a short statement Django takes longer to compose the SQL than PostgreSQL to do it.
Where very many wait for the same one, as for a form that they have sent, it is composed
the first time, and done with other values from then on.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import cache
from inspect import signature
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db import connection
from django.db.models import AutoField, Model, QuerySet
from django.db.models.sql import UpdateQuery

M = TypeVar("M", bound=Model)

# What stands for values while a query is composed, by their types. Numbers fit a column
# of 32 bits.
MARKS: dict[Any, Callable[[int], Any]] = {
    str: lambda number: f"value {number}",
    int: lambda number: 2_000_000_000 + number,
    date: lambda number: date.min + timedelta(number),
    datetime: lambda number: datetime.min.replace(tzinfo=UTC) + timedelta(number, 1),
    UUID: lambda number: UUID(int=number),
}


class Change(NamedTuple):
    """What is written into all rows of a query; its answer is these rows."""

    rows: QuerySet[Any, Any]
    fields: dict[str, Any]

    def composed(self) -> tuple[str, Sequence[Any]]:
        # Django's types do not know that it makes one of this kind.
        query: Any = self.rows.query.chain(UpdateQuery)
        query.add_update_values(self.fields)
        sql, values = query.get_compiler(connection=connection).as_sql()
        return f"{sql} RETURNING *", values

    def row(self) -> Any:
        """Does it; the first of its rows, if there is any."""
        return first(self.rows.model, *self.composed())


def first(model: type[M], sql: str, values: Sequence[Any]) -> M | None:
    return next(iter(model._default_manager.raw(sql, values)), None)


def adapted(value: Any) -> Any:
    """As this database takes it."""
    if isinstance(value, datetime):
        return connection.ops.adapt_datetimefield_value(value)
    if isinstance(value, date):
        return connection.ops.adapt_datefield_value(value)
    if isinstance(value, UUID) and not connection.features.has_native_uuid_field:
        return value.hex
    return value


class Composed:
    """A query, or ``Change``, as a function of values, whose rows are tuples::

        @Composed
        def bans(value: str) -> QuerySet:
            return Ban.objects.filter(value=value).values_list("kind")

        bans(value="example.org")

    Parameters are ``str``, ``int``, ``date``, ``datetime`` or ``UUID``, and say so.
    Columns are those that need no conversion: texts and whole numbers. All that the
    query depends on is a parameter, or stays as it is.
    """

    def __init__(self, compose: Callable[..., QuerySet[Any, Any] | Change]) -> None:
        self.compose = compose
        # By the database's kind: what is asked, and for each place the name of its
        # value, or what it is.
        self.made: dict[str, tuple[str, list[tuple[str | None, Any]]]] = {}

    def make(self) -> tuple[str, list[tuple[str | None, Any]]]:
        parameters = signature(self.compose).parameters.items()
        marks = {
            name: MARKS[about.annotation](number)
            for number, (name, about) in enumerate(parameters)
        }
        asked = self.compose(**marks)
        if isinstance(asked, Change):
            sql, places = asked.composed()
        else:
            sql, places = asked.query.get_compiler(connection=connection).as_sql()
        names = {adapted(mark): name for name, mark in marks.items()}
        return sql, [(names.get(place), place) for place in places]

    def asked(self, values: dict[str, Any]) -> tuple[str, list[Any]]:
        if connection.vendor not in self.made:
            self.made[connection.vendor] = self.make()
        sql, places = self.made[connection.vendor]
        return sql, [adapted(values[name]) if name else place for name, place in places]

    def __call__(self, **values: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(*self.asked(values))
            return cursor.fetchall()

    def row(self, model: type[M], **values: Any) -> M | None:
        """The first, of a query of rows of a model."""
        return first(model, *self.asked(values))


@cache
def written(model: type[Model]) -> list[Any]:
    fields = model._meta.concrete_fields
    return [field for field in fields if not isinstance(field, AutoField)]


@cache
def insertion(model: type[Model], rows: int, otherwise: str) -> str:
    meta, quoted = model._meta, connection.ops.quote_name
    columns = [quoted(field.column) for field in written(model)]
    values = f"({', '.join(['%s'] * len(columns))})"
    return (
        f"INSERT INTO {quoted(meta.db_table)} ({', '.join(columns)}) "  # noqa: S608 - names of ours
        f"VALUES {', '.join([values] * rows)} "
        f"{otherwise} RETURNING {quoted(meta.pk.column)}"
    )


def values_of(row: Model, is_new: bool) -> list[Any]:
    return [
        field.get_db_prep_save(field.pre_save(row, is_new), connection)
        for field in written(type(row))
    ]


def insert(rows: Sequence[Model], otherwise: str = "") -> bool:
    """Writes new rows of one model, which get their numbers, in one statement. Tells
    nobody who waits for ``post_save``. Whether all were written."""
    if not rows:
        return True
    model = type(rows[0])
    values = [value for row in rows for value in values_of(row, True)]
    with connection.cursor() as cursor:
        cursor.execute(insertion(model, len(rows), otherwise), values)
        made = cursor.fetchall()
    for row, (number,) in zip(rows, made, strict=False):
        row.pk = number
        row._state.adding, row._state.db = False, connection.alias
    return len(made) == len(rows)


@cache
def change(model: type[Model]) -> str:
    meta, quoted = model._meta, connection.ops.quote_name
    columns = [f"{quoted(field.column)} = %s" for field in written(model)]
    return (
        f"UPDATE {quoted(meta.db_table)} SET {', '.join(columns)} "  # noqa: S608 - names of ours
        f"WHERE {quoted(meta.pk.column)} = %s"
    )


def update(row: Model) -> bool:
    """Writes all of a row that is there, as ``insert`` does. Whether it is there."""
    with connection.cursor() as cursor:
        cursor.execute(change(type(row)), [*values_of(row, False), row.pk])
        is_there = cursor.rowcount == 1
    if is_there:
        row._state.adding, row._state.db = False, connection.alias
    return is_there


def insert_unless_taken(row: Model) -> bool:
    """``False``, and nothing is written, if another row, which is unique, is in the
    place of this one: no savepoint is needed around it."""
    return insert([row], "ON CONFLICT DO NOTHING")

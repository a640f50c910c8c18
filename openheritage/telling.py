"""Triggers by which PostgreSQL tells of changes, for migrations.

Migrations that have been released use ``Tell``: what it does for a table may not
change but by a migration that does it again.

One trigger for a statement, however many rows it changes, and PostgreSQL tells the same
once in a transaction. They are part of every dump.
"""

from collections.abc import Sequence
from typing import Any

from django.db import connection
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState

CHANNEL = "openheritage_facts"
NAME = "openheritage_tell"
# What is said instead of a table by whoever changes tables behind their triggers.
EVERYTHING = "*"

FUNCTION = f"""
CREATE OR REPLACE FUNCTION {NAME}() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_catalog.pg_notify('{CHANNEL}', TG_TABLE_NAME);
  RETURN NULL;
END $$
"""
TRIGGER = f"""
CREATE TRIGGER {NAME} AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON %s
FOR EACH STATEMENT EXECUTE FUNCTION {NAME}()
"""
# Of some rows alone. PostgreSQL decides by the row itself whether it calls the function
# at all, so that the others cost nothing.
OF_ROWS = f"""
CREATE TRIGGER {NAME}_%s AFTER %s ON %s
FOR EACH ROW WHEN (%s) EXECUTE FUNCTION {NAME}()
"""
OF_ALL_ROWS = f"""
CREATE TRIGGER {NAME}_truncate AFTER TRUNCATE ON %s
FOR EACH STATEMENT EXECUTE FUNCTION {NAME}()
"""
# The tables of which it tells; with the name.
TOLD = """
SELECT DISTINCT relname FROM pg_catalog.pg_trigger
JOIN pg_catalog.pg_class ON pg_class.oid = tgrelid
WHERE tgname ^@ %s AND tgenabled <> 'D'
"""


def tell_all() -> None:
    """After a restore: triggers are made when the rows are there already."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_notify(%s, %s)", [CHANNEL, EVERYTHING])


class PostgresOnly(Operation):
    reduces_to_sql = True
    reversible = True
    atomic = True

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models stay as they are."""

    def run(self, editor: BaseDatabaseSchemaEditor, statements: list[str]) -> None:
        if editor.connection.vendor == "postgresql":
            for statement in statements:
                editor.execute(statement)


class MakeTeller(PostgresOnly):
    """The function that all triggers call."""

    def database_forwards(
        self, app_label: str, editor: Any, before: Any, after: Any
    ) -> None:
        self.run(editor, [FUNCTION])

    def database_backwards(
        self, app_label: str, editor: Any, before: Any, after: Any
    ) -> None:
        self.run(editor, [f"DROP FUNCTION {NAME}()"])

    def describe(self) -> str:
        return "Makes the function that tells of changes"


class Tell(PostgresOnly):
    """Tells of whatever happens to tables."""

    def __init__(self, *tables: str) -> None:
        self.tables = tables

    def deconstruct(self) -> tuple[str, list, dict]:
        return type(self).__qualname__, list(self.tables), {}

    def quoted(self, editor: BaseDatabaseSchemaEditor) -> list[str]:
        return [editor.quote_name(table) for table in self.tables]

    def database_forwards(
        self, app_label: str, editor: Any, before: Any, after: Any
    ) -> None:
        self.run(editor, [TRIGGER % table for table in self.quoted(editor)])

    def database_backwards(
        self, app_label: str, editor: Any, before: Any, after: Any
    ) -> None:
        tables = self.quoted(editor)
        self.run(editor, [f"DROP TRIGGER {NAME} ON {table}" for table in tables])

    def describe(self) -> str:
        return f"Tells of changes of {', '.join(self.tables)}"


class TellNoMore(Tell):
    """Takes back what ``Tell`` has done: another operation says more of the tables."""

    def database_forwards(
        self, app_label: str, editor: Any, before: Any, after: Any
    ) -> None:
        super().database_backwards(app_label, editor, before, after)

    def database_backwards(
        self, app_label: str, editor: Any, before: Any, after: Any
    ) -> None:
        super().database_forwards(app_label, editor, before, after)

    def describe(self) -> str:
        return f"Tells no more of all changes of {', '.join(self.tables)}"


class TellOf(PostgresOnly):
    """Tells of a table's rows that others see or saw, and of no other.

    Many come in that nobody may see yet (signatures that wait to be confirmed); what
    is made of the rest stays good.
    """

    def __init__(
        self,
        table: str,
        rows: str,
        events: str = "INSERT UPDATE DELETE",
        but: Sequence[str] = (),
    ) -> None:
        """``rows``: a condition on a row of the name ``{row}``. A change of nothing
        ``but`` these columns is not told."""
        self.table, self.rows, self.events, self.but = table, rows, events, but

    def deconstruct(self) -> tuple[str, list, dict]:
        return (
            *(type(self).__qualname__, [self.table, self.rows, self.events]),
            {"but": self.but} if self.but else {},
        )

    def conditions(self) -> dict[str, str]:
        of = {
            "INSERT": ("NEW",),
            "UPDATE": ("OLD", "NEW"),
            "DELETE": ("OLD",),
        }
        found = {
            event: " OR ".join(f"({self.rows.format(row=row)})" for row in of[event])
            for event in self.events.split()
        }
        if self.but:
            # Whatever columns come: those alone are left out that are named.
            old, new = (
                f"to_jsonb({row}) - '{{{','.join(self.but)}}}'::text[]"
                for row in of["UPDATE"]
            )
            found["UPDATE"] = f"({found['UPDATE']}) AND {old} IS DISTINCT FROM {new}"
        return found

    def database_forwards(
        self, app_label: str, editor: Any, before: Any, after: Any
    ) -> None:
        table = editor.quote_name(self.table)
        made = [
            OF_ROWS % (event.lower(), event, table, condition)
            for event, condition in self.conditions().items()
        ]
        self.run(editor, [*made, OF_ALL_ROWS % table])

    def database_backwards(
        self, app_label: str, editor: Any, before: Any, after: Any
    ) -> None:
        table = editor.quote_name(self.table)
        names = [*self.events.lower().split(), "truncate"]
        self.run(editor, [f"DROP TRIGGER {NAME}_{name} ON {table}" for name in names])

    def describe(self) -> str:
        return f"Tells of changes of what others see of {self.table}"

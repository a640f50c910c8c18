"""Indexes that are made while the site serves, for migrations with ``atomic = False``.

PostgreSQL makes them beside whoever writes (``CONCURRENTLY``), which Django's operation
does there alone; on SQLite nobody else is there, and they are made as usual. What was
broken off leaves an index that is not valid: drop it, and migrate again.
"""

from typing import Any

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import AddIndex
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class AddIndexBeside(AddIndexConcurrently):
    def _ensure_not_in_transaction(self, editor: BaseDatabaseSchemaEditor) -> None:
        # Whoever only writes it down may do so anywhere.
        if not editor.collect_sql:
            super()._ensure_not_in_transaction(editor)

    def operation(self, editor: BaseDatabaseSchemaEditor) -> type[AddIndex]:
        is_there = editor.connection.vendor == "postgresql"
        return AddIndexConcurrently if is_there else AddIndex

    def database_forwards(
        self, app_label: str, editor: Any, before: Any, after: Any
    ) -> None:
        do = self.operation(editor).database_forwards
        do(self, app_label, editor, before, after)

    def database_backwards(
        self, app_label: str, editor: Any, before: Any, after: Any
    ) -> None:
        do = self.operation(editor).database_backwards
        do(self, app_label, editor, before, after)


class AddIndexElsewhere(Operation):
    """On a column of another app's table, of which no model of ours can have one."""

    reduces_to_sql = True
    reversible = True
    atomic = False

    def __init__(self, name: str, table: str, column: str) -> None:
        self.name, self.table, self.column = name, table, column

    def deconstruct(self) -> tuple[str, list, dict]:
        return type(self).__qualname__, [self.name, self.table, self.column], {}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Models stay as they are."""

    def run(self, editor: Any, statement: str) -> None:
        beside = "CONCURRENTLY " if editor.connection.vendor == "postgresql" else ""
        editor.execute(statement.format(beside))

    def database_forwards(
        self, app_label: str, editor: Any, before: Any, after: Any
    ) -> None:
        on = f"{self.name} ON {self.table} ({self.column})"
        self.run(editor, f"CREATE INDEX {{}}IF NOT EXISTS {on}")

    def database_backwards(
        self, app_label: str, editor: Any, before: Any, after: Any
    ) -> None:
        self.run(editor, f"DROP INDEX {{}}IF EXISTS {self.name}")

    def describe(self) -> str:
        return f"Makes the index {self.name} on {self.table}"


class AddIndexOfPostgres(AddIndexElsewhere):
    """By a method or of an expression that SQLite does not know; ``column`` is what
    stands behind the table, parentheses with it. ``extension``: of which it is a part;
    where that may not be created, searching is slower."""

    def __init__(self, name: str, table: str, column: str, extension: str = "") -> None:
        super().__init__(name, table, column)
        self.extension = extension

    def deconstruct(self) -> tuple[str, list, dict]:
        name, given, more = super().deconstruct()
        return name, [*given, self.extension], more

    def database_forwards(
        self, app_label: str, editor: Any, before: Any, after: Any
    ) -> None:
        if editor.connection.vendor == "postgresql" and self.is_there(editor):
            on = f"{self.name} ON {self.table} {self.column}"
            self.run(editor, f"CREATE INDEX {{}}IF NOT EXISTS {on}")

    def is_there(self, editor: Any) -> bool:
        if not self.extension or editor.collect_sql:
            return True
        with editor.connection.cursor() as cursor:
            cursor.execute(
                "SELECT 1 FROM pg_extension WHERE extname = %s", [self.extension]
            )
            return cursor.fetchone() is not None

"""The memory looks for sentences like one another: by trigrams, where PostgreSQL has
them and the role may ask for them. Without them all sentences are compared in Python.
"""

from django.contrib.postgres.operations import TrigramExtension
from django.db import DatabaseError, migrations, transaction

INDEX = "translations_memory"


class TrigramsIfPossible(TrigramExtension):
    def database_forwards(self, app_label, schema_editor, from_state, to_state):
        connection = schema_editor.connection
        if connection.vendor != "postgresql":
            return
        try:
            with transaction.atomic(using=connection.alias):
                super().database_forwards(
                    app_label, schema_editor, from_state, to_state
                )
        except DatabaseError:
            # The role may not, or the server's package of extensions is missing.
            return
        schema_editor.execute(
            f"CREATE INDEX IF NOT EXISTS {INDEX} ON wagtail_localize_string USING gin"
            " (regexp_replace(data, '<[^>]*>', ' ', 'g') gin_trgm_ops)"
        )

    def database_backwards(self, app_label, schema_editor, from_state, to_state):
        # The extension may serve others.
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [
        ("translations", "0003_workbench"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [TrigramsIfPossible()]

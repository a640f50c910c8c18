"""What is no signatory has an index of its own: there may be a million of those."""

from django.db import migrations

INDEX = "search_entry_not_signed"


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE INDEX {INDEX} ON search_entry USING gin (tokens)"
            " WHERE kind <> 'signatory'"
        )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("search", "0005_tell")]

    operations = [migrations.RunPython(add, remove)]

"""Searching part of a name among 100,000, on PostgreSQL; and processes hear of what they
keep in memory (openheritage/listening.py)."""

from django.db import DatabaseError, migrations, transaction

from openheritage.telling import Tell

INDEX = "ror_entry_words_trigrams"
REFUSED = (
    "  The extension pg_trgm may not be created here: suggesting organisations is "
    "slower without it. As a superuser: CREATE EXTENSION pg_trgm, then CREATE INDEX "
    f"{INDEX} ON ror_entry USING gin (words gin_trgm_ops)."
)


def add(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic():
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:
        print(REFUSED)
        return
    schema_editor.execute(
        f"CREATE INDEX IF NOT EXISTS {INDEX} ON ror_entry USING gin (words gin_trgm_ops)"
    )


def remove(apps, schema_editor):
    # The extension stays: others may use it.
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [
        ("ror", "0001_registry"),
        ("openheritage", "0003_tell"),
    ]

    operations = [
        migrations.RunPython(add, remove),
        Tell("ror_entry"),
    ]

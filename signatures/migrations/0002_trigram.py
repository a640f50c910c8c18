"""Searching part of a name among 100,000, on PostgreSQL."""

from django.db import DatabaseError, migrations, transaction

INDEX = "signatures_search_name"
REFUSED = (
    "  The extension pg_trgm may not be created here: searching names is slower "
    "without it. As a superuser: CREATE EXTENSION pg_trgm, then CREATE INDEX "
    f"{INDEX} ON signatures_signature USING gin (search_name gin_trgm_ops)."
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
        f"CREATE INDEX IF NOT EXISTS {INDEX} ON signatures_signature "
        "USING gin (search_name gin_trgm_ops)"
    )


def remove(apps, schema_editor):
    # The extension stays: others may use it.
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"DROP INDEX IF EXISTS {INDEX}")


class Migration(migrations.Migration):
    dependencies = [("signatures", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]

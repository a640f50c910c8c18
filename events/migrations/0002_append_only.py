"""Events are only ever added, whoever asks the database."""

from django.db import migrations

WORDS = "Events are only ever added."

POSTGRESQL = [
    f"""
    CREATE FUNCTION events_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{WORDS}'; END $$
    """,
    """
    CREATE TRIGGER events_append_only BEFORE UPDATE OR DELETE ON events_event
    FOR EACH ROW EXECUTE FUNCTION events_append_only()
    """,
    """
    CREATE TRIGGER events_not_emptied BEFORE TRUNCATE ON events_event
    FOR EACH STATEMENT EXECUTE FUNCTION events_append_only()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER events_not_emptied ON events_event",
    "DROP TRIGGER events_append_only ON events_event",
    "DROP FUNCTION events_append_only()",
]
SQLITE = [
    f"""
    CREATE TRIGGER events_no_update BEFORE UPDATE ON events_event
    BEGIN SELECT RAISE(ABORT, '{WORDS}'); END
    """,
    f"""
    CREATE TRIGGER events_no_delete BEFORE DELETE ON events_event
    BEGIN SELECT RAISE(ABORT, '{WORDS}'); END
    """,
]
SQLITE_BACK = ["DROP TRIGGER events_no_delete", "DROP TRIGGER events_no_update"]


def run(schema_editor, **statements):
    for statement in statements.get(schema_editor.connection.vendor, []):
        schema_editor.execute(statement)


def add(apps, schema_editor):
    run(schema_editor, postgresql=POSTGRESQL, sqlite=SQLITE)


def remove(apps, schema_editor):
    run(schema_editor, postgresql=POSTGRESQL_BACK, sqlite=SQLITE_BACK)


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [migrations.RunPython(add, remove)]

"""What signatures are known by is kept, and found by indexes."""

import json

from django.db import migrations, models

from openheritage.indexes import AddIndexBeside

BATCH = 500
POSTGRESQL = {
    "signatures_known_by": "signatures_signature USING gin (known_by)",
    # The expression that `review/likeness.py` asks for.
    "signatures_mail_domain": (
        "signatures_signatory (lower(split_part(email, '@', -1)))"
    ),
}


def keep(apps, schema_editor):
    """Row by row as the site goes on; who changes one meanwhile has done it."""
    from organisations.likeness import known_by

    after = 0
    with schema_editor.connection.cursor() as cursor:
        while True:
            cursor.execute(
                "SELECT id, name, name_latin, website FROM signatures_signature"
                " WHERE known_by IS NULL AND id > %s ORDER BY id LIMIT %s",
                [after, BATCH],
            )
            rows = cursor.fetchall()
            if not rows:
                return
            after = rows[-1][0]
            cursor.executemany(
                "UPDATE signatures_signature SET known_by = %s"
                " WHERE id = %s AND known_by IS NULL",
                [(json.dumps(known_by(*values)), pk) for pk, *values in rows],
            )


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, on in POSTGRESQL.items():
            schema_editor.execute(
                f"CREATE INDEX CONCURRENTLY IF NOT EXISTS {name} ON {on}"
            )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name in POSTGRESQL:
            schema_editor.execute(f"DROP INDEX CONCURRENTLY IF EXISTS {name}")


class Migration(migrations.Migration):
    # Made while the site serves.
    atomic = False

    dependencies = [("signatures", "0006_known_by_field")]

    operations = [
        migrations.RunPython(keep, migrations.RunPython.noop),
        migrations.RunPython(add, remove),
        AddIndexBeside(
            model_name="signature",
            index=models.Index(
                condition=models.Q(state__in=["waiting", "asked", "published"]),
                fields=["country", "-id"],
                name="signatures_of_country",
            ),
        ),
        AddIndexBeside(
            model_name="signature",
            index=models.Index(
                condition=models.Q(known_by__isnull=True),
                fields=["id"],
                name="signatures_not_known",
            ),
        ),
    ]

"""What the lists of staff ask for, on PostgreSQL."""

from django.db import migrations

from openheritage.indexes import AddIndexOfPostgres

TABLE = "signatures_signature"


class Migration(migrations.Migration):
    # Made while the site serves.
    atomic = False

    dependencies = [("signatures", "0007_known_by")]

    operations = [
        # The order of the list (`review/viewsets/signatures.py`).
        AddIndexOfPostgres(
            "signatures_for_staff",
            TABLE,
            "((CASE WHEN state = 'waiting' THEN confirmed_at END),"
            " created_at DESC, id DESC)",
        ),
        AddIndexOfPostgres("signatures_received", TABLE, "USING brin (created_at)"),
        AddIndexOfPostgres(
            "signatures_websites",
            TABLE,
            "USING gin (upper(website) gin_trgm_ops)",
            "pg_trgm",
        ),
    ]

"""What is no signatory has an index of its own: there may be a million of those."""

from django.db import migrations

from openheritage.indexes import AddIndexOfPostgres


class Migration(migrations.Migration):
    # Made while the site serves.
    atomic = False

    dependencies = [("search", "0005_tell")]

    operations = [
        AddIndexOfPostgres(
            "search_entry_not_signed",
            "search_entry",
            "USING gin (tokens) WHERE kind <> 'signatory'",
        ),
    ]

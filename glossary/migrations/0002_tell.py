"""Processes hear of what they keep in memory (openheritage/listening.py)."""

from django.db import migrations

from openheritage.telling import Tell


class Migration(migrations.Migration):
    dependencies = [
        ("glossary", "0001_initial"),
        ("openheritage", "0003_tell"),
    ]

    operations = [
        Tell(
            "glossary_term",
        ),
    ]

"""Processes hear of what they keep in memory (openheritage/listening.py)."""

from django.db import migrations

from openheritage.telling import Tell


class Migration(migrations.Migration):
    dependencies = [
        ("statement", "0002_corrigenda"),
        ("openheritage", "0003_tell"),
    ]

    operations = [
        Tell(
            "statement_statementpage",
        ),
    ]

"""Processes hear of new texts (openheritage/listening.py)."""

from django.db import migrations

from openheritage.telling import Tell


class Migration(migrations.Migration):
    dependencies = [
        ("statement", "0004_article_summaries"),
        ("openheritage", "0003_tell"),
    ]

    operations = [
        Tell(
            "statement_statementversion",
            "statement_statementtext",
        ),
    ]

"""Processes hear of what results are made of (openheritage/listening.py)."""

from django.db import migrations

from openheritage.telling import Tell


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0004_more_kinds"),
        ("openheritage", "0003_tell"),
    ]

    operations = [
        Tell("search_entry", "search_promotion", "search_word"),
    ]

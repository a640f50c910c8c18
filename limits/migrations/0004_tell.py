"""Processes hear of bans, which they keep in memory (openheritage/listening.py)."""

from django.db import migrations

from openheritage.telling import Tell


class Migration(migrations.Migration):
    dependencies = [
        ("limits", "0003_sealed_forms"),
        ("openheritage", "0003_tell"),
    ]

    operations = [
        Tell("limits_ban"),
    ]

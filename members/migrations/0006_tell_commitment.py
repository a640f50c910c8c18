"""Processes hear of what they keep in memory (openheritage/listening.py)."""

from django.db import migrations

from openheritage.telling import Tell


class Migration(migrations.Migration):
    dependencies = [
        ('members', '0005_commitment'),
        ("openheritage", "0003_tell"),
    ]

    operations = [
        Tell(
            "members_commitmentpage",
        ),
    ]

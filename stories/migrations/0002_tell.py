"""Processes hear of what they keep in memory (openheritage/listening.py)."""

from django.db import migrations

from openheritage.telling import Tell


class Migration(migrations.Migration):
    dependencies = [
        ('stories', '0001_initial'),
        ("openheritage", "0003_tell"),
    ]

    operations = [
        Tell(
            "stories_storyframepage",
        ),
    ]

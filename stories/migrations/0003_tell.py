"""Processes hear of what they keep in memory (openheritage/listening.py)."""

from django.db import migrations

from openheritage.telling import Tell


class Migration(migrations.Migration):
    dependencies = [
        ('stories', '0002_picture_words'),
        ("openheritage", "0003_tell"),
    ]

    operations = [
        Tell(
            "stories_storyframepage",
        ),
    ]

"""Processes hear of what they keep in memory (openheritage/listening.py)."""

from django.db import migrations

from openheritage.telling import Tell


class Migration(migrations.Migration):
    dependencies = [
        ('stories', '0003_tell'),
        ('images', '0003_light_pictures'),
    ]

    operations = [
        Tell(
            "stories_storiesindexpage",
            "images_customimage",
        ),
    ]

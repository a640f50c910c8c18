"""Processes hear of what they keep in memory (openheritage/listening.py)."""

from django.db import migrations

from openheritage.telling import Tell


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0007_facts_in_text_pages"),
        ("openheritage", "0003_tell"),
    ]

    operations = [
        Tell(
            "home_announcement",
            "home_sitesettings",
        ),
    ]

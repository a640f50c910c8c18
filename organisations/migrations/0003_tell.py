"""Processes hear of what they keep in memory (openheritage/listening.py)."""

from django.db import migrations

from openheritage.telling import Tell


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0002_names_of_countries"),
        ("openheritage", "0003_tell"),
    ]

    operations = [
        Tell(
            "organisations_countryname",
        ),
    ]

"""Processes hear of what they keep in memory (openheritage/listening.py)."""

from django.db import migrations

from openheritage.telling import MakeTeller, Tell


class Migration(migrations.Migration):
    dependencies = [
        ("openheritage", "0002_languages"),
        ("wagtailcore", "0054_initial_locale"),
    ]

    operations = [
        MakeTeller(),
        Tell(
            "openheritage_language",
            "wagtailcore_locale",
            "wagtailcore_page",
            "wagtailcore_pageviewrestriction",
            "wagtailcore_site",
        ),
    ]

"""Processes hear of what they keep in memory (openheritage/listening.py)."""

from django.db import migrations

from openheritage.telling import Tell


class Migration(migrations.Migration):
    dependencies = [
        ("translations", "0006_intended"),
        ("wagtail_localize", "0001_initial"),
        ("openheritage", "0003_tell"),
    ]

    operations = [
        Tell(
            "translations_status",
            "wagtail_localize_stringsegment",
            "wagtail_localize_stringtranslation",
            "wagtail_localize_translation",
            "wagtail_localize_translationsource",
        ),
    ]

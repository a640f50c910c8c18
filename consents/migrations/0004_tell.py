"""Processes hear of what they keep in memory (openheritage/listening.py)."""

from django.db import migrations

from openheritage.telling import Tell


class Migration(migrations.Migration):
    dependencies = [
        ("consents", "0003_unedited_texts"),
        ("openheritage", "0003_tell"),
    ]

    operations = [
        Tell(
            "consents_consentwording",
            "consents_privacynotice",
        ),
    ]

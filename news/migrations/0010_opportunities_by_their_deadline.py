"""Opportunities stand in lists by the day on which they close."""

from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def place(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    NewsPage = apps.get_model("news", "NewsPage")
    found = NewsPage.objects.filter(kind="opportunity", deadline__isnull=False)
    found.update(shown_on=models.F("deadline"))


class Migration(migrations.Migration):
    dependencies = [("news", "0009_places_then_and_now")]

    operations = [migrations.RunPython(place, migrations.RunPython.noop)]

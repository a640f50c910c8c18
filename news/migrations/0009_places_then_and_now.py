"""Of translations that are there, nobody knows what they were made of: what their
original says today."""

from django.conf import settings
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def note(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    NewsPage = apps.get_model("news", "NewsPage")
    originals = NewsPage.objects.filter(
        locale__language_code=settings.LANGUAGE_CODE
    ).exclude(place="")
    for key, place in originals.values_list("translation_key", "place"):
        pages = NewsPage.objects.filter(translation_key=key).values_list("pk")
        NewsPage.objects.filter(pk__in=[pk for (pk,) in pages]).update(
            place_now=place, place_then=place
        )


class Migration(migrations.Migration):
    dependencies = [("news", "0008_place_of_the_original")]

    operations = [migrations.RunPython(note, migrations.RunPython.noop)]

"""What names of organisations are ordered and found by."""

from django.db import migrations, models

import openheritage.kept

BATCH = 500


def keep(apps, schema_editor):
    from openheritage.matching import kept_words, sort_key

    Organisation = apps.get_model("organisations", "Organisation")
    rows = Organisation.objects.only("name", "name_latin").order_by("pk")
    batch = []

    def write():
        for row in batch:
            Organisation.objects.filter(pk=row.pk).update(
                sort_name=sort_key(row.name_latin or row.name)[:255],
                search_name=kept_words(row.name, row.name_latin)[:1200],
            )
        batch.clear()

    for row in rows.iterator(chunk_size=BATCH):
        batch.append(row)
        if len(batch) == BATCH:
            write()
    write()


class Migration(migrations.Migration):
    dependencies = [("organisations", "0003_tell")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="sort_name",
            field=openheritage.kept.KeptOrder(
                db_default="", editable=False, max_length=255
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="search_name",
            field=openheritage.kept.KeptWords(
                db_default="", editable=False, max_length=1200
            ),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]

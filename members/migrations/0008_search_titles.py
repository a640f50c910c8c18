"""Members are found by what their pages are called, too."""

from django.db import migrations

import openheritage.kept


def keep(apps, schema_editor):
    from openheritage.matching import kept_words

    MemberPage = apps.get_model("members", "MemberPage")
    for pk, title in MemberPage.objects.values_list("pk", "title"):
        words = kept_words(title)[:1200]
        MemberPage.objects.filter(pk=pk).update(search_title=words)


class Migration(migrations.Migration):
    dependencies = [("members", "0007_contacts_and_changes")]

    operations = [
        migrations.AddField(
            model_name="memberpage",
            name="search_title",
            field=openheritage.kept.KeptWords(
                db_default="", editable=False, max_length=1200
            ),
        ),
        migrations.RunPython(keep, migrations.RunPython.noop),
    ]

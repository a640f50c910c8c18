"""Sentences that differ by their line ends, white space or marks become one.

Their translations are kept. Where two of the same place meet, the valid one stays, and
of these the newest.
"""

from django.db import migrations

from translations.spelling import sentence


def merge(string, same, StringTranslation):
    taken = {
        (row.locale_id, row.context_id): row
        for row in StringTranslation.objects.filter(translation_of=same)
    }
    for row in StringTranslation.objects.filter(translation_of=string):
        other = row.context_id and taken.get((row.locale_id, row.context_id))
        if other and (row.has_error, other.updated_at) > (
            other.has_error,
            row.updated_at,
        ):
            row.delete()
            continue
        if other:
            other.delete()
        # Not ``save``, which would make it look as if it had been changed today.
        StringTranslation.objects.filter(pk=row.pk).update(translation_of=same)


def spell(apps, schema_editor):
    from wagtail_localize.models import String as Current

    String = apps.get_model("wagtail_localize", "String")
    StringSegment = apps.get_model("wagtail_localize", "StringSegment")
    StringTranslation = apps.get_model("wagtail_localize", "StringTranslation")
    for pk, locale_id, old in list(String.objects.values_list("pk", "locale_id", "data")):
        data = sentence(old)
        if data == old:
            continue
        data_hash = Current._get_data_hash(data)
        string = String.objects.get(pk=pk)
        same = String.objects.filter(locale_id=locale_id, data_hash=data_hash).first()
        if same is None:
            string.data, string.data_hash = data, data_hash
            string.save(update_fields=["data", "data_hash"])
            continue
        merge(string, same, StringTranslation)
        StringSegment.objects.filter(string=string).update(string=same)
        string.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("translations", "0001_withdrawn"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [migrations.RunPython(spell, migrations.RunPython.noop)]

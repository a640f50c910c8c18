from django.conf import settings
from django.db import migrations


def find_unedited(apps, schema_editor):
    """Marks the texts that nobody has edited: those in their first wording, and those
    that began with the original's words and then got their own."""
    texts = apps.get_model("consents", "ConsentText").objects
    first, last, own = {}, {}, set()
    wordings = apps.get_model("consents", "ConsentWording").objects.order_by("number")
    for row in wordings.select_related("locale"):
        key = row.form, row.purpose, row.locale.language_code
        first.setdefault(key, row.text)
        last[key] = row
    for key, row in last.items():
        original = first.get((*key[:2], settings.LANGUAGE_CODE))
        is_original = key[2] == settings.LANGUAGE_CODE
        if row.number == 1 or (
            row.number == 2 and first[key] == original and not is_original
        ):
            own.add(key)
    for row in texts.select_related("locale"):
        key = row.form, row.purpose, row.locale.language_code
        if key in own and row.text == last[key].text:
            texts.filter(pk=row.pk).update(default_text=row.text)


class Migration(migrations.Migration):
    dependencies = [("consents", "0002_privacy_notice")]

    operations = [
        migrations.RunPython(find_unedited, migrations.RunPython.noop, elidable=True)
    ]

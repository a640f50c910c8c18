from django.db import migrations


def count_again(apps, schema_editor):
    """Samples are counted by themselves from now on: the totals are due again."""
    apps.get_model("register", "Counting").objects.update(sequence=0)


class Migration(migrations.Migration):
    dependencies = [("register", "0001_initial")]

    operations = [
        migrations.RunPython(count_again, migrations.RunPython.noop, elidable=True)
    ]

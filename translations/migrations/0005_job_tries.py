from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("translations", "0004_memory")]

    operations = [
        migrations.AddField(
            model_name="job",
            name="tries",
            field=models.PositiveSmallIntegerField(db_default=0, default=0),
        ),
    ]

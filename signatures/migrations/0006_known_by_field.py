from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("signatures", "0005_chosen_lists")]

    operations = [
        migrations.AddField(
            model_name="signature",
            name="known_by",
            field=models.JSONField(editable=False, null=True),
        ),
    ]

from django.db import migrations

import organisations.models


class Migration(migrations.Migration):
    dependencies = [("organisations", "0004_kept_names")]

    operations = [
        migrations.AddField(
            model_name="organisation",
            name="known_by",
            field=organisations.models.KnownBy(editable=False, null=True),
        ),
    ]

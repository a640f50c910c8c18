from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [('members', '0008_search_titles')]

    operations = [
        migrations.CreateModel(
            name="Imported",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True,
                        primary_key=True,
                        serialize=False,
                        verbose_name="ID",
                    ),
                ),
                ("member_key", models.UUIDField(editable=False, unique=True)),
                ("facts", models.JSONField(default=dict, editable=False)),
            ],
        ),
    ]

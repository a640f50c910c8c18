from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("openheritage", "0004_heartbeats_and_proofs"),
    ]

    operations = [
        migrations.CreateModel(
            name="SitemapFile",
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
                ("name", models.CharField(max_length=40, unique=True)),
                ("language", models.CharField(max_length=20)),
                ("key", models.CharField(max_length=64)),
                ("file", models.CharField(max_length=100)),
            ],
        ),
    ]

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("openheritage", "0003_tell"),
    ]

    operations = [
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("worker", models.UUIDField(primary_key=True, serialize=False)),
                ("beat_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Proof",
            fields=[
                (
                    "name",
                    models.CharField(max_length=60, primary_key=True, serialize=False),
                ),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("ok", "Ok"),
                            ("failing", "Failing"),
                            ("broken", "Broken"),
                        ],
                        max_length=10,
                    ),
                ),
                ("found", models.PositiveIntegerField(default=0)),
                ("seconds", models.FloatField(default=0)),
                ("lease", models.UUIDField(null=True)),
                ("leased_until", models.DateTimeField(null=True)),
            ],
        ),
    ]

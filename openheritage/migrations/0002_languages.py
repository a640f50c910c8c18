import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.utils import timezone


def open_existing(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Every language was public as soon as it existed: nothing closes by an upgrade."""
    Locale = apps.get_model("wagtailcore", "Locale")
    Language = apps.get_model("openheritage", "Language")
    now = timezone.now()
    Language.objects.bulk_create(
        Language(locale_id=pk, is_open=True, opened_at=now)
        for pk in Locale.objects.values_list("pk", flat=True)
    )


class Migration(migrations.Migration):
    dependencies = [
        ("openheritage", "0001_initial"),
        ("wagtailcore", "0054_initial_locale"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Language",
            fields=[
                (
                    "locale",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="language",
                        serialize=False,
                        to="wagtailcore.locale",
                    ),
                ),
                ("is_open", models.BooleanField(default=False)),
                ("opened_at", models.DateTimeField(editable=False, null=True)),
                ("closed_at", models.DateTimeField(editable=False, null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.RunPython(open_existing, migrations.RunPython.noop),
    ]

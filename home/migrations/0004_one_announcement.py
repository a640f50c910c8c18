from django.apps.registry import Apps
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def keep_the_newest(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Readers saw no other: where several are live, the one published last stays."""
    Announcement = apps.get_model("home", "Announcement")
    seen = set()
    newest_first = models.F("last_published_at").desc(nulls_last=True)
    for row in Announcement.objects.filter(live=True).order_by(newest_first, "-pk"):
        if row.locale_id in seen:
            row.live, row.has_unpublished_changes = False, True
            row.live_revision = None
            row.save()
        seen.add(row.locale_id)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0003_editors_do_not_submit"),
        ("wagtailcore", "0097_baselogentry_uuid_action_timestamp_indexes"),
    ]

    operations = [
        migrations.RunPython(keep_the_newest, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name="announcement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("live", True)),
                fields=("locale",),
                name="announcement_one_live",
            ),
        ),
    ]

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Each page makes its own search title: translators were asked for one."""
    for name in ("SegmentOverride", "OverridableSegment"):
        model = apps.get_model("wagtail_localize", name)
        found = model.objects.using(editor.connection.alias)
        found.filter(
            context__path="search_title",
            context__object__content_type__app_label="members",
        ).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0012_empty_by_default"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]

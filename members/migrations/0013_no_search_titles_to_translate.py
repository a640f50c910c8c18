from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def forget(apps: Apps, editor: BaseDatabaseSchemaEditor) -> None:
    """Each page makes its own search title: translators were asked for one."""
    name = editor.connection.alias
    segments = apps.get_model("wagtail_localize", "OverridableSegment").objects
    found = segments.using(name).filter(
        context__path="search_title", source__specific_content_type__app_label="members"
    )
    contexts = [*found.values_list("context_id", flat=True)]
    overrides = apps.get_model("wagtail_localize", "SegmentOverride").objects
    overrides.using(name).filter(context_id__in=contexts).delete()
    found.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0012_empty_by_default"),
        ("wagtail_localize", "0016_rename_page_revision_translationlog_revision"),
    ]

    operations = [migrations.RunPython(forget, migrations.RunPython.noop)]

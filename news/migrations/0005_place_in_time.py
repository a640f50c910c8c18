"""Events of sites that run take the whole of their day, as they did, in the zone of the
site; everything else stands in lists by the day of its publication, as it did."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps


def place(apps: StateApps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    NewsPage = apps.get_model("news", "NewsPage")
    zone = ZoneInfo(settings.TIME_ZONE)
    NewsPage.objects.update(shown_on=models.F("date"))
    events = NewsPage.objects.filter(kind="event", event_date__isnull=False)
    for pk, day in events.values_list("pk", "event_date"):
        starts, ends = (
            datetime.combine(each, time(), zone).astimezone(UTC)
            for each in (day, day + timedelta(days=1))
        )
        NewsPage.objects.filter(pk=pk).update(
            shown_on=day, comes_at=starts, over_at=ends
        )


class Migration(migrations.Migration):
    dependencies = [("news", "0004_occasions_and_topics")]

    operations = [migrations.RunPython(place, migrations.RunPython.noop)]

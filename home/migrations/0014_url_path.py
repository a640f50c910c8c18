"""A page is found by its address at every view, and Wagtail has no index for that.

On another app's table no model of ours can have one. Where SQLite makes that table anew
in a migration of Wagtail's, the index is lost there: it costs speed, and nothing else.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0013_empty_by_default"),
        ("wagtailcore", "0054_initial_locale"),
    ]

    operations = [
        migrations.RunSQL(
            "CREATE INDEX IF NOT EXISTS home_page_url_path"
            " ON wagtailcore_page (url_path)",
            "DROP INDEX IF EXISTS home_page_url_path",
        ),
    ]

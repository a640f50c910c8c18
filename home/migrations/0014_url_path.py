"""A page is found by its address at every view, and Wagtail has no index for that.

On another app's table no model of ours can have one. Where SQLite makes that table anew
in a migration of Wagtail's, the index is lost there: it costs speed, and nothing else.
"""

from django.db import migrations

from openheritage.indexes import AddIndexElsewhere


class Migration(migrations.Migration):
    # Made while the site serves.
    atomic = False

    dependencies = [
        ("home", "0013_empty_by_default"),
        ("wagtailcore", "0054_initial_locale"),
    ]

    operations = [
        AddIndexElsewhere("home_page_url_path", "wagtailcore_page", "url_path"),
    ]

"""What is nowhere is looked for among redirects, whatever its capitals: at each view.

Of another app's table, as in ``0014_url_path``; SQLite asks otherwise and has no use of it.
"""

from django.db import migrations

from openheritage.indexes import AddIndexElsewhere


class Migration(migrations.Migration):
    # Made while the site serves.
    atomic = False

    dependencies = [
        ("home", "0014_url_path"),
        ("wagtailredirects", "0008_add_verbose_name_plural"),
    ]

    operations = [
        AddIndexElsewhere(
            "home_redirect_old_path", "wagtailredirects_redirect", "UPPER(old_path)"
        ),
    ]

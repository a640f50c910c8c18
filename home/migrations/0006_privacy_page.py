from django.conf import settings
from django.db import migrations


def choose_page(apps, schema_editor):
    """On a site that has one, consents lead to the page called ``privacy``."""
    notices = apps.get_model("consents", "PrivacyNotice").objects
    page = (
        apps.get_model("wagtailcore", "Page")
        .objects.filter(
            slug="privacy", depth=3, locale__language_code=settings.LANGUAGE_CODE
        )
        .first()
    )
    if page and not notices.exists():
        notices.create(page=page)


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0005_documents_in_bodies"),
        ("consents", "0002_privacy_notice"),
    ]

    operations = [
        migrations.RunPython(choose_page, migrations.RunPython.noop, elidable=True)
    ]

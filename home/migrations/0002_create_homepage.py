from django.db import migrations


def create_home_page(apps, schema_editor):
    """Replaces Wagtail's welcome page, so that a new site has a home at once."""
    ContentType = apps.get_model("contenttypes.ContentType")
    Page = apps.get_model("wagtailcore.Page")
    Site = apps.get_model("wagtailcore.Site")
    Locale = apps.get_model("wagtailcore.Locale")
    HomePage = apps.get_model("home.HomePage")

    Page.objects.filter(pk=2).delete()
    content_type, _created = ContentType.objects.get_or_create(
        model="homepage", app_label="home"
    )
    page = HomePage.objects.create(
        title="Open Heritage",
        draft_title="Open Heritage",
        slug="home",
        headline="Open Heritage",
        lead="",
        content_type=content_type,
        path="00010001",
        depth=2,
        numchild=0,
        url_path="/home/",
        locale=Locale.objects.get(language_code="en"),
    )
    Page.objects.filter(path="0001").update(numchild=1)
    Site.objects.create(hostname="localhost", root_page=page, is_default_site=True)


def remove_home_page(apps, schema_editor):
    apps.get_model("home.HomePage").objects.filter(slug="home", depth=2).delete()


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(create_home_page, remove_home_page)]

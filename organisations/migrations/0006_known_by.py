"""What organisations are known by is kept, and found by indexes."""

from django.db import migrations, models

from openheritage.indexes import AddIndexBeside, AddIndexOfPostgres
from organisations.operations import keeping


class Migration(migrations.Migration):
    # Made while the site serves.
    atomic = False

    dependencies = [("organisations", "0005_known_by_field")]

    operations = [
        migrations.RunPython(
            keeping("organisations_organisation", "name", "name_latin", "domain"),
            migrations.RunPython.noop,
        ),
        AddIndexOfPostgres(
            "organisations_known_by",
            "organisations_organisation",
            "USING gin (known_by)",
        ),
        AddIndexBeside(
            model_name="organisation",
            index=models.Index(
                fields=["country", "-id"], name="organisations_of_country"
            ),
        ),
        AddIndexBeside(
            model_name="organisation",
            index=models.Index(
                condition=models.Q(known_by__isnull=True),
                fields=["id"],
                name="organisations_not_known",
            ),
        ),
    ]

"""What signatures are known by is kept, and found by indexes."""

from django.db import migrations, models

from openheritage.indexes import AddIndexBeside, AddIndexOfPostgres
from organisations.operations import keeping


class Migration(migrations.Migration):
    # Made while the site serves.
    atomic = False

    dependencies = [("signatures", "0006_known_by_field")]

    operations = [
        migrations.RunPython(
            keeping("signatures_signature", "name", "name_latin", "website"),
            migrations.RunPython.noop,
        ),
        AddIndexOfPostgres(
            "signatures_known_by", "signatures_signature", "USING gin (known_by)"
        ),
        # The expression that `review/likeness.py` asks for.
        AddIndexOfPostgres(
            "signatures_mail_domain",
            "signatures_signatory",
            "((lower(split_part(email, '@', -1))))",
        ),
        AddIndexBeside(
            model_name="signature",
            index=models.Index(
                condition=models.Q(state__in=["waiting", "asked", "published"]),
                fields=["country", "-id"],
                name="signatures_of_country",
            ),
        ),
        AddIndexBeside(
            model_name="signature",
            index=models.Index(
                condition=models.Q(known_by__isnull=True),
                fields=["id"],
                name="signatures_not_known",
            ),
        ),
    ]

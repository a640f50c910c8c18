from django.db import migrations, models

from openheritage.indexes import AddIndexBeside


class Migration(migrations.Migration):
    # Made while the site serves.
    atomic = False

    dependencies = [
        ("correspondence", "0003_outages"),
    ]

    operations = [
        AddIndexBeside(
            model_name="message",
            index=models.Index(
                condition=models.Q(("slot", None), ("state", "waiting")),
                fields=["next_attempt_at"],
                name="correspondence_due_uncounted",
            ),
        ),
    ]

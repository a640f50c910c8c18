from django.db import migrations, models

from openheritage.indexes import AddIndexBeside


class Migration(migrations.Migration):
    # Made while the site serves.
    atomic = False

    dependencies = [("correspondence", "0004_due_uncounted")]

    operations = [
        AddIndexBeside(
            model_name="message",
            index=models.Index(
                condition=models.Q(state="failed"),
                fields=["id"],
                name="correspondence_failed",
            ),
        ),
    ]

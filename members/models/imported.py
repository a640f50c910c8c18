from django.db import models


class Imported(models.Model):
    """What ``import_members`` wrote about a member last, so that the next file changes
    what the last one said, and nothing that staff have changed since."""

    # The translation key of the member's page.
    member_key = models.UUIDField(unique=True, editable=False)
    facts = models.JSONField(default=dict, editable=False)

    def __str__(self) -> str:
        return str(self.member_key)

from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Locale, Revision


class Withdrawn(models.Model):
    """A translation that readers saw until its original was withdrawn or moved away.

    The row is what tells it from one that somebody has unpublished by hand; it is
    gone as soon as the translation is live again.
    """

    content_type = models.ForeignKey(
        ContentType, on_delete=models.CASCADE, related_name="+"
    )
    translation_key = models.UUIDField()
    locale = models.ForeignKey(Locale, on_delete=models.CASCADE, related_name="+")
    # What readers saw. Without it, it is what the table of its model holds.
    revision = models.ForeignKey(
        Revision, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    withdrawn_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["translation_key", "locale"], name="translation_withdrawn_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.translation_key}, {self.locale}"

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from wagtail_localize.models import Translation


class Tally(models.Model):
    """How far a page is in a language: counted by ``tallies``, never added to.

    A list of thousands of translations reads it; ``Translation.get_progress`` says
    the same of one. ``check_translations`` compares the two.
    """

    translation = models.OneToOneField(
        Translation, primary_key=True, on_delete=models.CASCADE, related_name="tally"
    )
    # Sentences in all; those that have words without an error; of these, those of a
    # machine that nobody has looked at; those whose words have an error.
    total = models.PositiveIntegerField(default=0)
    translated = models.PositiveIntegerField(default=0)
    machine = models.PositiveIntegerField(default=0)
    faulty = models.PositiveIntegerField(default=0)
    # Words of the original in the sentences that are not translated.
    words_left = models.PositiveIntegerField(default=0)
    touched_at = models.DateTimeField(null=True)
    touched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    # Since when it lacks something that it did not lack before.
    stale_since = models.DateTimeField(null=True)
    counted_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.translated}/{self.total}"

    @property
    def left(self) -> int:
        return self.total - self.translated

    @property
    def percent(self) -> int:
        """Rounded down: 100 is whole."""
        return 100 * self.translated // self.total if self.total else 100

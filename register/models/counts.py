from django.db import models
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


class CountQuerySet(models.QuerySet):
    def total(self) -> int:
        """How many signatures are published, as counted last."""
        row = self.filter(dimension="total", value="").first()
        return row.number if row else 0

    def by_dimension(self) -> dict[str, dict[str, int]]:
        """``{"kind": {"library": 12, …}, …}``, each dimension there. One query."""
        found: dict[str, dict[str, int]] = {name: {} for name in Count.DIMENSIONS}
        for dimension, value, number in self.values_list(
            "dimension", "value", "number"
        ):
            found[dimension][value] = number
        return found


class Count(models.Model):
    """How many published signatures have a value: ``("country", "FR", 12)``.

    Written by one task (``counts.recount``), read by every page that shows a
    number. The total has the dimension ``total`` and an empty value.
    """

    DIMENSIONS = (
        *("total", "kind", "sector", "country", "language", "month"),
        "sample",
    )

    dimension = models.CharField(max_length=10)
    value = models.CharField(max_length=20, blank=True)
    number = models.PositiveIntegerField()

    objects = CountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dimension", "value"], name="register_one_count"
            )
        ]

    def __str__(self) -> str:
        return f"{self.dimension} {self.value}: {self.number}"


@register_setting(icon="list-ol")
class Counting(BaseGenericSetting):
    """Whether and how often totals are counted, and how far they go."""

    is_on = models.BooleanField(default=True, verbose_name=staff_("count signatures"))
    interval = models.PositiveIntegerField(
        default=30,
        verbose_name=staff_("seconds between two counts"),
        help_text=staff_("The public numbers lag behind by about so much."),
    )
    counted_at = models.DateTimeField(null=True, editable=False)
    # The last entry of the register that the totals contain.
    sequence = models.PositiveBigIntegerField(default=0, editable=False)

    panels = [FieldPanel("is_on"), FieldPanel("interval")]

    class Meta:
        verbose_name = staff_("counting")

"""What was done, by whom: the history of everything that staff decide on."""

from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_

from openheritage.composed import insert


class EventQuerySet(models.QuerySet):
    def record(self, verb: str, about: str, about_id: int, **fields: Any) -> "Event":
        """Adds an event; ``actor`` and ``batch`` are fields, the rest is its data."""
        known = {name: fields.pop(name, None) for name in ("actor", "batch")}
        event = Event(verb=verb, about=about, about_id=about_id, data=fields, **known)
        insert([event])
        return event

    def update(self, **kwargs: Any) -> NoReturn:
        raise TypeError("Events are only ever added.")

    def delete(self) -> NoReturn:
        raise TypeError("Events are only ever added.")

    def about(self, what: str, pk: int) -> "EventQuerySet":
        return self.filter(about=what, about_id=pk)


class Event(models.Model):
    """Something that was done, by whom; only ever added. It names no signatory.

    ``actor`` is the staff member, ``None`` for what a signatory or the site did.
    """

    at = models.DateTimeField(default=timezone.now, verbose_name=staff_("time"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        # Not SET_NULL, which would change the row: accounts are deactivated.
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=staff_("by"),
    )
    verb = models.CharField(max_length=40, verbose_name=staff_("what"))
    about = models.CharField(max_length=30)
    about_id = models.BigIntegerField()
    data = models.JSONField(default=dict)
    # Ties together what one bulk action did, so that it can be undone as one.
    batch = models.UUIDField(null=True, db_index=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["about", "about_id"], name="events_about")]
        ordering = ["-at", "-pk"]
        verbose_name = staff_("event")

    def __str__(self) -> str:
        return f"{self.about} {self.about_id}: {self.verb}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once. Raises ``TypeError`` on any later attempt."""
        if self.pk:
            raise TypeError("Events are only ever added.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise TypeError("Events are only ever added.")

"""When and where something is: the days of an event, the deadline of an opportunity.

Days and times are what the clocks show in the zone that staff give. Lists ask for
moments, so that an event on the other side of the world is over when it is over
there: they are kept beside (``comes_at``, ``over_at``), and made anew at each saving.
"""

import datetime as dt
from datetime import UTC, datetime, time, timedelta
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import pgettext_lazy
from wagtail_localize.fields import SynchronizedField

from openheritage.names import day, days, hours, zone_name
from openheritage.words import Words

DAY = timedelta(days=1)
# Beyond, it is a slip of the keyboard, and some calendar cannot read it.
FIRST_YEAR, LAST_YEAR = 1900, 2999
# So far ahead is an article dated at the most.
YEARS_AHEAD = 10


class Kind(models.TextChoices):
    UPDATE = "update", pgettext_lazy("kind of news", "Update")
    STORY = "story", pgettext_lazy("kind of news", "Story")
    OPPORTUNITY = "opportunity", pgettext_lazy("kind of news", "Opportunity")
    EVENT = "event", pgettext_lazy("kind of news", "Event")


class EventState(models.TextChoices):
    PLANNED = "planned", staff_("takes place")
    POSTPONED = "postponed", staff_("postponed")
    CANCELLED = "cancelled", staff_("cancelled")


# What readers are told; of what takes place, nothing.
TOLD_STATES = {
    EventState.POSTPONED: pgettext_lazy("state of an event", "Postponed"),
    EventState.CANCELLED: pgettext_lazy("state of an event", "Cancelled"),
}


@cache
def zones() -> tuple[str, ...]:
    """Names of the time zone database, as ``Area/City``."""
    return tuple(sorted(name for name in available_timezones() if is_named(name)))


def is_named(name: str) -> bool:
    return name == "UTC" or ("/" in name and not name.startswith("SystemV/"))


def default_zone() -> str:
    return settings.TIME_ZONE


def check_zone(name: str) -> None:
    if name not in zones():
        raise ValidationError(staff_("Choose a time zone of the list."))


def moment(when: dt.date, at: time, zone: str) -> datetime:
    return datetime.combine(when, at, ZoneInfo(zone))


def end_of(when: dt.date, zone: str) -> datetime:
    """The midnight with which a day ends, where its zone is."""
    return moment(when + DAY, time(), zone)


class Occasion(models.Model):
    event_date = models.DateField(
        null=True,
        blank=True,
        verbose_name=staff_("first day"),
        help_text=staff_("The day of the event, or the first of several."),
    )
    event_end_date = models.DateField(
        null=True,
        blank=True,
        verbose_name=staff_("last day"),
        help_text=staff_("Only where it ends on another day."),
    )
    begins_at = models.TimeField(
        null=True,
        blank=True,
        verbose_name=staff_("begins at"),
        help_text=staff_("Empty: it takes whole days."),
    )
    ends_at = models.TimeField(null=True, blank=True, verbose_name=staff_("ends at"))
    zone = models.CharField(
        max_length=64,
        default=default_zone,
        db_default="UTC",
        validators=[check_zone],
        verbose_name=staff_("time zone"),
        help_text=staff_("Of all days and times here: where it takes place, say."),
    )
    place = models.CharField(
        max_length=255,
        blank=True,
        default="",
        db_default="",
        verbose_name=staff_("place"),
        help_text=staff_("House, street and town, for those who come."),
    )
    online_url = models.URLField(
        blank=True,
        default="",
        db_default="",
        verbose_name=staff_("address online"),
        help_text=staff_("Where it takes place, or can be followed, online."),
    )
    registration_url = models.URLField(
        blank=True,
        default="",
        db_default="",
        verbose_name=staff_("address for registration"),
        help_text=staff_("Where people say that they will come."),
    )
    event_state = models.CharField(
        max_length=20,
        choices=EventState,
        default=EventState.PLANNED,
        db_default=EventState.PLANNED.value,
        verbose_name=staff_("state"),
        help_text=staff_(
            "Calendars that follow the site learn of it. Leave a cancelled event "
            "published: whoever meant to come reads it there."
        ),
    )
    deadline = models.DateField(
        null=True,
        blank=True,
        verbose_name=staff_("last day"),
        help_text=staff_("Until when one can apply. Empty: for as long as it stands."),
    )
    deadline_time = models.TimeField(
        null=True,
        blank=True,
        verbose_name=staff_("until"),
        help_text=staff_("The time on that day. Empty: until the day is over."),
    )
    # The day by which lists go, and the moments at which it begins or closes, and at
    # which it is over.
    shown_on = models.DateField(
        editable=False,
        default=timezone.localdate,
        # Of what the release before makes meanwhile, until it is saved again.
        db_default=dt.date(2024, 11, 1),
    )
    comes_at = models.DateTimeField(null=True, editable=False)
    over_at = models.DateTimeField(null=True, editable=False)
    # How often what calendars know of it has changed since it was published.
    sequence = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    # What the original says of its place now, and what it said when the words of this
    # page were written: apart, where an event has moved since it was translated.
    place_now = models.CharField(
        max_length=255, default="", db_default="", editable=False
    )
    place_then = models.CharField(
        max_length=255, default="", db_default="", editable=False
    )

    OF_EVENTS = (
        *("event_date", "event_end_date", "begins_at", "ends_at", "place"),
        *("online_url", "registration_url"),
    )
    OF_OPPORTUNITIES = ("deadline", "deadline_time")
    # A change of these is a change of an appointment.
    OF_CALENDARS = (
        *("kind", "event_date", "event_end_date", "begins_at", "ends_at", "zone"),
        *("place", "online_url", "registration_url", "event_state"),
    )

    occasion_translation = [
        SynchronizedField(name, overridable=False)
        for name in (
            *("event_date", "event_end_date", "begins_at", "ends_at", "zone"),
            *("online_url", "registration_url", "event_state"),
            *("deadline", "deadline_time", "sequence", "place_now", "place_then"),
        )
    ]
    # Of these, what a translation has of the original that it was made of.
    goes_with_words = ("place_then",)

    class Meta:
        abstract = True

    # What it is a part of has them.
    kind: Any
    date: Any
    language: Any

    @property
    def is_event(self) -> bool:
        return self.kind == Kind.EVENT and self.event_date is not None

    @property
    def is_opportunity(self) -> bool:
        return self.kind == Kind.OPPORTUNITY and self.deadline is not None

    @property
    def first_day(self) -> dt.date:
        """Of an event that has one; drafts may not."""
        return self.event_date or self.shown_on

    @property
    def last_day(self) -> dt.date:
        return self.event_end_date or self.first_day

    @property
    def closing(self) -> dt.date:
        return self.deadline or self.shown_on

    @property
    def is_whole_days(self) -> bool:
        return self.begins_at is None

    @property
    def starts(self) -> datetime:
        """On the clock of its zone."""
        return moment(self.first_day, self.begins_at or time(), self.zone)

    @property
    def ends(self) -> datetime | None:
        """On the clock of its zone; unknown where nobody said how long it lasts."""
        if self.is_whole_days:
            return end_of(self.last_day, self.zone)
        if self.ends_at:
            return moment(self.last_day, self.ends_at, self.zone)
        if self.last_day != self.first_day:
            return end_of(self.last_day, self.zone)
        return None

    @property
    def closes(self) -> datetime:
        if self.deadline_time:
            return moment(self.closing, self.deadline_time, self.zone)
        return end_of(self.closing, self.zone)

    def place_in_time(self) -> None:
        """Writes what lists ask for."""
        self.shown_on = self.date
        self.comes_at = self.over_at = None
        if self.is_event:
            self.shown_on = self.first_day
            self.comes_at = self.starts.astimezone(UTC)
            # It goes on until its day is over, if nobody knows better.
            over = self.ends or end_of(self.last_day, self.zone)
            self.over_at = over.astimezone(UTC)
        elif self.is_opportunity:
            self.shown_on = self.closing
            self.comes_at = self.over_at = self.closes.astimezone(UTC)

    @property
    def is_coming(self) -> bool:
        """Whether there is still something to go to, or to apply for."""
        return self.over_at is not None and timezone.now() < self.over_at

    @property
    def is_over(self) -> bool:
        return self.over_at is not None and not self.is_coming

    # What readers see -----------------------------------------------------------

    @property
    def is_elsewhere(self) -> bool:
        """Whether the place of its original is another than when it was translated."""
        is_original = self.language == settings.LANGUAGE_CODE
        return not is_original and self.place_then != self.place_now

    @property
    def where(self) -> str:
        """A place is a fact, as a day is: nobody reads the new day with the old place.
        Until somebody has translated it, that of the original, in its language
        (``where_language``)."""
        return self.place_now if self.is_elsewhere else self.place

    @property
    def where_language(self) -> str:
        return settings.LANGUAGE_CODE if self.is_elsewhere else self.language

    @property
    def when(self) -> str:
        """``7–8 December 2026``."""
        return days(self.first_day, self.last_day)

    @property
    def at_what_time(self) -> str:
        """``18:00–19:30``; empty for whole days, and where each day has its own."""
        if self.is_whole_days:
            return ""
        if self.last_day != self.first_day:
            return "" if self.ends_at else hours(self.starts, None)
        return hours(self.starts, self.ends)

    @property
    def both_ends(self) -> list[tuple[str, str]]:
        """Day and time of each, where it goes on past a midnight."""
        ends = self.ends if self.ends_at else None
        if self.is_whole_days or self.last_day == self.first_day or ends is None:
            return []
        return [(day(each), hours(each, None)) for each in (self.starts, ends)]

    @property
    def zone_name(self) -> str:
        return zone_name(self.closes if self.is_opportunity else self.starts)

    @property
    def closing_day(self) -> str:
        return day(self.closing)

    @property
    def closes_iso(self) -> str:
        """The day where it counts as a whole, or the moment with its zone."""
        return (self.closes if self.deadline_time else self.closing).isoformat()

    @property
    def closing_time(self) -> str:
        return hours(self.closes, None) if self.deadline_time else ""

    @property
    def told_state(self) -> Words:
        if not self.is_event:
            return ""
        return TOLD_STATES.get(EventState(self.event_state), "")

    @property
    def starts_iso(self) -> str:
        """As machines read it: a day, or a moment with its zone."""
        if self.is_whole_days:
            return self.first_day.isoformat()
        return self.starts.isoformat()

    @property
    def ends_iso(self) -> str:
        if self.is_whole_days:
            return self.last_day.isoformat()
        return self.ends.isoformat() if self.ends else ""

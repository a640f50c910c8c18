"""What is wrong with days, times and places of a kind of news."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from django.core.validators import URLValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_

from openheritage import websites
from openheritage.words import Words

from .occasions import FIRST_YEAR, LAST_YEAR, YEARS_AHEAD, Kind, moment, zones


def problems(page: Any) -> Iterator[tuple[str, Words]]:
    """What is wrong with days and times of its kind: the field, and words. Of a page,
    or of what a form says of one."""
    for name in ("event_date", "event_end_date", "deadline"):
        value = getattr(page, name)
        if value and not FIRST_YEAR <= value.year <= LAST_YEAR:
            yield name, staff_("Check the year.")
    # Nothing would ever be newer than it.
    latest = timezone.localdate().year + YEARS_AHEAD
    if page.date and not FIRST_YEAR <= page.date.year <= latest:
        yield "date", staff_("Check the year.")
    for name in ("online_url", "registration_url"):
        try:
            if value := getattr(page, name):
                websites.normal(value)
        except ValueError:
            yield name, URLValidator.message
    if page.kind == Kind.EVENT:
        yield from problems_of_event(page)
    if page.kind == Kind.OPPORTUNITY and page.deadline_time and not page.deadline:
        yield "deadline", staff_("A time needs its day.")


def problems_of_event(page: Any) -> Iterator[tuple[str, Words]]:
    first, last = page.event_date, page.event_end_date
    if not first:
        # Readers would take the day of writing for that of the event.
        yield "event_date", staff_("An event needs its day.")
    elif last and last < first:
        yield "event_end_date", staff_("It ends before it begins.")
    if page.ends_at and not page.begins_at:
        yield "begins_at", staff_("When does it begin?")
    elif ends_too_early(page):
        yield "ends_at", staff_("It ends before it begins: give the last day.")


def ends_too_early(page: Any) -> bool:
    if not (page.begins_at and page.ends_at and page.event_date):
        return False
    last = page.event_end_date or page.event_date
    if not all(
        FIRST_YEAR <= each.year <= LAST_YEAR for each in (page.event_date, last)
    ):
        return False
    # Moments, not clocks: between two times an hour may be put forward.
    zone = page.zone if page.zone in zones() else "UTC"
    begins, ends = (
        moment(each, at, zone).astimezone(UTC)
        for each, at in ((page.event_date, page.begins_at), (last, page.ends_at))
    )
    return ends <= begins

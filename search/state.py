"""Whether search is as it should be, for staff and for machines that watch."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from . import backends
from .models import Change


@dataclass(frozen=True)
class Waiting:
    """Changes that readers do not find yet."""

    number: int
    age: timedelta

    @property
    def is_long(self) -> bool:
        return self.age.total_seconds() > settings.SEARCH_BEHIND


def waiting() -> Waiting:
    """Those not entered, and with a server those not sent; two index scans."""
    late = Change.objects.filter(entered_at=None)
    if settings.SEARCH_URL:
        # What is not entered is not sent either.
        late = Change.objects.filter(pushed_at=None)
    oldest = late.order_by("pk").values_list("at", flat=True).first()
    age = timezone.now() - oldest if oldest else timedelta()
    return Waiting(late.count(), max(age, timedelta()))


def is_answering() -> bool:
    """Whether readers are answered by what the settings name."""
    return backends.get().is_answering()


def in_a_word() -> str:
    """``database``: it answers in place of the server that the settings name."""
    if not is_answering():
        return "database"
    return "behind" if waiting().is_long else "ok"

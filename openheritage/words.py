"""Words that may still wait for the language of who reads them."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from django.utils import formats
from django.utils.translation import gettext as staff_

if TYPE_CHECKING:
    # Its stub alone knows that it behaves as text.
    from django.utils.functional import _StrPromise as Promise
else:
    from django.utils.functional import Promise

Words = str | Promise


def moment(at: datetime | None) -> str:
    """A time that staff anywhere in the world read alike."""
    if at is None:
        return ""
    return staff_("%(time)s UTC") % {
        "time": formats.date_format(at.astimezone(UTC), "DATETIME_FORMAT")
    }

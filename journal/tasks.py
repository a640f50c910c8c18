from datetime import timedelta

from django.conf import settings
from django.utils import timezone

from openheritage.worker import every

from . import files, flushing
from .models import Line

# A database knows longer than the files what it holds: a file's line that it does not
# know is one that it lacks.
MARGIN = timedelta(days=7)


@every(5)
def write_the_rest() -> None:
    """What the process that did it could not write: killed, or its disk full."""
    flushing.flush()


@every(24 * 3600)
def forget() -> int:
    before = timezone.now() - timedelta(days=settings.JOURNAL_DAYS)
    place = files.folder()
    if place is not None and place.is_dir():
        files.forget_before(place, before.date())
    old = Line.objects.filter(at__lt=before - MARGIN)
    if place is not None:
        old = old.exclude(written_at=None)
    return old.delete()[0]

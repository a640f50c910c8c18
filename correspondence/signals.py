from journal import lines

from .models import Suppression

# A line of the journal.
JOURNAL_SUPPRESSED = "address.suppressed"


def write_suppressed(instance: Suppression, **kwargs: object) -> None:
    lines.write(JOURNAL_SUPPRESSED, key=instance.key, reason=instance.reason)


def write_released(instance: Suppression, **kwargs: object) -> None:
    lines.write(JOURNAL_SUPPRESSED, key=instance.key, reason=None)

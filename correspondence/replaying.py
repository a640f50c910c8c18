"""What is done to mails, links and the suppression list in a restored database."""

from datetime import datetime

from journal import kinds
from journal.kinds import Report, Written

from .leases import JOURNAL_SENT
from .links import JOURNAL_REVOKED
from .models import Link, Message, Suppression
from .signals import JOURNAL_SUPPRESSED

State = Message.State

# Stands as the last error of a mail of which nobody can say whether it has left.
HELD = "HeldAfterRestore"


def replay_sent(line: Written, report: Report) -> bool:
    """It has left: not again. Numbers are given again after a restore, the moment in
    which a mail was written is not."""
    made = datetime.fromisoformat(line.data["made"])
    rows = Message.objects.filter(pk=line.data["mail"], created_at=made)
    waiting = rows.exclude(state=State.SENT)
    number = waiting.update(
        state=State.SENT, sent_at=line.at, lease=None, leased_until=None, error=""
    )
    return bool(number)


def replay_revoked(line: Written, report: Report) -> None:
    data = line.data
    links = Link.objects.filter(
        purpose=data["purpose"], about_id=data["about"], created_at__lte=line.at
    )
    links.exclude(digest=data["kept"]).delete()


def replay_suppressed(line: Written, report: Report) -> None:
    rows = Suppression.objects.filter(key=line.data["key"])
    if line.data["reason"] is None:
        rows.delete()
    elif not rows.exists():
        Suppression.objects.create(key=line.data["key"], reason=line.data["reason"])


def hold_waiting() -> int:
    """Where no journal tells what has left: staff decide on each mail in the outbox."""
    waiting = Message.objects.filter(state=State.WAITING)
    return waiting.update(state=State.FAILED, error=HELD, lease=None, leased_until=None)


def register_kinds() -> None:
    kinds.register(JOURNAL_SENT, replay_sent, is_repeatable=True)
    kinds.register(JOURNAL_REVOKED, replay_revoked)
    kinds.register(JOURNAL_SUPPRESSED, replay_suppressed, last_of=("key",))

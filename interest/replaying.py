"""What is done to individuals in a restored database, by what the journal tells."""

from datetime import datetime

from journal import kinds
from journal.kinds import Report, Written

from .models import Subscriber
from .subscribing import JOURNAL_DEED, forget, known_topics, record


def replay_deed(line: Written, report: Report) -> None:
    # Numbers are given again after a restore; the moment of a form is its own, but for
    # quarantine, out of which it is counted anew.
    made = datetime.fromisoformat(line.data["made"])
    people = Subscriber.objects.select_for_update(of=("self",))
    found = people.filter(pk=line.data["person"], created_at__lte=made).first()
    if found is None:
        return
    deed = line.data["deed"]
    record("told by the journal", found, deed=deed)
    if deed == "forget":
        forget(found)
    elif deed == "change":
        found.topics = known_topics(line.data["topics"])
        found.language = line.data["language"]
        found.save()
    elif deed == "renew" and found.confirmed_at and found.confirmed_at < line.at:
        found.confirmed_at, found.asked_at = line.at, None
        found.save()


def register_kinds() -> None:
    kinds.register(JOURNAL_DEED, replay_deed)

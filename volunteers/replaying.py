"""What is done to offers in a restored database, by what the journal tells."""

from datetime import datetime

from journal import kinds
from journal.kinds import Report, Written

from .models import Offer, Sentence, Volunteer
from .offering import (
    JOURNAL_DEED,
    close_if_done,
    forget_all,
    forget_person,
    record,
)

State = Offer.State


def replay_deed(line: Written, report: Report) -> None:
    # Numbers are given again after a restore; the moment of an offer is its own, but
    # for quarantine, out of which it is counted anew.
    made = datetime.fromisoformat(line.data["made"])
    offers = Offer.objects.select_for_update(of=("self",))
    offer = offers.filter(pk=line.data["offer"], created_at__lte=made).first()
    if offer is None:
        return
    deed = line.data["deed"]
    record("told by the journal", offer, deed=deed)
    if deed == "forget":
        forget_all(offer)
    elif deed == "disown":
        offer.state, offer.closed_at = State.DISOWNED, line.at
        offer.save()
        offer.sentences.all().delete()
        forget_person(offer)
    elif deed == "withdraw":
        offer.sentences.filter(state=Sentence.State.OPEN).delete()
        close_if_done(offer, is_told=False)
    elif deed == "thank no more":
        for person in Volunteer.objects.filter(offer=offer):
            same = Volunteer.objects.filter(address_key=person.address_key)
            same.filter(created_at__lte=line.at).update(is_thanked=False)


def register_kinds() -> None:
    kinds.register(JOURNAL_DEED, replay_deed)

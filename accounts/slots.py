from openheritage.roles import MODERATORS, Right
from openheritage.slots import Slot, fill

from . import first, mailbox, people
from .models import Account, Invitation


def rights() -> list[Right]:
    return [
        Right(Account, ("view", "change"), (MODERATORS,)),
        Right(Invitation, ("view", "add", "change"), (MODERATORS,)),
    ]


def fill_slots() -> None:
    fill(Slot.RIGHTS, rights)
    fill(Slot.REHASH, people.rehash_invitations)
    fill(Slot.OWN_ADDRESS, mailbox.why_address_stays)
    fill(Slot.SUPERUSER, first.make)

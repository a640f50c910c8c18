"""What goes when staff take a decision back: its mails, and what it made."""

from wagtail.log_actions import registry

from correspondence.models import Message
from events.models import Event
from signatures.models import Signature
from signatures.transitions import SUBJECT, waiting_mails

State = Signature.State


def has_left(signature: Signature, verb: str) -> bool:
    """Whether the mail of the last such decision is sent, or just leaving."""
    event = Event.objects.about(SUBJECT, signature.pk).filter(verb=verb).first()
    if event is None:
        return False
    mails = Message.objects.about(SUBJECT, signature.pk)
    found = mails.filter(kind=f"signatures.{verb}", created_at__gte=event.at)
    return found.on_the_way().exists()


def last_state(signature: Signature) -> str:
    """What it was before it was closed; what was public goes to the queue."""
    events = Event.objects.about(SUBJECT, signature.pk)
    event = events.filter(verb__in=["rejected", "merged"]).first()
    was = event.data["was"] if event else State.WAITING
    return State.WAITING if was == State.PUBLISHED else was


def is_confirmation_waiting(signature: Signature) -> bool:
    return waiting_mails(signature, "confirm").exists()


def drop_waiting_mails(signature: Signature, *kinds: str) -> None:
    """Mails that have not left, leave no more: of staff's decisions, or of the
    kinds that are named."""
    kinds = kinds or ("published", "rejected", "merged", "asked")
    waiting_mails(signature, *kinds).update(state=Message.State.DROPPED)


def detach_organisation(signature: Signature) -> None:
    """Takes the signature from its organisation, and deletes one that was made for
    it, unless something else belongs to it or staff have worked on it since."""
    organisation, signature.organisation = signature.organisation, None
    signature.save()
    events = Event.objects.about(SUBJECT, signature.pk).filter(verb="published")
    published = events.first()
    if organisation is None or published is None or not published.data.get("is_new"):
        return
    if not organisation.is_used and not registry.get_logs_for_instance(organisation):
        organisation.delete()

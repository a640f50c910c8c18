"""Addresses that mail came back from are not written to again.

Where the settings name a provider (``ANYMAIL``), it reports to a web address of
ours, and django-anymail turns its report into a signal.
"""

from anymail.signals import AnymailTrackingEvent, EventType, RejectReason

from openheritage.addresses import address_key

from .models import Suppression

REFUSED = {EventType.BOUNCED, EventType.REJECTED}
# Others, such as a full mailbox or a server's opinion of us, may pass.
FOR_GOOD = {RejectReason.BOUNCED, RejectReason.INVALID}


def suppress(event: AnymailTrackingEvent, **kwargs: object) -> None:
    if event.event_type == EventType.COMPLAINED:
        reason = Suppression.Reason.COMPLAINT
    elif event.event_type in REFUSED and event.reject_reason in FOR_GOOD:
        reason = Suppression.Reason.BOUNCE
    else:
        return
    try:
        key = address_key(event.recipient or "")
    except ValueError:
        return
    Suppression.objects.get_or_create(key=key, defaults={"reason": reason})

"""What a site needs before it writes to people."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from openheritage.addresses import canonical


def answers_have_a_place(**kwargs: Any) -> list[CheckMessage]:
    """Mails ask their readers to answer: somebody must read what they write."""
    try:
        canonical(settings.REPLY_TO)
    except ValueError:
        return [
            Error(
                "REPLY_TO names no mail address.",
                hint="Our mails say “answer this mail”: name a mailbox that is read.",
                id="correspondence.E001",
            )
        ]
    return []

"""What went wrong with a mail, in words; outbox.name_of keeps its class and code."""

import re

from django.utils.translation import gettext as staff_

UNREACHABLE = re.compile(
    r"Connect|Connection|Disconnected|Timeout|timeout|gaierror|OSError|SSL|Network"
)


def in_words(error: str) -> str:
    """With the class behind it, for whoever asks the provider."""
    if not error:
        return ""
    name, _blank, code = error.partition(" ")
    if name == "NoMailDomainError":
        words = staff_("the domain of the address takes no mail")
    elif "Auth" in name:
        words = staff_("the mail server does not know us")
    elif code.startswith("5"):
        words = staff_("the mail server refuses it for good")
    elif code.startswith("4"):
        words = staff_("the mail server takes it later")
    elif UNREACHABLE.search(name):
        words = staff_("the mail server could not be reached")
    else:
        words = staff_("the mail could not be made or sent")
    return f"{words} ({error})"

"""What the pages behind private links say."""

from django.utils.translation import gettext_lazy

from openheritage.words import Words

from ..models import Signature

State = Signature.State

# What a page says that has nothing else to say.
WORDS: dict[str, Words] = {
    State.QUARANTINED: gettext_lazy("This signature is not confirmed."),
    State.UNCONFIRMED: gettext_lazy("This signature is not confirmed yet."),
    State.WAITING: gettext_lazy(
        "This signature is confirmed. We are checking it and write to you as soon as "
        "it is published."
    ),
    State.ASKED: gettext_lazy(
        "We have a question about this signature, and sent it to you by e-mail."
    ),
    State.PUBLISHED: gettext_lazy("This signature is published."),
    State.REJECTED: gettext_lazy(
        "We could not accept this signature. Our reason is in the mail we sent you."
    ),
    State.WITHDRAWN: gettext_lazy(
        "This signature has been withdrawn. You may sign again at any time."
    ),
    State.DISOWNED: gettext_lazy(
        "You told us that it was not you. We have deleted the name and the address, "
        "and will not write again."
    ),
    State.MERGED: gettext_lazy(
        "The organisation had signed more than once. We have joined the signatures "
        "into one."
    ),
}

DONE = {
    "corrected": gettext_lazy("The entry is changed."),
    "proposed": gettext_lazy(
        "We have received the change. It is published once we have checked it."
    ),
    "withdrawn": gettext_lazy("The signature is withdrawn."),
    "handed": gettext_lazy(
        "We are inviting your successor by e-mail. You stay responsible until they "
        "accept."
    ),
    "taken_back": gettext_lazy(
        "The invitation is taken back. All other private links to this signature have "
        "ended."
    ),
    "data": gettext_lazy("We are mailing you what we keep about you."),
}

"""Mails to the owner of an account about what has become of it."""

from django.contrib.auth.models import User

from correspondence.outbox import enqueue
from openheritage.staff import mail_language

NOTICE = "accounts.notice"


def tell(user: User, what: str) -> None:
    """``what`` names the words of the mail (``accounts.emails``)."""
    if user.email and user.is_active:
        language = mail_language(user)
        enqueue(NOTICE, user.pk, language=language, data={"what": what})

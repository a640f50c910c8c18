"""That somebody reads the mailbox of their account, told by a code that we mail.

A password alone sets up no second factor: with a stolen one, the thief would.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone

from correspondence import links
from correspondence.outbox import enqueue
from limits.budgets import spend
from openheritage.staff import mail_language

from . import attempts

CODE = "accounts.code"
SESSION = "mailbox_confirmed"
# The code works as long as what it opens.
LASTS = timedelta(hours=1)


def mail_code(user: User) -> None:
    """Raises ``TooManyError``."""
    spend("mailbox", account=str(user.pk))
    enqueue(CODE, user.pk, language=mail_language(user))


def confirm(request: HttpRequest) -> None:
    """For this session."""
    request.session[SESSION] = timezone.now().timestamp()


def is_confirmed(request: HttpRequest) -> bool:
    at = request.session.get(SESSION, 0)
    return timezone.now().timestamp() - at < LASTS.total_seconds()


def try_code(request: HttpRequest, user: User, code: str) -> bool:
    """Whether it is the one that we have mailed. Raises ``TooManyError``."""
    spent = attempts.at_code(request, user)
    link = links.find_link(code)
    is_right = (
        link is not None
        and (link.purpose, link.about_id) == (CODE, user.pk)
        and not link.is_expired
    )
    if is_right:
        spent.give_back()
        links.revoke(CODE, user.pk)
        confirm(request)
    return is_right

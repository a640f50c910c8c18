"""That somebody reads the mailbox of their account, told by a code that we mail.

A password alone sets up no second factor: with a stolen one, the thief would.
"""

from datetime import timedelta

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as staff_
from django_otp import user_has_device
from django_otp.middleware import is_verified

from correspondence import links
from correspondence.outbox import enqueue
from desk.pages import signed_in
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


def why_address_stays(request: HttpRequest) -> str:
    """Empty for who has given a code: with a stolen password alone one could otherwise
    take another mailbox, confirm that one, and set up a second factor."""
    user = signed_in(request)
    if is_verified(user):
        return ""
    if user_has_device(user):
        return staff_(
            "To change the address, first sign out and sign in with a code of your "
            "second factor."
        )
    if not user.email:
        return staff_(
            "Your account has no mail address, to which we could mail a code. Ask "
            "an administrator to enter it."
        )
    if is_confirmed(request):
        return ""
    return staff_(
        "To change the address, first confirm the one that you have: choose “Set it "
        "up” under Second factor, enter the code that is mailed to you, then come back."
    )

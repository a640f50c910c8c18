"""A new password, by a private link to the account's mailbox."""

from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest

from correspondence.outbox import enqueue
from events.deeds import NotNowError
from events.models import Event
from openheritage.staff import mail_language

from . import attempts, people

RESET = "accounts.reset"


def may_reset(user: User) -> bool:
    return user.is_active and user.has_usable_password() and bool(user.email)


def ask(request: HttpRequest, address: str) -> None:
    """A mail, if there is an account; no less work if there is none.

    Raises ``TooManyError``.
    """
    may_leave = attempts.at_reset(request, address)
    found = [user for user in people.of_mailbox(address) if may_reset(user)]
    if not found or not may_leave:
        user = found[0] if found else User(pk=0)
        enqueue(RESET, user.pk, language=mail_language(user), held=True)
        return
    for user in found:
        enqueue(RESET, user.pk, language=mail_language(user))


@transaction.atomic
def reset(user: User, password: str) -> None:
    """Ends all other sessions: each holds a hash that the password is part of.

    Raises ``NotNowError`` for who may no longer sign in.
    """
    row = User.objects.select_for_update().filter(pk=user.pk).first()
    if row is None or not may_reset(row):
        raise NotNowError
    row.set_password(password)
    row.save(update_fields=["password"])
    Event.objects.record("password reset", "account", row.pk, actor=row)

"""The first superuser, who invites everybody else."""

import secrets
from dataclasses import dataclass, field

from django.contrib.auth import password_validation
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from correspondence import links

from . import people
from .resetting import RESET, may_reset


@dataclass
class First:
    is_new: bool
    words: str
    # Opens once, and lets whoever has it choose the password.
    link: str = field(default="", repr=False)


def make(name: str, address: str, password: str) -> First:
    """With a password, or with a link to choose one, as long as nobody has signed in.

    An account that is there is left as it is. Raises ``ValidationError``.
    """
    name, address = User.normalize_username(name.strip()), address.strip()
    found = User.objects.filter(username__iexact=name).first()
    if found:
        return tell(found)
    User._meta.get_field("username").run_validators(name)
    validate_email(address)
    if people.of_mailbox(address):
        raise ValidationError("Another account has this mail address.")
    user = User(username=name, email=address, is_superuser=True, is_staff=True)
    if password:
        password_validation.validate_password(password, user)
    # A link is for accounts that have one, if only one that nobody knows.
    user.set_password(password or secrets.token_urlsafe(40))
    user.save()
    words = f"superuser {user.username} <{user.email}>"
    return First(True, words, "" if password else new_link(user))


def tell(user: User) -> First:
    named = f"superuser {user.username} <{user.email}>"
    if not user.is_superuser:
        return First(False, f"account {user.username}, which is no superuser")
    if not user.is_active:
        return First(False, f"{named}, which is not active")
    if user.last_login is None and may_reset(user):
        return First(False, f"{named}, who has not signed in yet", new_link(user))
    return First(False, named)


def new_link(user: User) -> str:
    links.revoke(RESET, user.pk)
    return links.make(RESET, user.pk, "en").url

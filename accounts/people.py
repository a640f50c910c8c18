"""Accounts, seen from their mailbox."""

from django.contrib.auth.models import User
from wagtail.admin.localization import get_available_admin_languages

from openheritage.addresses import address_key

from .models import Invitation


def key_of(address: str) -> str:
    """The key of a mailbox; empty for what we cannot write to."""
    try:
        return address_key(address)
    except ValueError:
        return ""


def of_mailbox(address: str) -> list[User]:
    """The accounts of a mailbox, in whatever spelling.

    All are looked at, so that it takes as long whether there is one or not.
    """
    wanted = key_of(address)
    rows = User.objects.exclude(email="").order_by("pk")
    found = [row for row in rows if key_of(row.email) == wanted]
    return found if wanted else []


def admin_language(language: str) -> str:
    """The one of Wagtail's for a language of the site; empty if it has none."""
    codes = [code for code, _name in get_available_admin_languages()]
    if language in codes:
        return language
    return next((c for c in codes if c.split("-")[0] == language.split("-")[0]), "")


def rehash_invitations() -> int:
    count = 0
    for row in Invitation.objects.all():
        before, row.mailbox_key = row.mailbox_key, key_of(row.address)
        row.save()
        count += row.mailbox_key != before
    return count

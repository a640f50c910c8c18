"""What of an account must not come back with a restored database.

The journal takes away and gives nothing: who was deactivated stays so, a group that
was taken stays taken, a former password opens nothing, a lost device is no second
factor. What was given since is given again by people.
"""

from datetime import datetime
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import ProtectedError
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from journal import kinds, lines
from journal.kinds import Report, Written
from openheritage.pseudonyms import key

JOURNAL_ACCOUNT, JOURNAL_FACTOR = "account", "factor.gone"


def write_account(instance: User, **kwargs: Any) -> None:
    """Hears of each save; of a login alone there is nothing to tell."""
    if kwargs.get("raw") or set(kwargs.get("update_fields") or ()) == {"last_login"}:
        return
    lines.write(
        JOURNAL_ACCOUNT,
        account=instance.pk,
        joined=instance.date_joined.isoformat(),
        is_active=instance.is_active,
        is_superuser=instance.is_superuser,
        password=key(instance.password, "password"),
        groups=sorted(instance.groups.values_list("name", flat=True)),
    )


def write_groups(instance: Any, action: str, **kwargs: Any) -> None:
    if isinstance(instance, User) and action.startswith("post_"):
        write_account(instance)


def write_deleted(instance: User, **kwargs: Any) -> None:
    joined = instance.date_joined.isoformat()
    lines.write(JOURNAL_ACCOUNT, account=instance.pk, joined=joined, is_active=None)


def write_device(instance: TOTPDevice, **kwargs: Any) -> None:
    lines.write(JOURNAL_FACTOR, user=instance.user_id, key=key(instance.key, "device"))


def write_token(instance: StaticToken, **kwargs: Any) -> None:
    user = instance.device.user_id
    lines.write(JOURNAL_FACTOR, user=user, key=key(instance.token, "token"))


def replay_account(line: Written, report: Report) -> None:
    data = line.data
    joined = datetime.fromisoformat(data["joined"])
    rows = User.objects.filter(pk=data["account"], date_joined=joined)
    user = rows.select_for_update().first()
    if user is None:
        if data["is_active"]:
            report.notes.append("An account was made after the backup: invite again.")
        return
    if data["is_active"] is None:
        delete(user, report)
        return
    if user.is_active and not data["is_active"]:
        user.is_active = False
        report.notes.append(f"Account {user.pk} was deactivated, and is again.")
    if user.is_superuser and not data["is_superuser"]:
        user.is_superuser = False
    if key(user.password, "password") != data["password"]:
        user.set_unusable_password()
        report.notes.append(
            f"Account {user.pk} had a new password: its owner takes “Forgotten "
            f"password?”, or: manage.py changepassword {user.get_username()}"
        )
    user.save()
    taken = user.groups.exclude(name__in=data["groups"])
    if names := sorted(group.name for group in taken):
        user.groups.remove(*taken)
        report.notes.append(
            f"Account {user.pk} left {', '.join(names)}, and has again."
        )


def delete(user: User, report: Report) -> None:
    number = user.pk
    try:
        with transaction.atomic():
            user.delete()
    except ProtectedError:
        # The history names it.
        user.is_active = False
        user.set_unusable_password()
        user.save()
    report.notes.append(f"Account {number} was removed, and is again.")


def replay_factor(line: Written, report: Report) -> None:
    owner, gone = line.data["user"], line.data["key"]
    for device in TOTPDevice.objects.filter(user=owner):
        if key(device.key, "device") == gone:
            device.delete()
    for token in StaticToken.objects.filter(device__user=owner):
        if key(token.token, "token") == gone:
            token.delete()


def register_kinds() -> None:
    kinds.register(JOURNAL_ACCOUNT, replay_account, last_of=("account", "joined"))
    kinds.register(JOURNAL_FACTOR, replay_factor)

"""Second factors of an account: what happens to them is told and recorded."""

import secrets
from base64 import b32encode

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as staff_
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from events.models import Event

from .notices import tell

RECOVERY_CODES = 10
# No letter that is read as another or as a digit; each code begins with a letter.
LETTERS = "abcdefghjkmnpqrstuvwxyz"
SIGNS = LETTERS + "23456789"


def begin(user: User) -> TOTPDevice:
    """A device that does not count before it is confirmed; there is one at most."""
    TOTPDevice.objects.filter(user=user, confirmed=False).delete()
    number = TOTPDevice.objects.filter(user=user, confirmed=True).count() + 1
    name = staff_("Device %(number)s") % {"number": number}
    return TOTPDevice.objects.create(user=user, name=name, confirmed=False)


def typed_key(device: TOTPDevice) -> str:
    text = b32encode(device.bin_key).decode().rstrip("=")
    return " ".join(text[at : at + 4] for at in range(0, len(text), 4))


def was_set_up(user: User) -> None:
    Event.objects.record("second factor set up", "account", user.pk, actor=user)
    tell(user, "device")


def was_removed(user: User, *, by: User | None) -> None:
    """Recovery codes stand in for a device, and go with the last one."""
    if not TOTPDevice.objects.filter(user=user, confirmed=True).exists():
        StaticDevice.objects.filter(user=user).delete()
    Event.objects.record("second factor removed", "account", user.pk, actor=by)
    tell(user, "device_removed")


@transaction.atomic
def make_recovery_codes(user: User, *, by: User | None = None) -> list[str]:
    """New ones, in place of all that there were."""
    device, _created = StaticDevice.objects.get_or_create(
        user=user, defaults={"name": "Recovery codes"}
    )
    device.token_set.all().delete()
    codes = [
        secrets.choice(LETTERS) + "".join(secrets.choice(SIGNS) for _place in range(11))
        for _code in range(RECOVERY_CODES)
    ]
    StaticToken.objects.bulk_create(
        StaticToken(device=device, token=code) for code in codes
    )
    Event.objects.record("recovery codes made", "account", user.pk, actor=by or user)
    tell(user, "codes")
    return codes


def codes_left(user: User) -> int:
    return StaticToken.objects.filter(device__user=user).count()


@transaction.atomic
def remove_all(user: User) -> int:
    """All devices and codes; whoever may do this has the machine."""
    count = TOTPDevice.objects.filter(user=user).delete()[0]
    count += StaticDevice.objects.filter(user=user).delete()[0]
    Event.objects.record("second factor removed", "account", user.pk)
    tell(user, "device_removed")
    return count

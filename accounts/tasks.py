from datetime import timedelta

from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from openheritage.worker import every

from . import browsers, invitations

HOUR = 3600


@every(HOUR)
def forget_invitations() -> int:
    return invitations.forget_expired()


@every(HOUR)
def forget_browsers() -> int:
    return browsers.forget()


@every(HOUR)
def forget_unfinished_devices() -> int:
    """Set-ups that nobody has finished."""
    yesterday = timezone.now() - timedelta(days=1)
    rows = TOTPDevice.objects.filter(confirmed=False, created_at__lt=yesterday)
    return rows.delete()[0]

"""Staff are told when the brake is on."""

import logging
from datetime import timedelta

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_

from openheritage.locks import exclusively
from openheritage.names import number
from openheritage.staff import mail_language

from .emails import Mail, register_mail
from .models import Message, Trip
from .outbox import enqueue

logger = logging.getLogger(__name__)

ALARM = "correspondence.brake"
# While it stays on.
AGAIN = timedelta(hours=6)


def keepers() -> QuerySet[User]:
    """Those who may release it and have an address to write to."""
    users = User.objects.with_perm(
        "correspondence.change_message",
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return users.exclude(email="").order_by("pk")


def raise_alarm() -> bool:
    """Tells them, unless they were told. Safe to call from several workers at once."""
    with transaction.atomic(), exclusively(ALARM, wait=False) as is_ours:
        recent = Trip.objects.filter(at__gt=timezone.now() - AGAIN)
        last = recent.order_by("-at").first()
        if not is_ours or (last is not None and last.released_at is None):
            return False
        Trip.objects.create()
        for user in keepers():
            enqueue(ALARM, user.pk, language=mail_language(user))
    logger.error(
        "The brake on mail is on: %s in the last hour. The others wait.",
        settings.MAILS_AN_HOUR,
    )
    return True


@register_mail
class Alarm(Mail):
    kind = ALARM
    about = "staff"
    title = staff_("Mails are held")
    template = "correspondence/brake.txt"

    def recipient(self, message: Message) -> str | None:
        user = keepers().filter(pk=message.about_id).first()
        return user.email if user else None

    def context(self, message: Message) -> dict:
        outbox = settings.WAGTAILADMIN_BASE_URL + reverse("outbox:index")
        limit = number(settings.MAILS_AN_HOUR)
        return {
            "subject": staff_("Open Heritage: mails are held"),
            "words": [
                staff_("Hello,"),
                staff_(
                    "more mails want to leave than %(limit)s in an hour. This may be a "
                    "flood of forms, or a day on which many sign."
                )
                % {"limit": limit},
                staff_(
                    "None is lost: they leave one after the other, no more than "
                    "%(limit)s in an hour. What you decide and what signatories "
                    "need is not held."
                )
                % {"limit": limit},
                staff_(
                    "Look at the outbox and at the signatures that wait. If all is "
                    "well, press “Let them leave” in the outbox."
                ),
                outbox,
            ],
        }

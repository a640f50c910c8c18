"""Who is told of reported errors by mail, and when.

As of other news (``workbench.mails``): at once, once a day or never, as everybody
chooses. One mail holds all that is new, and says nothing that a stranger wrote. Whoever
is told at once has six mails on a day at most: then a flood waits for the next one.
"""

from datetime import UTC, datetime

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Max
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.models import Locale

from correspondence.emails import Mail, register_mail
from correspondence.models import Message, MessageQuerySet
from correspondence.outbox import enqueue
from openheritage.locks import exclusively
from openheritage.names import isolated, language_name, number
from openheritage.staff import mail_language
from translations.models import Preference
from translations.people import REVIEW, holders
from translations.rights import COORDINATE
from workbench.mails import HORIZON, is_due

from .clauses import name_of
from .models import Report
from .reporting import reports_for

KIND = "volunteers.reports"
# On a day, in UTC, to one person.
MOST = 6
# The rest is on the page to which the mail leads.
SHOWN = 20


def coordinators() -> set[int]:
    users = User.objects.with_perm(
        COORDINATE,
        include_superusers=False,
        backend="django.contrib.auth.backends.ModelBackend",
    )
    return set(users.exclude(email="").values_list("pk", flat=True))


def readers_of(locale: Locale) -> set[int]:
    """Those who review the language; of one that nobody reviews, its coordinators."""
    users = holders(locale, REVIEW)
    if users.exists():
        return set(users.exclude(email="").values_list("pk", flat=True))
    return coordinators()


def tell_everybody() -> int:
    """A mail to each who has something to hear and is due; returns how many.

    Safe to call at any time and from several workers at once.
    """
    now = timezone.now()
    with transaction.atomic(), exclusively(KIND, wait=False) as held:
        if not held:
            return 0
        fresh = Report.objects.filter(
            state=Report.State.OPEN, created_at__gt=now - HORIZON
        ).order_by()
        languages = set(fresh.values_list("locale", flat=True).distinct())
        wanted: dict[int, set[int]] = {}
        for locale in Locale.objects.filter(pk__in=languages):
            for reader in readers_of(locale):
                wanted.setdefault(reader, set()).add(locale.pk)
        preferences = Preference.objects.in_bulk(wanted)
        told = 0
        for user in User.objects.filter(pk__in=wanted, is_active=True).order_by("pk"):
            chosen = preferences.get(user.pk) or Preference(user=user)
            sent = Message.objects.filter(kind=KIND, about_id=user.pk)
            last = sent.aggregate(last=Max("created_at"))["last"]
            if not may_be_told(chosen, sent, last, now):
                continue
            mine = fresh.filter(locale__in=wanted[user.pk])
            if last:
                mine = mine.filter(created_at__gt=last)
            count = mine.count()
            if not count:
                continue
            pks = mine.order_by("created_at", "pk").values_list("pk", flat=True)
            enqueue(
                KIND,
                user.pk,
                language=mail_language(user),
                data={"reports": list(pks[:SHOWN]), "count": count},
            )
            told += 1
        return told


def may_be_told(
    chosen: Preference, sent: MessageQuerySet, last: datetime | None, now: datetime
) -> bool:
    mark = Preference(user_id=chosen.user_id, mails=chosen.mails, told_until=last)
    if not is_due(mark, now):
        return False
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return sent.filter(created_at__gte=midnight).count() < MOST


@register_mail
class Reports(Mail):
    kind = KIND
    title = staff_("Errors that readers have reported")
    about = "staff"
    template = "workbench/email/news.txt"
    is_counted = False

    def user(self, message: Message) -> User | None:
        return User.objects.filter(pk=message.about_id, is_active=True).first()

    def reports(self, message: Message) -> list[Report]:
        """Those that still wait, of languages that the reader still looks after."""
        user = self.user(message)
        if user is None:
            return []
        rows = reports_for(user).filter(
            pk__in=message.data.get("reports", []), state=Report.State.OPEN
        )
        return list(rows.order_by("created_at", "pk"))

    def recipient(self, message: Message) -> str | None:
        user = self.user(message)
        never = Preference.objects.filter(
            user=message.about_id, mails=Preference.Mails.NEVER
        )
        if user is None or not user.email or never or not self.reports(message):
            return None
        return user.email

    def context(self, message: Message) -> dict:
        reports = self.reports(message)
        rest = message.data.get("count", 0) - len(message.data.get("reports", []))
        count = len(reports) + max(rest, 0)
        subject = staff_n(
            "%(count)s error in a translation was reported",
            "%(count)s errors in translations were reported",
            count,
        ) % {"count": number(count)}
        return {
            "subject": subject,
            "rows": [(told(report), address_of(report)) for report in reports],
            "rest": staff_n("and %(count)s more", "and %(count)s more", rest)
            % {"count": number(rest)}
            if rest > 0
            else "",
            "waiting_label": staff_("See all reported errors"),
            "waiting_url": reverse("volunteers_reports"),
            "choose": staff_(
                "At once, once a day or never: choose how often we write, here:"
            ),
            "account_url": reverse("wagtailadmin_account"),
        }


def told(report: Report) -> str:
    return staff_("%(place)s (%(language)s)") % {
        "place": name_of(report.label),
        "language": isolated(language_name(report.language)),
    }


def address_of(report: Report) -> str:
    path = reverse("volunteers_report", args=[report.pk])
    return settings.WAGTAILADMIN_BASE_URL + path

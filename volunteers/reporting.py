"""What becomes of a reported error, each as one transaction. Nothing here sends."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import StringSegment, Translation

from events.deeds import NotNowError
from events.models import Event
from limits import rates, repeats
from statement.models import StatementPage, StatementText
from translations.people import REVIEW
from translations.progress import locales_of
from translations.rights import COORDINATE

from .models import Report

State = Report.State
Flag = Report.Flag

# What events are about.
SUBJECT = "report"
# What rate rules count.
ACTION = "report"


@dataclass(frozen=True)
class Answers:
    """A complete, valid form."""

    text: StatementText
    label: str
    problem: str
    suggestion: str
    flags: list[str] = field(default_factory=list)


def flags_of(*, ip: str, filled_honeypot: bool) -> list[str]:
    """What is suspicious about a form. Counts as an attempt; all is always asked."""
    found = set(rates.exceeded(ACTION, ip=ip))
    if rates.is_banned(ip=ip, address=""):
        found.add(Flag.BANNED)
    if filled_honeypot:
        found.add(Flag.HONEYPOT)
    return [flag for flag in Flag.values if flag in found]


def record(verb: str, report: Report, **data: Any) -> Event:
    return Event.objects.record(verb, SUBJECT, report.pk, **data)


@transaction.atomic
def submit(answers: Answers, sent: str) -> None:
    """Takes a form. ``sent`` tells it from others: the second of the same name changes
    nothing. What is suspicious is held, and its sender is not told."""
    with repeats.undone(not repeats.is_first(sent)):
        report = Report.objects.create(
            text=answers.text,
            locale=answers.text.locale,
            label=answers.label,
            problem=answers.problem,
            suggestion=answers.suggestion,
            flags=answers.flags,
            state=State.QUARANTINED if answers.flags else State.OPEN,
        )
        record("submitted", report, flags=answers.flags)


# What staff do ----------------------------------------------------------------------


def languages_of(user: User) -> QuerySet[Locale]:
    """In which somebody sees what is reported: those that they review."""
    if user.has_perm(COORDINATE):
        return Locale.objects.exclude(pk=Locale.get_default().pk)
    return locales_of(user, REVIEW)


def reports_for(user: User) -> QuerySet[Report]:
    rows = Report.objects.filter(locale__in=languages_of(user))
    return rows.select_related("locale", "text__version", "closed_by")


def open_counts(locales: Iterable[Locale] | None = None) -> dict[int, int]:
    """``{id of a Locale: how many wait}``, of those in which any do."""
    rows = Report.objects.filter(state=State.OPEN).order_by()
    if locales is not None:
        rows = rows.filter(locale__in=locales)
    return dict(rows.values_list("locale").annotate(Count("pk")))


@transaction.atomic
def move(
    report: Report, user: User, verb: str, before: tuple[State, ...], after: State
) -> Report:
    """Raises ``NotNowError`` where somebody was faster."""
    rows = Report.objects.select_for_update(of=("self",))
    found = rows.filter(pk=report.pk, state__in=before).first()
    if found is None:
        raise NotNowError
    found.state = after
    is_closed = after in Report.CLOSED
    found.closed_at = timezone.now() if is_closed else None
    found.closed_by = user if is_closed else None
    found.note = report.note if is_closed else found.note
    found.save()
    record(verb, found, actor=user)
    return found


def close(report: Report, user: User, state: State, note: str = "") -> Report:
    report.note = note
    return move(report, user, str(state), (State.OPEN,), state)


def reopen(report: Report, user: User) -> Report:
    """Undoes the closing; the note stays, for whoever looks next."""
    return move(report, user, "reopened", Report.CLOSED, State.OPEN)


@transaction.atomic
def release(report: Report, user: User) -> Report:
    """It is new from now on: whoever reviews is told of it."""
    Report.objects.filter(pk=report.pk, state=State.QUARANTINED).update(
        created_at=timezone.now()
    )
    return move(report, user, "released", (State.QUARANTINED,), State.OPEN)


@transaction.atomic
def discard(report: Report, user: User) -> None:
    rows = Report.objects.select_for_update(of=("self",))
    found = rows.filter(pk=report.pk, state=State.QUARANTINED).first()
    if found is None:
        raise NotNowError
    record("discarded", found, actor=user)
    found.delete()


# What it meets ----------------------------------------------------------------------


def shown_now(report: Report) -> StatementText | None:
    """The text that readers of the language have; ``None`` if they have none."""
    page = StatementPage.objects.shown_in(report.language)
    if page is None or page.locale_id != report.locale_id:
        return None
    return StatementText.objects.shown_on(page)


def sentence_of(report: Report) -> tuple[Translation, int | None] | None:
    """Where it is translated: the translation, and the sentence of the clause."""
    key = report.text.version.translation_key
    translation = Translation.objects.filter(
        source__object_id=key, target_locale=report.locale, enabled=True
    ).first()
    if translation is None:
        return None
    segments = StringSegment.objects.filter(source=translation.source_id)
    if not report.label:
        return translation, None
    blocks = {label: block for block, label in StatementPage.objects.labels().items()}
    block = blocks.get(report.label)
    if block is None:
        return translation, None
    # An article's words rather than its title.
    paths = segments.filter(context__path__contains=f".{block}.").order_by("-order")
    found = paths.values_list("pk", flat=True).first()
    return translation, found


# Forgetting ---------------------------------------------------------------------------


def due() -> dict[str, QuerySet[Report]]:
    now = timezone.now()
    held = now - timedelta(days=settings.HELP_UNCONFIRMED_DAYS)
    unread = now - timedelta(days=settings.HELP_UNREVIEWED_DAYS)
    closed = now - timedelta(days=settings.CLOSED_DAYS)
    rows = Report.objects
    return {
        "reports in quarantine": rows.filter(
            state=State.QUARANTINED, created_at__lt=held
        ),
        "reports nobody read": rows.filter(state=State.OPEN, created_at__lt=unread),
        "closed reports": rows.filter(state__in=Report.CLOSED, closed_at__lt=closed),
    }


def purge(*, dry_run: bool) -> Counter[str]:
    return Counter(
        {
            reason: rows.count() if dry_run else rows.delete()[0]
            for reason, rows in due().items()
        }
    )

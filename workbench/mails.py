"""Who is told of what happened to translations, and when.

What happened is a ``Step``. Everybody is told at once, once a day or never, as they
choose; at once is in a minute, and whatever follows within ten comes in one mail. What
is no longer so when the mail is written is left out, and nobody reads of their own
deeds.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from wagtail.models import Locale
from wagtail_localize.models import StringTranslation

from correspondence.models import Message
from correspondence.outbox import enqueue
from openheritage.locks import exclusively
from openheritage.staff import mail_language
from translations.models import Preference, State, Step
from translations.people import REVIEW, TRANSLATE, holders
from translations.work import Pair, Standing, states

KIND = "translations.news"
# Of the day, in UTC.
NOT_BEFORE = time(7)
# Between two mails to somebody who is told at once.
PAUSE = timedelta(minutes=10)
# Nobody is told of what is older: a worker may have stood still.
HORIZON = timedelta(days=7)
# What was still being written when the last mail was made.
OVERLAP = timedelta(minutes=5)
# Of what happened before somebody was asked how to be told.
FIRST = timedelta(days=1)


def pair_of(step: Step) -> Pair:
    return step.translation_key, step.locale_id


@dataclass
class Event:
    """The newest step of a translation that is still true of it."""

    step: Step
    standing: Standing

    @property
    def is_true(self) -> bool:
        step, standing = self.step, self.standing
        if step.state == State.LIVE:
            return standing.is_live
        if step.state != State.DRAFT or standing.state != State.DRAFT:
            return standing.state == step.state
        if step.note:
            return standing.note == step.note
        # Something is to be done, or readers have an older text.
        is_done = standing.is_whole and not standing.tally.machine
        return standing.is_live or not is_done


def events_of(steps: Iterable[Step]) -> list[Event]:
    """One for each translation, the oldest first."""
    newest: dict[Pair, Step] = {}
    for step in sorted(steps, key=lambda step: (step.at, step.pk)):
        newest[pair_of(step)] = step
    standings = states(newest)
    events = [
        Event(step, standings[pair])
        for pair, step in newest.items()
        if pair in standings
    ]
    return [event for event in events if event.is_true]


class Readers:
    """Whom each event concerns."""

    def __init__(self, steps: Iterable[Step]) -> None:
        steps = list(steps)
        self.translators: dict[int, set[int]] = {}
        self.reviewers: dict[int, set[int]] = {}
        for locale in Locale.objects.filter(pk__in={step.locale_id for step in steps}):
            for found, codename in (
                (self.translators, TRANSLATE),
                (self.reviewers, REVIEW),
            ):
                users = holders(locale, codename).exclude(email="")
                found[locale.pk] = set(users.values_list("pk", flat=True))
        self.involved = involved_in({pair_of(step) for step in steps})

    def of(self, step: Step) -> set[int]:
        translators = self.translators.get(step.locale_id, set())
        reviewers = self.reviewers.get(step.locale_id, set())
        involved = self.involved[pair_of(step)] & (translators | reviewers)
        if step.state in (State.READY, State.APPROVED):
            concerned = reviewers
        elif step.state == State.LIVE:
            concerned = involved
        elif step.note:
            # Whoever worked on it; everybody, if they have left.
            concerned = involved - {step.by_id} or translators
        else:
            concerned = translators
        return concerned - {step.by_id}


def involved_in(pairs: set[Pair]) -> dict[Pair, set[int]]:
    """Who called a translation ready, or translated a sentence of it."""
    here = {
        "locale__in": {locale for _key, locale in pairs},
    }
    keys = {key for key, _locale in pairs}
    found: dict[Pair, set[int]] = defaultdict(set)
    for key, locale, by in (
        StringTranslation.objects.filter(context__object_id__in=keys, **here)
        .exclude(last_translated_by=None)
        .values_list("context__object_id", "locale_id", "last_translated_by_id")
        .distinct()
    ):
        found[key, locale].add(by)
    for key, locale, by in (
        Step.objects.filter(translation_key__in=keys, state=State.READY, **here)
        .exclude(by=None)
        .values_list("translation_key", "locale_id", "by_id")
    ):
        found[key, locale].add(by)
    return found


def since(user: User, preference: Preference, now: datetime) -> datetime:
    begun = preference.told_until or max(user.date_joined, now - FIRST)
    return max(begun, now - HORIZON)


def is_due(preference: Preference, now: datetime) -> bool:
    told = preference.told_until
    if preference.mails == Preference.Mails.NEVER:
        return False
    if preference.mails == Preference.Mails.ONCE:
        return told is None or now - told >= PAUSE
    midnight = datetime.combine(now.astimezone(UTC).date(), time(0), tzinfo=UTC)
    return now.astimezone(UTC).time() >= NOT_BEFORE and (
        told is None or told < midnight
    )


def steps_told(users: Iterable[int], now: datetime) -> dict[int, set[int]]:
    """What is in the mails of each already."""
    found: dict[int, set[int]] = defaultdict(set)
    messages = Message.objects.filter(
        kind=KIND, about_id__in=users, created_at__gt=now - HORIZON
    )
    for user, data in messages.values_list("about_id", "data"):
        found[user].update(data.get("steps", []))
    return found


def tell_everybody() -> int:
    """A mail to each who has something to hear and is due; returns how many.

    Safe to call at any time and from several workers at once.
    """
    now = timezone.now()
    with transaction.atomic(), exclusively(KIND, wait=False) as held:
        if not held:
            return 0
        steps = list(Step.objects.filter(at__gt=now - HORIZON, at__lte=now))
        if not steps:
            return 0
        readers = Readers(steps)
        concerned = {step.pk: readers.of(step) for step in steps}
        wanted = set().union(*concerned.values())
        preferences = Preference.objects.in_bulk(wanted)
        heard = steps_told(wanted, now)
        told = 0
        for user in User.objects.filter(pk__in=wanted).order_by("pk"):
            preference = preferences.get(user.pk) or Preference(user=user)
            if not is_due(preference, now):
                continue
            begin = since(user, preference, now) - OVERLAP
            news = [
                step
                for step in steps
                if step.at > begin
                and user.pk in concerned[step.pk]
                and step.pk not in heard[user.pk]
            ]
            events = events_of(news)
            if not events:
                continue
            preference.told_until = now
            preference.save()
            enqueue(
                KIND,
                user.pk,
                language=mail_language(user),
                data={"steps": [event.step.pk for event in events]},
            )
            told += 1
        return told

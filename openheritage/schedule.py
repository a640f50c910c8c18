"""What is scheduled happens: the worker does what ``publish_scheduled`` would.

Wagtail's command ends what is due before it publishes what is due, and stops at the
first fault. A worker may have been down for days: here all happens in the order of its
time, each thing in a transaction of its own, once, whoever else looks at the same
moment. Publishing and ending are Wagtail's own, so that signals, refusals and logs are
the same as behind a button.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import DraftStateMixin, Page, Revision

from .failures import where
from .locales import language_of
from .once import is_first
from .worker import is_stopping

logger = logging.getLogger(__name__)

PUBLISHED, EXPIRED = "wagtail.publish.scheduled", "wagtail.unpublish.scheduled"
# What cannot be done is tried each time, and told of once in so many seconds.
SILENCE = 24 * 3600


@dataclass(frozen=True)
class Due:
    at: datetime
    # Originals before their translations.
    rank: int
    model: type[Any]
    pk: int | str

    def __str__(self) -> str:
        return f"{self.model._meta.label} {self.pk}"

    @property
    def key(self) -> str:
        return f"openheritage.schedule.{self.model._meta.label}.{self.pk}"


def drafted() -> list[type[Any]]:
    """Pages as one, and every other model that has drafts."""
    others = [
        model for model in apps.get_models() if issubclass(model, DraftStateMixin)
    ]
    return [Page, *(model for model in others if not issubclass(model, Page))]


def due() -> list[Due]:
    now = timezone.now()
    return sorted(
        [*going_live(now), *ending(now)], key=lambda each: (each.at, each.rank)
    )


def going_live(now: datetime) -> Iterator[Due]:
    rows = Revision.objects.filter(approved_go_live_at__lte=now)
    for pk, at, content in rows.values_list("pk", "approved_go_live_at", "content"):
        yield Due(at, rank_of(content.get("locale")), Revision, pk)


def ending(now: datetime) -> Iterator[Due]:
    for model in drafted():
        names = ["pk", "expire_at"]
        has_locale = any(field.name == "locale" for field in model._meta.fields)
        rows = model._default_manager.filter(live=True, expire_at__lte=now)
        for row in rows.values(*names, *(["locale_id"] if has_locale else [])):
            rank = rank_of(row.get("locale_id"))
            yield Due(row["expire_at"], rank, model, row["pk"])


def rank_of(locale_id: int | None) -> int:
    is_original = locale_id and language_of(locale_id) == settings.LANGUAGE_CODE
    return 0 if is_original or locale_id is None else 1


def run() -> int:
    """Does what is due and returns how much was done."""
    done = 0
    for each in due():
        if is_stopping():
            break
        try:
            with transaction.atomic():
                done += publish(each.pk) if each.model is Revision else end(each)
        except Exception as error:  # noqa: BLE001 - one fails, the others go on
            if is_first(each.key, SILENCE):
                logger.error(
                    "%s could not go live or end in its time (%s at %s).",
                    *(each, type(error).__name__, where(error)),
                )
    return done


def publish(pk: int | str) -> bool:
    now = timezone.now()
    # Who looks at the same time waits here, and then finds nothing.
    rows = Revision.objects.select_for_update(of=("self",))
    revision = rows.filter(pk=pk, approved_go_live_at__lte=now).first()
    if revision is None:
        return False
    revision.publish(log_action=PUBLISHED)
    is_done = not Revision.objects.filter(pk=pk, approved_go_live_at__lte=now).exists()
    model, pk = type(revision.content_object), revision.content_object.pk
    over = model._default_manager.filter(pk=pk, live=True, expire_at__lte=now).first()
    if is_done and over is not None:
        # Its time was over while the worker was down: nobody sees it in between.
        over.unpublish(set_expired=True, log_action=EXPIRED)
    return is_done


def end(each: Due) -> bool:
    rows = each.model._default_manager.select_for_update(of=("self",))
    found = rows.filter(pk=each.pk, live=True, expire_at__lte=timezone.now()).first()
    if found is None:
        return False
    # Wagtail forgets with it what is to come back on another day.
    waiting = found.revisions.filter(approved_go_live_at__isnull=False)
    later = dict(waiting.values_list("pk", "approved_go_live_at"))
    found.unpublish(set_expired=True, log_action=EXPIRED)
    for pk, at in later.items():
        Revision.objects.filter(pk=pk).update(approved_go_live_at=at)
    return True

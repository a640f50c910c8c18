"""A language is opened to the public, closed again, and deleted when nobody used it.

``locales.py`` says which are open.
"""

from dataclasses import dataclass

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Locale

from . import slots
from .models import Language
from .signals import languages_changed
from .slots import Slot
from .words import Words

OPENED, CLOSED = "openheritage.open_language", "openheritage.close_language"


@dataclass(frozen=True)
class Check:
    """What a language needs, or had better have, before it is opened."""

    label: Words
    is_done: bool
    # What is missing, or what is there.
    words: Words
    is_necessary: bool = False
    # Where staff do it.
    url: str = ""


@dataclass(frozen=True)
class Use:
    """What hangs on a language, and how much of it."""

    label: Words
    number: int
    # Whether the language can be deleted all the same.
    may_go: bool = False


def checks(locale: Locale) -> list[Check]:
    return [
        check for some in slots.answers(Slot.LANGUAGE_CHECKS, locale) for check in some
    ]


def uses(locale: Locale) -> list[Use]:
    found = [use for some in slots.answers(Slot.LANGUAGE_USES, locale) for use in some]
    return [use for use in found if use.number]


def state_of(locale: Locale) -> Language:
    """The row of a language, unsaved where there is none yet."""
    found = Language.objects.filter(locale=locale).first()
    return found or Language(locale=locale)


def is_open(locale: Locale) -> bool:
    return is_default(locale) or state_of(locale).is_open


def is_default(locale: Locale) -> bool:
    return locale.language_code == settings.LANGUAGE_CODE


def missing(locale: Locale) -> list[Check]:
    """What keeps it from being opened."""
    return [each for each in checks(locale) if each.is_necessary and not each.is_done]


def change(locale: Locale, *, to_open: bool, user: User | None = None) -> bool:
    """Opens or closes a language; whether that changed anything."""
    with transaction.atomic():
        Language.objects.get_or_create(locale=locale)
        row = Language.objects.select_for_update().get(locale=locale)
        if row.is_open == to_open or is_default(locale):
            return False
        row.is_open = to_open
        now = timezone.now()
        if to_open:
            row.opened_at = now
        else:
            row.closed_at = now
        row.changed_by = user
        row.save()
        log(instance=locale, action=OPENED if to_open else CLOSED, user=user)
        tell(locale)
    return True


def tell(instance: Locale, **kwargs: object) -> None:
    languages_changed.send(Locale, instance=instance)

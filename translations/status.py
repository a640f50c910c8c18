"""What readers are told of a translation: community, reviewed or official.

It is said of words, not of a page. A language reviewer calls *reviewed* what they have
read; coordinators alone call it *official*. Words that others publish later were read
by nobody: *official* holds until anybody else but a coordinator has changed a
sentence, *reviewed* until anybody but a reviewer of the language has. It falls back in
the moment in which readers get the other words, not before.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from wagtail.log_actions import log
from wagtail.models import Page, TranslatableMixin
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from openheritage.facts import Facts
from statement.asking import page_type
from statement.models import StatementText

from .facts import is_original
from .models import Status, StatusLevel
from .people import coordinates, reviews
from .publishing import translation_of
from .sentences import REUSED
from .work import Pair, pair_of

COMMUNITY, REVIEWED, OFFICIAL = (
    StatusLevel.COMMUNITY,
    StatusLevel.REVIEWED,
    StatusLevel.OFFICIAL,
)
TOLD: Facts[Pair, "Said"] = Facts("what readers are told of translations")
# In the log of Wagtail, which is the history of a page.
ACTION = "translations.status"


@dataclass(frozen=True)
class Said:
    """What somebody said of a translation, and when; nobody need have."""

    level: StatusLevel = COMMUNITY
    at: datetime | None = None


def said_of(pairs: Iterable[Pair]) -> dict[Pair, Said]:
    wanted = set(pairs)
    found = dict.fromkeys(wanted, Said())
    rows = Status.objects.filter(
        translation_key__in={key for key, _locale in wanted},
        locale__in={locale for _key, locale in wanted},
    )
    for row in rows:
        pair = (row.translation_key, row.locale_id)
        if pair in found:
            found[pair] = Said(StatusLevel(row.level), row.at)
    return found


def levels(pairs: Iterable[Pair]) -> dict[Pair, StatusLevel]:
    """What readers are told; where nobody has said anything, community."""
    return {pair: said.level for pair, said in said_of(pairs).items()}


def told_of(page: TranslatableMixin) -> Said:
    """For readers, whose page need not ask the database each time."""
    pair = (page.translation_key, page.locale_id)
    return TOLD.of(pair, lambda: said_of([pair])[pair])


def level_of(page: TranslatableMixin) -> StatusLevel:
    return told_of(page).level


def level_of_text(text: StatementText) -> StatusLevel | None:
    """What readers are told of words that are kept, if they are shown.

    ``None`` for the text of record, and for words that are not shown any more: what is
    said of a translation is said of its present words.
    """
    page = page_type(text.document).objects.shown_in(text.language)
    if text.is_record or page is None or page.locale_id != text.locale_id:
        return None
    shown = StatementText.objects.shown_on(page)
    return level_of(page) if shown and shown.pk == text.pk else None


def may_say(user: AbstractBaseUser, translation: Translation) -> list[StatusLevel]:
    """The levels that somebody may give."""
    if coordinates(user):
        return [COMMUNITY, REVIEWED, OFFICIAL]
    if reviews(user, translation.target_locale):
        return [COMMUNITY, REVIEWED]
    return []


def may_change(user: AbstractBaseUser, translation: Translation) -> list[StatusLevel]:
    """The levels that they may give now; none where coordinators have the word."""
    may = may_say(user, translation)
    pair = pair_of(translation)
    return may if levels([pair])[pair] in may else []


def say(translation: Translation, level: StatusLevel, user: AbstractBaseUser) -> None:
    """Raises ``PermissionDenied``; nobody else takes back what coordinators said."""
    if level not in may_change(user, translation):
        raise PermissionDenied
    put(translation, level, user)


def put(
    translation: Translation, level: StatusLevel, user: AbstractBaseUser | None
) -> None:
    key, locale = pair_of(translation)
    before = levels([(key, locale)])[key, locale]
    Status.objects.update_or_create(
        translation_key=key,
        locale_id=locale,
        defaults={"level": level, "by": user, "at": timezone.now()},
    )
    TOLD.forget()
    if level != before:
        instance = translation.get_target_instance()
        page = instance.specific if isinstance(instance, Page) else instance
        data = {"before": before.value, "level": level.value}
        log(page, ACTION, user=user, data=data)


def fall_back(instance: TranslatableMixin, **kwargs: object) -> None:
    """Hears that other words have gone live."""
    if not isinstance(instance, TranslatableMixin) or is_original(instance):
        return
    status = (
        Status.objects.filter(
            translation_key=instance.translation_key, locale=instance.locale_id
        )
        .exclude(level=COMMUNITY)
        .first()
    )
    translation = translation_of(instance) if status else None
    if status is None or translation is None:
        return
    authors = Authors.since(translation, status.at)
    level = StatusLevel(status.level)
    if level == OFFICIAL and not authors.are(coordinates):
        level = REVIEWED
    if level == REVIEWED and not authors.are(
        lambda user: reviews(user, translation.target_locale)
    ):
        level = COMMUNITY
    if level != status.level:
        put(translation, level, None)


@dataclass
class Authors:
    """Who has changed sentences of a page."""

    users: list[Any]
    # Also what was filled in from elsewhere, or came by a hand that nobody knows.
    are_known: bool

    @classmethod
    def since(cls, translation: Translation, at: datetime) -> "Authors":
        segments = StringSegment.objects.filter(source=translation.source_id)
        places = set(segments.values_list("string_id", "context_id"))
        rows = StringTranslation.objects.filter(
            locale=translation.target_locale_id,
            context__in={context for _string, context in places},
            updated_at__gt=at,
        ).select_related("last_translated_by")
        changed = [
            row for row in rows if (row.translation_of_id, row.context_id) in places
        ]
        return cls(
            [row.last_translated_by for row in changed if row.last_translated_by],
            are_known=all(
                row.last_translated_by and row.tool_name != REUSED for row in changed
            ),
        )

    def are(self, fits: Callable[[Any], bool]) -> bool:
        return self.are_known and all(fits(user) for user in set(self.users))

"""What people do with a translation as a whole, each noted as a ``Step``.

What a page was published by, by whatever way, is heard here too.
"""

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from wagtail.log_actions import get_active_log_context
from wagtail.models import Revision, TranslatableMixin
from wagtail_localize.models import Translation, TranslationSource

from openheritage.names import number

from .facts import is_original
from .findings import errors_in
from .models import State, Step
from .publishing import translation_of
from .work import Standing, state_of

# Longer than any note that helps.
LONGEST_NOTE = 2000


class NotYet(ValueError):  # noqa: N818 - an answer to whoever asked
    """It cannot be called ready or approved; its text tells why."""


def who() -> User | None:
    """Who is signed in, for what is heard as a signal; the worker says for whom."""
    user = get_active_log_context().user
    return user if isinstance(user, User) else None


def step(
    translation: Translation,
    state: State,
    user: User | None,
    note: str = "",
) -> Step:
    return Step.objects.create(
        translation_key=translation.source.object_id,
        locale_id=translation.target_locale_id,
        state=state,
        by=user,
        note=note,
    )


def why_not_ready(standing: Standing) -> list[str]:
    """What keeps a translation from being called ready; empty if nothing does."""
    tally = standing.tally
    if left := tally.total - tally.translated - tally.faulty:
        return [
            staff_n(
                "%(left)s sentence has no translation yet.",
                "%(left)s sentences have no translation yet.",
                left,
            )
            % {"left": number(left)}
        ]
    if tally.faulty:
        return [
            staff_n(
                "%(count)s sentence has an error.",
                "%(count)s sentences have an error.",
                tally.faulty,
            )
            % {"count": number(tally.faulty)}
        ]
    return errors_in(standing.translation)


def say(translation: Translation, state: State, user: User) -> Step:
    """*Ready for review*, or *Approved*. Raises ``NotYet``."""
    with transaction.atomic():
        # Nobody changes a sentence between the look and the word.
        Translation.objects.select_for_update(no_key=True).get(pk=translation.pk)
        standing = state_of(Translation.objects.get(pk=translation.pk))
        if standing.state == State.LIVE:
            raise NotYet(staff_("Readers have it already, as it is."))
        if problems := why_not_ready(standing):
            raise NotYet(" ".join(problems))
        return step(translation, state, user)


def send_back(translation: Translation, user: User, note: str) -> Step:
    return step(translation, State.DRAFT, user, note)


# Heard ------------------------------------------------------------------------


def went_live(
    instance: TranslatableMixin, revision: Revision | None = None, **kwargs: Any
) -> None:
    """By whatever way; what is only scheduled is told too (wagtail#13959)."""
    if not isinstance(instance, TranslatableMixin) or is_original(instance):
        return
    if not getattr(instance, "live", True):
        return
    if revision is not None and revision.approved_go_live_at:
        return
    translation = translation_of(instance)
    if translation is not None:
        step(translation, State.LIVE, who() or (revision.user if revision else None))


def original_changed(source: TranslationSource, user: User | None) -> None:
    """What was called ready, or is live, is work again: noted, so that it is told."""
    Step.objects.bulk_create(steps_for(source.translations.filter(enabled=True), user))


def steps_for(translations: Iterable[Translation], user: User | None) -> list[Step]:
    return [
        Step(
            translation_key=translation.source.object_id,
            locale_id=translation.target_locale_id,
            state=State.DRAFT,
            by=user,
        )
        for translation in translations
    ]


def submitted(instance: Translation, created: bool = False, **kwargs: Any) -> None:
    """A page is given to translators, or given again."""
    if created and instance.enabled:
        step(instance, State.DRAFT, who())

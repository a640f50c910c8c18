"""What is withdrawn with its original comes back with it.

An original may be unpublished by a button, by its last day, by a command, and so may
it be published again. Its translations go with it each time: those come back that
readers saw before, if they are still complete, as readers saw them. What somebody had
unpublished by hand stays so. Staff read what came back and what waits.
"""

import logging
from collections import defaultdict
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as staff_
from wagtail.models import DraftStateMixin, Page, Revision, TranslatableMixin

from .consequences import in_languages
from .facts import is_original
from .models import Withdrawn
from .notes import tell
from .publishing import gaps

logger = logging.getLogger(__name__)


def can_be_withdrawn(instance: TranslatableMixin) -> bool:
    return isinstance(instance, TranslatableMixin) and isinstance(
        instance, DraftStateMixin
    )


def base_of(instance: TranslatableMixin) -> Any:
    return instance.get_translation_model()


def others(instance: TranslatableMixin) -> QuerySet:
    model = base_of(instance)
    rows = model.objects.filter(translation_key=instance.translation_key).exclude(
        locale_id=instance.locale_id
    )
    rows = rows.select_related("locale")
    return rows.specific() if issubclass(model, Page) else rows


def remember(translation: TranslatableMixin, revision: Revision | None) -> None:
    Withdrawn.objects.update_or_create(
        translation_key=translation.translation_key,
        locale_id=translation.locale_id,
        defaults={
            "content_type": ContentType.objects.get_for_model(base_of(translation)),
            "revision": revision,
        },
    )


def withdraw_translations(instance: TranslatableMixin, **kwargs: object) -> None:
    """What is withdrawn is withdrawn in every language (localize#469)."""
    if not can_be_withdrawn(instance):
        return
    if is_original(instance):
        withdrawn = list(others(instance).filter(live=True))
        for translation in withdrawn:
            remember(translation, translation.live_revision)
            translation.unpublish()
        if withdrawn and not isinstance(instance, Page):
            # Another announcement may have taken its place: no screen asked before.
            ids = [row.locale_id for row in withdrawn]
            tell(f"“{instance}”: {in_languages(ids)}", is_warning=True)
    elif instance.expired and has_expired(original_of(instance)):
        # The last day is the original's: which of them is taken first is chance.
        remember(instance, None)


def forget(instance: TranslatableMixin, **kwargs: object) -> None:
    """What is deleted and made anew begins as a draft."""
    Withdrawn.objects.filter(
        translation_key=instance.translation_key, locale_id=instance.locale_id
    ).delete()


def original_of(translation: TranslatableMixin) -> TranslatableMixin | None:
    return next(filter(is_original, others(translation)), None)


def has_expired(original: TranslatableMixin | None) -> bool:
    last = original and original.expire_at
    return bool(last and last <= timezone.now())


def place_of(translation: Page) -> Page | None:
    """Where a translated page belongs: under the translation of its parent."""
    original = original_of(translation)
    if original is None:
        return translation.get_parent()
    return original.get_parent().get_translation_or_none(translation.locale)


def is_misplaced(translation: TranslatableMixin) -> bool:
    """Whether its original has been moved to where it could not follow."""
    if not isinstance(translation, Page) or translation.depth == 2:
        return False
    place = place_of(translation)
    return place is None or not translation.is_child_of(place)


def reason_to_wait(translation: TranslatableMixin) -> str:
    if words := gaps(translation):
        return words
    if is_misplaced(translation) and place_of(translation) is None:
        return has_no_place(translation)
    return ""


def has_no_place(translation: TranslatableMixin) -> str:
    return staff_(
        "“%(title)s”: the page above it is not translated into %(language)s."
    ) % {"title": translation, "language": translation.locale}


def publish_again(translation: TranslatableMixin, revision: Revision | None) -> None:
    now = timezone.now()
    if revision is not None:
        shown = revision.as_object()
        if (shown.go_live_at and shown.go_live_at > now) or (
            shown.expire_at and shown.expire_at <= now
        ):
            revision = None
    if revision is None:
        # Days of its own would hide it again; the original's take it along.
        translation.go_live_at = translation.expire_at = None
        revision = translation.save_revision(changed=False, clean=False)
    revision.publish()


def bring_back(instance: TranslatableMixin, **kwargs: object) -> None:
    """Of the translations of an original those that went with it; of a translation
    those below it that had no place without it."""
    if not can_be_withdrawn(instance):
        return
    rows = Withdrawn.objects.select_related("revision")
    if not is_original(instance):
        rows.filter(
            translation_key=instance.translation_key, locale_id=instance.locale_id
        ).delete()
        if isinstance(instance, Page):
            bring_back_below(instance)
        return
    withdrawn = rows.filter(translation_key=instance.translation_key)
    revisions = {row.locale_id: row.revision for row in withdrawn}
    # Only scheduled, though the signal says "published" (wagtail#13959)?
    if revisions and base_of(instance).objects.filter(pk=instance.pk, live=True):
        translations = others(instance).filter(live=False, locale_id__in=revisions)
        bring_back_these([(row, revisions[row.locale_id]) for row in translations])


def bring_back_these(
    translations: list[tuple[TranslatableMixin, Revision | None]],
) -> None:
    back, waiting = [], []
    for translation, revision in translations:
        language = str(translation.locale)
        try:
            if reason_to_wait(translation):
                raise ValidationError("Something is missing.")
            with transaction.atomic():
                if is_misplaced(translation):
                    translation.move(place_of(translation), pos="last-child")
                    translation.refresh_from_db()
                publish_again(translation, revision)
        except ValidationError:
            # Whatever is wrong with one language, it keeps nothing else back.
            logger.warning("Translation %s stays withdrawn.", translation.pk)
            waiting.append(language)
        else:
            back.append(language)
    if back:
        tell(
            staff_("Published again, as readers saw it before: %(languages)s.")
            % {"languages": ", ".join(back)}
        )
    if waiting:
        tell(
            staff_("Not published again, since something is missing: %(languages)s.")
            % {"languages": ", ".join(waiting)},
            is_warning=True,
            button=(reverse("withdrawn_translations"), staff_("What is missing")),
        )


def bring_back_below(parent: Page) -> None:
    original = original_of(parent)
    if original is None or not Withdrawn.objects.filter(locale=parent.locale).exists():
        return
    live = original.get_children().live().values("translation_key")
    rows = Withdrawn.objects.filter(
        locale=parent.locale, translation_key__in=live
    ).select_related("revision")
    revisions = {row.translation_key: row.revision for row in rows}
    pages = Page.objects.filter(
        locale=parent.locale, translation_key__in=revisions, live=False
    ).select_related("locale")
    bring_back_these(
        [(page, revisions[page.translation_key]) for page in pages.specific()]
    )


def by_place(page: Page, parent: Page) -> dict[bool, list[Page]]:
    """The translations of a page, by whether they could follow it there."""
    places = set(parent.get_translations().values_list("locale_id", flat=True))
    found = defaultdict(list)
    for translation in others(page):
        found[translation.locale_id in places].append(translation)
    return found


def move_translations(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: object
) -> None:
    """Translations follow the original (localize#551).

    Where the new parent has no translation there is no place for them. They are
    withdrawn until there is one: the old place may be public and the new one not.
    """
    if parent_page_before.pk == parent_page_after.pk or not is_original(instance):
        return
    found = by_place(instance, parent_page_after)
    for translation in found[True]:
        place = parent_page_after.get_translation(translation.locale)
        if not translation.is_child_of(place):
            translation.move(place, pos="last-child")
    if instance.live:
        bring_back(instance)
    stranded = [translation for translation in found[False] if translation.live]
    for translation in stranded:
        remember(translation, translation.live_revision)
        translation.unpublish()
    if stranded:
        tell(cannot_follow(stranded, parent_page_after), is_warning=True)


def cannot_follow(translations: list[Page], parent: Page) -> str:
    return staff_(
        "“%(parent)s” is not translated into these languages: %(languages)s. There "
        "the page is shown in the original until it is; its translations are kept."
    ) % {
        "parent": parent.get_admin_display_title(),
        "languages": ", ".join(str(page.locale) for page in translations),
    }

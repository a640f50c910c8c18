"""What happens to translations when their original changes.

wagtail-localize leaves all of this to somebody who presses "sync". Each
function can go when the issue it names is solved upstream. What must hold before a
revision goes live stands in ``publishing.py``.
"""

from typing import Any

from django.db.models import Q
from wagtail.models import Page, PageViewRestriction, Revision, TranslatableMixin
from wagtail_localize.models import Translation, TranslationSource

from .behind import tell_who_is_behind
from .facts import copy_facts, is_original, translations_of
from .steps import original_changed, who


def update_source(
    instance: TranslatableMixin, revision: Revision | None = None, **kwargs: object
) -> None:
    """A published original is what translators see at once (localize#789)."""
    if not isinstance(instance, TranslatableMixin):
        return
    source = (
        TranslationSource.objects.filter(
            object=instance.translation_key, locale=instance.locale_id
        )
        .select_related("locale", "specific_content_type")
        .first()
    )
    if source is not None:
        source.update_from_db()
        if getattr(source, "says_something_else", False):
            original_changed(source, who() or (revision.user if revision else None))
        tell_who_is_behind(source)
    # Also to pages that are no translations, of words of their own.
    if isinstance(instance, Page) and is_original(instance):
        copy_facts(instance)


def update_source_of_snippet(instance: TranslatableMixin, **kwargs: Any) -> None:
    """Of pages both signals tell; once is enough."""
    if not isinstance(instance, Page):
        update_source(instance, **kwargs)


def delete_translations(instance: Page, **kwargs: object) -> None:
    """Without its original a translation can be neither updated nor found
    (localize#15)."""
    if is_original(instance):
        for translation in translations_of(instance).specific():
            translation.delete()


def end_translation(instance: TranslatableMixin, **kwargs: object) -> None:
    """Without its page a translation is none; its sentences stay for the next.

    Localize either deletes every sentence or keeps what it calls a translation, which
    its report and its editor then stumble at; it is told to do the latter
    (``WAGTAILLOCALIZE_DISABLE_ON_DELETE``).
    """
    Translation.objects.filter(source__object_id=instance.translation_key).filter(
        Q(source__locale_id=instance.locale_id) | Q(target_locale_id=instance.locale_id)
    ).delete()


def copy_restriction(instance: PageViewRestriction, **kwargs: object) -> None:
    """A page that is not public is so in every language (wagtail#11015)."""
    page = instance.page
    if not is_original(page):
        return
    for translation in translations_of(page):
        mirror_restriction(page, translation)


def restrict_copy(
    source_obj: TranslatableMixin, target_obj: TranslatableMixin, **kwargs: object
) -> None:
    """A page in another language begins as closed as its original (wagtail#11015)."""
    if not isinstance(source_obj, Page) or not isinstance(target_obj, Page):
        return
    if is_original(source_obj):
        mirror_restriction(source_obj, target_obj)


def mirror_restriction(original: Page, translation: Page) -> None:
    # Localize asks nothing of the source itself, and some pages have none: members
    # write their own words in a language, which are no translation.
    TranslationSource().sync_view_restrictions(original, translation)

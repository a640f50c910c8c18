"""What happens to translations when their original changes.

wagtail-localize leaves all of this to somebody who presses "sync". Each
function can go when the issue it names is solved upstream. What must hold before a
revision goes live stands in ``publishing.py``.
"""

from django.db.models import Q
from wagtail.models import Page, PageViewRestriction, TranslatableMixin
from wagtail_localize.models import Translation, TranslationSource

from .facts import copy_facts, is_original, translations_of
from .sentences import tell_who_shows_the_old_text


def update_source(instance: TranslatableMixin, **kwargs: object) -> None:
    """A published original is what translators see at once (localize#789)."""
    if not isinstance(instance, TranslatableMixin):
        return
    if isinstance(instance, Page):
        instance = instance.specific
    source = TranslationSource.objects.get_for_instance_or_none(instance)
    if source is not None:
        source.update_from_db()
        tell_who_shows_the_old_text(source)
        if isinstance(instance, Page):
            copy_facts(instance)


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
    source = TranslationSource.objects.get_for_instance_or_none(page)
    if source is not None:
        for translation in translations_of(page):
            source.sync_view_restrictions(page, translation)

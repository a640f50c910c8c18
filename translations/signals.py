"""What happens to translations when their original changes.

wagtail-localize leaves all of this to somebody who presses "sync". Each
function can go when the issue it names is solved upstream.
"""

import json
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import QuerySet
from django.utils.translation import gettext as staff_
from rest_framework.exceptions import ValidationError
from wagtail.models import Page, PageViewRestriction, TranslatableMixin
from wagtail_localize.fields import SynchronizedField, get_translatable_fields
from wagtail_localize.models import SegmentOverride, TranslationSource

from openheritage.locales import language_of


def is_original(page: Page) -> bool:
    return language_of(page.locale_id) == settings.LANGUAGE_CODE


def translations_of(page: Page) -> QuerySet[Page]:
    return Page.objects.filter(translation_key=page.translation_key).exclude(
        locale_id=page.locale_id
    )


def update_source(instance: TranslatableMixin, **kwargs) -> None:
    """A published original is what translators see at once (localize#789)."""
    if not isinstance(instance, TranslatableMixin):
        return
    source = TranslationSource.objects.get_for_instance_or_none(instance)
    if source is not None:
        source.update_from_db()
        if isinstance(instance, Page):
            copy_facts(instance)


def copy_facts(original: Page) -> None:
    """Gives translations what has no language: slug, date, kind, picture."""
    facts = [
        field.get_field(type(original)).attname
        for field in get_translatable_fields(type(original))
        if isinstance(field, SynchronizedField) and not field.overridable
    ]
    if original.depth == 2:
        # Home pages of all languages are siblings; no address has their slugs.
        facts.remove("slug")
    for translation in translations_of(original).specific():
        changed = [
            name
            for name in facts
            if getattr(translation, name) != getattr(original, name)
        ]
        if changed:
            for name in changed:
                setattr(translation, name, getattr(original, name))
            translation.save()


def unpublish_translations(instance: Page, **kwargs) -> None:
    """What is withdrawn is withdrawn in every language (localize#469)."""
    if is_original(instance):
        for translation in translations_of(instance).live().specific():
            translation.unpublish()


def move_translations(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs
) -> None:
    """Translations follow the original (localize#551)."""
    if parent_page_before.pk == parent_page_after.pk or not is_original(instance):
        return
    for translation in translations_of(instance).select_related("locale"):
        parent = parent_page_after.get_translation_or_none(translation.locale)
        if parent is not None:
            translation.move(parent, pos="last-child")


def delete_translations(instance: Page, **kwargs) -> None:
    """Without its original a translation can be neither updated nor found."""
    if is_original(instance):
        for translation in translations_of(instance).specific():
            translation.delete()


def copy_restriction(instance: PageViewRestriction, **kwargs) -> None:
    """A page that is not public is so in every language (wagtail#11015)."""
    page = instance.page
    if not is_original(page):
        return
    source = TranslationSource.objects.get_for_instance_or_none(page)
    if source is not None:
        for translation in translations_of(page):
            source.sync_view_restrictions(page, translation)


def check_override(instance: SegmentOverride, **kwargs) -> None:
    """An address in a translation must lead somewhere, and not run anything.

    A picture chosen for one language alone would end in an error 500 once it is
    deleted (localize#769): pictures are the original's.
    """
    value = json.loads(instance.data_json)
    if not isinstance(value, str):
        raise ValidationError([staff_("Pictures are the same in every language.")])
    scheme = urlsplit("".join(value.split())).scheme.lower()
    if scheme not in ("", "http", "https", "mailto", "tel"):
        raise ValidationError([staff_("Enter an address that begins with https://.")])

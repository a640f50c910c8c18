"""Whose files are whose: a translator has those of the languages they hold."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from django.utils.translation import gettext as staff_
from wagtail.models import Locale, Page
from wagtail.snippets.permissions import user_can_edit_snippet_type
from wagtail_localize.models import Translation
from wagtail_localize.views import edit_translation

from openheritage.locales import language_of
from openheritage.names import language_name_here

from ..progress import locales_of
from ..rights import COORDINATE
from .bundles import all_translations


def languages_of(user: User) -> list[Locale]:
    """Those into which somebody translates, or whose work they see to."""
    if user.has_perm(COORDINATE):
        default = Locale.get_default().pk
        return list(Locale.objects.exclude(pk=default).order_by("language_code"))
    found: Iterable[Locale] = locales_of(user, "change_page")
    return sorted(found, key=lambda locale: locale.language_code)


def translations_of(user: User) -> QuerySet[Translation]:
    rows = all_translations().filter(target_locale__in=languages_of(user))
    types = {row.source.specific_content_type for row in rows}
    closed = [
        kind
        for kind in types
        if (model := kind.model_class()) is None
        or (not issubclass(model, Page) and not user_can_edit_snippet_type(user, model))
    ]
    return rows.exclude(source__specific_content_type__in=closed)


def why_not(user: User, translation: Translation) -> str:
    """Why somebody may not write into a page; empty if they may."""
    try:
        target = translation.get_target_instance()
    except ObjectDoesNotExist:
        return staff_("This page is not there any more.")
    if not edit_translation.user_can_edit_instance(user, target):
        return staff_("You may not translate this page into %(language)s.") % {
            "language": language_name_here(language_of(translation.target_locale_id))
        }
    if isinstance(target, Page) and target.permissions_for_user(user).page_locked():
        return staff_("This page is locked.")
    return ""

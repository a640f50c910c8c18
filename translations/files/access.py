"""Whose files are whose: a translator has those of the languages they hold."""

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as staff_
from wagtail.models import Locale, Page
from wagtail.snippets.permissions import user_can_edit_snippet_type
from wagtail_localize.models import Translation

from openheritage.locales import language_of
from openheritage.names import language_name_here

from ..editor import may_translate
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
    closed = [kind for kind in types if not may_have(user, kind.model_class())]
    return rows.exclude(source__specific_content_type__in=closed)


def may_have(user: User, model: type[Model] | None) -> bool:
    """Translators have all that is in their language, announcements too."""
    if model is None:
        return False
    if issubclass(model, Page) or not user.has_perm(COORDINATE):
        return True
    return user_can_edit_snippet_type(user, model)


def why_not(user: User, translation: Translation) -> str:
    """Why somebody may not write into a page; empty if they may."""
    try:
        target = translation.get_target_instance()
    except ObjectDoesNotExist:
        return staff_("This page is not there any more.")
    if not may_translate(user, translation, target):
        return staff_("You may not translate this page into %(language)s.") % {
            "language": language_name_here(language_of(translation.target_locale_id))
        }
    if isinstance(target, Page) and target.permissions_for_user(user).page_locked():
        return staff_("This page is locked.")
    return ""

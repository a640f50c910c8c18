"""Who may change the glossary of a language: its translators, and who coordinates."""

from collections.abc import Collection, Iterable

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet
from wagtail.models import Locale
from wagtail.permission_policies.base import BasePermissionPolicy
from wagtail.permissions import page_permission_policy

from openheritage.locales import locale_ids

from .models import Term

# Those who may submit pages for translation: see ``home.roles``.
COORDINATE = "wagtail_localize.submit_translation"
Somebody = User | AnonymousUser
ACTIONS = {"add", "change", "delete", "view"}


def languages_of(user: Somebody) -> QuerySet[Locale]:
    """The languages whose glossary somebody may change; the original has none."""
    others = Locale.objects.exclude(language_code=settings.LANGUAGE_CODE)
    if isinstance(user, AnonymousUser) or not user.is_active:
        return others.none()
    if user.has_perm(COORDINATE):
        return others
    return others.filter(pk__in=held(user))


def held(user: Somebody) -> set[int]:
    """Languages by their groups' rights; in a request these are asked for once."""
    places = page_permission_policy.get_cached_permissions_for_user(user)
    return {
        given.page.locale_id
        for given in places
        if given.permission.codename == "change_page" and given.page.depth == 2
    }


def has_languages(user: Somebody) -> bool:
    """Asked by the menu of every page."""
    if user.has_perm(COORDINATE):
        return True
    original = locale_ids()[settings.LANGUAGE_CODE]
    return user.is_active and bool(held(user) - {original})


class TermPolicy(BasePermissionPolicy):
    """Wagtail's screens ask it. Rights hang on the pages of a language."""

    def user_has_permission(self, user: Somebody, action: str) -> bool:
        return action in ACTIONS and has_languages(user)

    def user_has_any_permission(self, user: Somebody, actions: Iterable[str]) -> bool:
        return not ACTIONS.isdisjoint(actions) and has_languages(user)

    def user_has_permission_for_instance(
        self, user: Somebody, action: str, instance: Term
    ) -> bool:
        mine = languages_of(user).filter(pk=instance.locale_id)
        return action in ACTIONS and mine.exists()

    def user_has_any_permission_for_instance(
        self, user: Somebody, actions: Iterable[str], instance: Term
    ) -> bool:
        mine = languages_of(user).filter(pk=instance.locale_id)
        return not ACTIONS.isdisjoint(actions) and mine.exists()

    def instances_user_has_any_permission_for(
        self, user: Somebody, actions: Collection[str]
    ) -> QuerySet[Term]:
        if not ACTIONS.intersection(actions):
            return Term.objects.none()
        return Term.objects.filter(locale__in=languages_of(user))

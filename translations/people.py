"""Translators and language reviewers: who they are, and what staff call them."""

from collections.abc import Iterable

from django.contrib.auth import get_user_model
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.db.models import QuerySet
from wagtail.models import GroupPagePermission, Locale

from .progress import held
from .rights import COORDINATE

TRANSLATE, REVIEW = "change_page", "publish_page"


def called(user: User) -> str:
    return user.get_full_name().strip() or user.get_username()


def names_of(ids: Iterable[int | None]) -> dict[int, str]:
    """What staff call these accounts, in one query."""
    wanted = {pk for pk in ids if pk}
    if not wanted:
        return {}
    users = get_user_model().objects.filter(pk__in=wanted)
    return {user.pk: called(user) for user in users}


def holders(locale: Locale, codename: str) -> QuerySet[User]:
    """Those who translate into a language, or publish what is translated into it."""
    return (
        get_user_model()
        .objects.filter(
            is_active=True,
            groups__page_permissions__permission__codename=codename,
            groups__page_permissions__page__depth=2,
            groups__page_permissions__page__locale=locale,
        )
        .distinct()
    )


def held_by_somebody(codename: str) -> set[int]:
    """The languages of which ``holders`` finds any."""
    rights = GroupPagePermission.objects.filter(
        permission__codename=codename, page__depth=2, group__user__is_active=True
    )
    return set(rights.values_list("page__locale", flat=True))


def holds(
    user: AbstractBaseUser | AnonymousUser, locale: Locale, codename: str
) -> bool:
    if not isinstance(user, User) or not user.is_active:
        return False
    if user.is_superuser:
        return True
    return locale.pk in held(user, codename)


def translates(user: AbstractBaseUser | AnonymousUser, locale: Locale) -> bool:
    """Coordinators do what translators and reviewers of every language do."""
    return holds(user, locale, TRANSLATE) or coordinates(user)


def reviews(user: AbstractBaseUser | AnonymousUser, locale: Locale) -> bool:
    return holds(user, locale, REVIEW) or coordinates(user)


def coordinates(user: AbstractBaseUser | AnonymousUser) -> bool:
    return isinstance(user, User) and user.has_perm(COORDINATE)

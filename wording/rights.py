"""Who may change the words of which language: its translators, and coordinators."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from wagtail.models import GroupPagePermission, Locale

from home.models import HomePage, Role
from home.roles import language_roles
from openheritage.locales import language_of, locale_ids

# Those who may submit pages for translation: see ``home.roles``.
COORDINATE = "wagtail_localize.submit_translation"


def coordinates(user: User | AnonymousUser) -> bool:
    return user.has_perm(COORDINATE)


def without_home() -> list[str]:
    """Where the groups of translators have no rights on pages yet."""
    begun = HomePage.objects.values("locale")
    locales = Locale.objects.exclude(pk__in=begun)
    return [*locales.values_list("language_code", flat=True)]


def languages_of(user: User | AnonymousUser) -> list[str]:
    """In the order of their names. The original's are for coordinators alone, since all
    other languages are shown with them until they are complete."""
    if coordinates(user):
        return [*locale_ids()]
    # Not Wagtail's policy: whoever owns a page may change it, too.
    homes = GroupPagePermission.objects.filter(
        group__user=user.pk, permission__codename="change_page", page__depth=2
    )
    theirs = {language_of(pk) for pk in homes.values_list("page__locale_id", flat=True)}
    for language in without_home():
        names = [name for name, _codenames in language_roles(language)]
        if Role.objects.filter(name__in=names, group__user=user.pk).exists():
            theirs.add(language)
    theirs.discard(settings.LANGUAGE_CODE)
    return [code for code in locale_ids() if code in theirs]

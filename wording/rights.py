"""Who may change the words of which language: its translators, and coordinators."""

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from wagtail.models import Locale
from wagtail.permissions import page_permission_policy

from home.models import HomePage, Role
from home.roles import language_roles
from openheritage.locales import language_of, locale_ids

# Those who may submit pages for translation: see ``home.roles``.
COORDINATE = "wagtail_localize.submit_translation"
# On the object of a user, as Wagtail keeps its own answers.
MEMO = "_words_of_languages"


def coordinates(user: User | AnonymousUser) -> bool:
    return user.has_perm(COORDINATE)


def without_home() -> list[str]:
    """Where the groups of translators have no rights on pages yet."""
    begun = HomePage.objects.values("locale")
    locales = Locale.objects.exclude(pk__in=begun)
    return [*locales.values_list("language_code", flat=True)]


def languages_of(user: User | AnonymousUser) -> list[str]:
    """In the order of their names; the menu of every page asks, too."""
    if not hasattr(user, MEMO):
        setattr(user, MEMO, found_for(user))
    return [*getattr(user, MEMO)]


def found_for(user: User | AnonymousUser) -> list[str]:
    """The original's are for coordinators alone, since all other languages are shown
    with them until they are complete."""
    if coordinates(user):
        return [*locale_ids()]
    # Of groups alone: whoever owns a page may change it, too. Asked once in a request.
    places = page_permission_policy.get_cached_permissions_for_user(user)
    theirs = {
        language_of(given.page.locale_id)
        for given in places
        if given.permission.codename == "change_page" and given.page.depth == 2
    }
    groups = {
        name: language
        for language in without_home()
        for name, _codenames in language_roles(language)
    }
    if groups:
        own = Role.objects.filter(name__in=groups, group__user=user.pk)
        theirs |= {groups[name] for name in own.values_list("name", flat=True)}
    theirs.discard(settings.LANGUAGE_CODE)
    return [code for code in locale_ids() if code in theirs]

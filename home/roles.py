"""Who may do what: groups and their rights, made as often as one likes.

The groups of a language come with it, so that people can be put into them at once;
their rights hang on the home page of that language. No migration can know either, so
``make_roles`` runs after migrations, and ``make_language_roles`` whenever a language
or a home page appears. Each right is given once (see ``Role``): what an administrator
takes from a group stays taken, and a right that a later release brings is given then.
"""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail_localize.models import TranslationSource

from openheritage import slots
from openheritage.names import language_name
from openheritage.roles import MODERATORS, ROLES, Right
from openheritage.slots import Slot

from .models import HomePage, Role


def translators(language: str) -> str:
    """The name of the group that translates into a language."""
    return f"Translators: {language_name(language)}"


def translation_reviewers(language: str) -> str:
    """The name of the group that publishes translations into a language."""
    return f"Translation reviewers: {language_name(language)}"


def permissions(right: Right) -> Iterator[Permission]:
    """Made here where Django, after the migrations, has not yet made them."""
    content_type = ContentType.objects.get_for_model(
        right.model, for_concrete_model=False
    )
    for action in right.actions:
        permission, _created = Permission.objects.get_or_create(
            content_type=content_type,
            codename=f"{action}_{right.model._meta.model_name}",
            defaults={"name": f"Can {action} {right.model._meta.verbose_name_raw}"},
        )
        yield permission


def key(permission: Permission) -> str:
    return f"{permission.content_type.app_label}.{permission.codename}"


def give(role: Role, *given: Permission) -> None:
    for permission in given:
        if role.group and role.is_new(key(permission)):
            role.group.permissions.add(permission)


def give_admin(role: Role) -> None:
    give(
        role,
        Permission.objects.get(
            content_type__app_label="wagtailadmin", codename="access_admin"
        ),
    )


def give_pages(role: Role, page: Page, *codenames: str) -> None:
    for permission in Permission.objects.filter(
        content_type=ContentType.objects.get_for_model(Page), codename__in=codenames
    ):
        if role.is_new(f"{key(permission)} {page.pk}"):
            GroupPagePermission.objects.get_or_create(
                group=role.group, page=page, permission=permission
            )


def language_roles(language: str) -> list[tuple[str, list[str]]]:
    """A translator changes the pages of one language, a reviewer publishes them."""
    return [
        (translators(language), ["change_page"]),
        (translation_reviewers(language), ["change_page", "publish_page"]),
    ]


def make_language_roles(locale: Locale) -> None:
    if locale.language_code == settings.LANGUAGE_CODE:
        return
    home = HomePage.objects.filter(locale=locale).first()
    for name, codenames in language_roles(locale.language_code):
        with Role.made(name) as role:
            if role.group:
                give_admin(role)
                if home:
                    give_pages(role, home, *codenames)


def remove_language_roles(locale: Locale) -> None:
    """With a language that is deleted go its groups, unless somebody is in them."""
    for name, _codenames in language_roles(locale.language_code):
        role = Role.objects.filter(name=name).select_related("group").first()
        if role and not (role.group and role.group.user_set.exists()):
            if role.group:
                role.group.delete()
            role.delete()


def rights_of(name: str) -> Iterator[Permission]:
    """What the apps give to a role, each for its own models."""
    for rights in slots.answers(Slot.RIGHTS):
        for right in rights:
            if name in right.roles:
                yield from permissions(right)
    # Whoever may submit pages for translation can open any draft with it and
    # make pages in every language: coordinators alone.
    if name == MODERATORS:
        content_type = ContentType.objects.get_for_model(TranslationSource)
        yield from Permission.objects.filter(
            content_type__app_label=content_type.app_label,
            codename="submit_translation",
        )


def make_roles() -> None:
    for name in ROLES:
        with Role.made(name) as role:
            if role.group:
                give_admin(role)
                give(role, *rights_of(name))
    for locale in Locale.objects.all():
        make_language_roles(locale)

"""Who may do what: groups and their rights, made as often as one likes.

Rights per language hang on the home page of that language, which no migration
can know, so ``make_roles`` runs after migrations and whenever a home page
appears. It adds what is missing and takes nothing away that staff gave.
"""

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import GroupPagePermission, Locale, Page
from wagtail_localize.models import TranslationSource

from consents.models import ConsentText
from correspondence.models import Message, Suppression
from limits.models import Ban
from openheritage.locales import language_of
from openheritage.names import language_name
from organisations.models import Organisation
from register.models import Counting, RegisterEntry
from signatures.models import Signature

from .models import Announcement, HomePage, SiteSettings

EDITORS = "Editors"
MODERATORS = "Moderators"
REVIEWERS = "Reviewers"
# They see the people behind signatures, with a second factor alone.
DATA_KEEPERS = "Data keepers"


def translators(language: str) -> str:
    """The name of the group that translates into a language."""
    return f"Translators: {language_name(language)}"


def translation_reviewers(language: str) -> str:
    """The name of the group that publishes translations into a language."""
    return f"Translation reviewers: {language_name(language)}"


def allow(group: Group, model: type[models.Model], *actions: str) -> None:
    content_type = ContentType.objects.get_for_model(model)
    for action in actions:
        permission, _created = Permission.objects.get_or_create(
            content_type=content_type,
            codename=f"{action}_{model._meta.model_name}",
            defaults={"name": f"Can {action} {model._meta.verbose_name_raw}"},
        )
        group.permissions.add(permission)


def allow_admin(group: Group) -> None:
    group.permissions.add(
        Permission.objects.get(
            content_type__app_label="wagtailadmin", codename="access_admin"
        )
    )


def allow_pages(group: Group, page: Page, *codenames: str) -> None:
    for permission in Permission.objects.filter(
        content_type=ContentType.objects.get_for_model(Page), codename__in=codenames
    ):
        GroupPagePermission.objects.get_or_create(
            group=group, page=page, permission=permission
        )


def make_language_roles(home: HomePage) -> None:
    """A translator changes the pages of one language, a reviewer publishes them."""
    language = language_of(home.locale_id)
    group, _created = Group.objects.get_or_create(name=translators(language))
    allow_admin(group)
    allow_pages(group, home, "change_page")
    group, _created = Group.objects.get_or_create(name=translation_reviewers(language))
    allow_admin(group)
    allow_pages(group, home, "change_page", "publish_page")


def make_signing_roles() -> None:
    """Reviewers decide on one signature at a time, moderators on whole lists too."""
    editors, moderators, reviewers, keepers = (
        Group.objects.get(name=name)
        for name in (EDITORS, MODERATORS, REVIEWERS, DATA_KEEPERS)
    )
    for group in (editors, moderators, reviewers, keepers):
        allow(group, Signature, "view")
        allow(group, RegisterEntry, "view")
    for group in (moderators, reviewers):
        allow(group, Signature, "add", "change")
        allow(group, ConsentText, "view")
        allow(group, Message, "view", "change")
        for model in (Ban, Suppression):
            allow(group, model, "view", "add", "change", "delete")
    # They find the organisation that a signature belongs to, or correct it.
    allow(reviewers, Organisation, "view", "change")
    allow(moderators, Signature, "moderate")
    allow(moderators, ConsentText, "change")
    allow(moderators, Counting, "change")
    # Not imported: nothing but signatures works with persons.
    allow(keepers, apps.get_model("signatures", "Signatory"), "view")


def make_roles() -> None:
    for name in (EDITORS, MODERATORS, REVIEWERS, DATA_KEEPERS):
        group, _created = Group.objects.get_or_create(name=name)
        allow_admin(group)
    make_signing_roles()
    editors = Group.objects.get(name=EDITORS)
    moderators = Group.objects.get(name=MODERATORS)
    for group in (editors, moderators):
        allow(group, Organisation, "add", "change", "view")
        allow(group, Announcement, "add", "change", "view")
        # Not imported: nothing knows of the search.
        promotion = apps.get_model("search", "Promotion")
        allow(group, promotion, "add", "change", "delete", "view")
        allow(group, apps.get_model("search", "Missed"), "view")
    allow(moderators, Organisation, "delete")
    allow(moderators, Announcement, "publish", "delete")
    allow(moderators, SiteSettings, "change")
    allow(moderators, Locale, "add", "change", "view")
    # Whoever may submit pages for translation can open any draft with it and
    # make pages in every language: coordinators alone.
    content_type = ContentType.objects.get_for_model(TranslationSource)
    submit = Permission.objects.filter(
        content_type__app_label=content_type.app_label, codename="submit_translation"
    )
    moderators.permissions.add(*submit)
    for home in HomePage.objects.exclude(locale__language_code=settings.LANGUAGE_CODE):
        make_language_roles(home)

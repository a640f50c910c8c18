"""What a language needs of its own before it is opened: pages and people."""

from collections.abc import Iterator

from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils.translation import gettext as staff_
from wagtail.models import Locale, Page

from openheritage.languages import Check, Use
from openheritage.pages import SitePage
from statement.models import StatementPage, StatementText

from .models import HomePage, Role
from .roles import language_roles


def page_check(label: str, original: SitePage | None, locale: Locale) -> Check:
    if original is None:
        words = staff_("There is none in the original's language.")
        return Check(label, False, words, is_necessary=True)
    page = original.get_translation_or_none(locale)
    if page is None:
        words = staff_("Not begun: submit the original for translation.")
        url = reverse("wagtail_localize:submit_page_translation", args=[original.pk])
    elif not page.live:
        words = staff_("A draft, which is to be translated and published.")
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    else:
        words = staff_("Translated and published.")
        url = reverse("wagtailadmin_pages:edit", args=[page.pk])
    is_live = page is not None and page.live and not page.alias_of_id
    return Check(label, is_live, words, is_necessary=True, url=url)


def group_checks(language: str) -> Iterator[Check]:
    users = reverse("wagtailusers_users:index")
    for name, _codenames in language_roles(language):
        role = Role.objects.filter(name=name).select_related("group").first()
        group: Group | None = role.group if role else None
        number = group.user_set.filter(is_active=True).count() if group else 0
        yield Check(
            group.name if group else name,
            number > 0,
            staff_("People in this group: %(number)s") % {"number": number}
            if number
            else staff_("Nobody is in this group."),
            url=f"{users}?group={group.pk}" if group else "",
        )


def checks(locale: Locale) -> list[Check]:
    home = HomePage.objects.filter(locale=Locale.get_default()).first()
    statement = StatementPage.objects.filter(
        translation_key__in=StatementPage.objects.key(), locale=Locale.get_default()
    ).first()
    return [
        page_check(staff_("Home page"), home, locale),
        page_check(staff_("The Statement"), statement, locale),
        *group_checks(locale.language_code),
    ]


def uses(locale: Locale) -> list[Use]:
    pages = Page.objects.filter(locale=locale, depth__gt=1)
    live = pages.live().count()
    return [
        Use(staff_("published pages"), live),
        Use(staff_("drafts of pages"), pages.count() - live),
        Use(
            staff_("versions of the Statement's words that are kept"),
            StatementText.objects.filter(
                locale=locale, document=StatementPage.document
            ).count(),
        ),
    ]

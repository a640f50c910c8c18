"""Which addresses a page may have: none that the site itself answers, and some are
fixed for ever.

What the site answers is read from its URL patterns. ``fixed_slug`` marks the page types
whose address stands in print, in signatures or in other addresses.
"""

import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.urls import Resolver404, URLPattern, URLResolver, get_resolver, resolve
from django.urls.resolvers import LocalePrefixPattern
from django.utils.encoding import uri_to_iri
from django.utils.translation import gettext as staff_
from django.utils.translation import override
from wagtail.admin.forms.pages import CopyForm, WagtailAdminPageForm
from wagtail.models import Page, Site

from .locales import language_of, locale_ids
from .paths import below_prefix, path_in
from .schedule_forms import TimesWithZone
from .slots import Slot, answers

# The pattern behind all others, which leads to the pages.
PAGES = "wagtail_serve"
# Pages right under a home page: root, home, page.
UNDER_HOME = 3


def first_parts(patterns: Iterable[URLPattern | URLResolver]) -> set[str]:
    found = set()
    for entry in patterns:
        route = str(entry.pattern).lstrip("^")
        if isinstance(entry.pattern, LocalePrefixPattern):
            route = ""
        part = route.partition("/")[0]
        if not part and isinstance(entry, URLResolver):
            found |= first_parts(entry.url_patterns)
        elif re.fullmatch(r"[\w.-]+", part):
            found.add(part.casefold())
    return found


@cache
def taken_words(urlconf: str) -> frozenset[str]:
    """What the site's own addresses begin with, with and without a prefix.

    ``/en/signatures/`` is none of them, but all below it are; and ``/en/admin/`` beside
    ``/admin/`` would be looked for by nobody.
    """
    return frozenset(first_parts(get_resolver(urlconf).url_patterns))


def is_taken(url_path: str, *, owns_below: bool = False) -> bool:
    """Whether the site answers a page's address itself, so that nobody would see it.

    A page of a kind with a ``fixed_slug`` owns what the site answers below it.
    """
    below = below_prefix(url_path)
    parts = below.strip("/").split("/")
    if (
        not owns_below
        and len(parts) == 1
        and parts[0].casefold() in taken_words(settings.ROOT_URLCONF)
    ):
        return True
    with override(settings.LANGUAGE_CODE):
        try:
            found = resolve(f"/{settings.LANGUAGE_CODE}/{below}")
        except Resolver404:
            return False
    return found.url_name != PAGES


def taken_words_error() -> str:
    return staff_(
        "The site itself answers at this address, so that nobody would see the page. "
        "Choose another one."
    )


def check_address(parent: Page | None, slug: str, *, owns_below: bool = False) -> None:
    """Raises ``ValidationError`` if a new page there would be hidden."""
    if parent is None or parent.depth < UNDER_HOME - 1 or not slug:
        return
    if is_taken(f"{parent.url_path}{slug}/", owns_below=owns_below):
        raise ValidationError({"slug": [taken_words_error()]})


def is_fixed(page: Page) -> bool:
    """Whether the address of a page can no longer change.

    That of a translation follows the original.
    """
    if page.pk is None or not getattr(page.specific_class, "fixed_slug", False):
        return False
    return language_of(page.locale_id) == settings.LANGUAGE_CODE


def move_error(page: Page, parent: Page) -> str:
    """Why a page may not be moved below another; empty if it may."""
    if page.get_parent() == parent:
        return ""
    if is_fixed(page):
        return staff_("“%(title)s” cannot be moved: others lead to its address.") % {
            "title": page
        }
    if parent.depth >= UNDER_HOME - 1 and is_taken(f"{parent.url_path}{page.slug}/"):
        return taken_words_error()
    return ""


def refuse_move(instance: Page, parent_page_after: Page, **kwargs: object) -> None:
    """Before a page is moved, whatever the way."""
    if words := move_error(instance, parent_page_after):
        raise ValidationError({"__all__": [words]})


def address_of(url_path: str) -> str:
    roots = Site.get_site_root_paths()
    root = roots[0].root_url if roots else settings.WAGTAILADMIN_BASE_URL
    return root + uri_to_iri(path_in(settings.LANGUAGE_CODE, url_path))


def slug_help(page: Page, parent: Page | None) -> str:
    """The real address instead of Wagtail's example."""
    if parent is None or parent.depth < UNDER_HOME - 1:
        return staff_("The address of the home page is that of its language.")
    if is_fixed(page):
        return staff_(
            "The address is %(address)s and cannot be changed: others lead to it."
        ) % {"address": address_of(page.url_path)}
    if page.pk and page.slug:
        return staff_(
            "The last part of the address. Now it is %(address)s. When you change it, "
            "the old address leads to the new one, in every language."
        ) % {"address": address_of(page.url_path)}
    return staff_("The last part of the address, which will be %(address)s") % {
        "address": address_of(parent.url_path) + "…/"
    }


class SitePageForm(TimesWithZone, WagtailAdminPageForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            field, parent = self.fields["slug"], self.parent_page
            told = [slug_help(self.instance, parent)]
            if not is_fixed(self.instance):
                for some in answers(Slot.LINKED_FROM, self.instance):
                    told += some
            field.help_text = " ".join(told)
            # What is sent all the same is not looked at.
            field.disabled = is_fixed(self.instance)

    def clean(self) -> dict:
        super().clean()
        data = self.cleaned_data
        # A page that stands in the tree looks by itself.
        if not self.instance.path:
            try:
                check_address(
                    self.parent_page,
                    data.get("slug", ""),
                    owns_below=self.instance.fixed_slug,
                )
            except ValidationError as error:
                self.add_error(None, error)
        return data


class SitePageCopyForm(CopyForm):
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_slug"].help_text = staff_("The last part of the address.")
        # Routes serve what is not translated; a page that mirrors another has no place.
        self.fields.pop("alias", None)

    def clean(self) -> dict:
        data = super().clean()
        parent = data.get("new_parent_page") or self.page.get_parent()
        try:
            check_address(parent, data.get("new_slug", ""))
        except ValidationError:
            self.add_error("new_slug", forms.ValidationError(taken_words_error()))
        return data


class Addressed(Page):
    """What is said above holds whoever saves."""

    # Whether the slug is fixed from the day that the page is made.
    fixed_slug = False

    base_form_class = SitePageForm
    copy_form_class = SitePageCopyForm

    class Meta:
        abstract = True

    def full_clean(
        self,
        exclude: Iterable[str] | None = None,
        validate_unique: bool = True,
        validate_constraints: bool = True,
    ) -> None:
        self.take_slug()
        super().full_clean(exclude, validate_unique, validate_constraints)

    def clean(self) -> None:
        super().clean()
        self.check_slug()

    def minimal_clean(self) -> None:
        self.take_slug()
        super().minimal_clean()
        self.check_slug()

    def is_translation(self) -> bool:
        own = self.locale_id and language_of(self.locale_id)
        return bool(own) and own != settings.LANGUAGE_CODE

    def take_slug(self) -> None:
        """A translation has the slug of its original.

        wagtail-localize takes all letters out of it that are not ASCII, each time that
        a translation is saved, live or not (its ``create_or_update_translation``).
        """
        if not self.is_translation() or self.depth == UNDER_HOME - 1:
            return
        source = locale_ids()[settings.LANGUAGE_CODE]
        original = Page.objects.filter(
            translation_key=self.translation_key, locale_id=source
        )
        if slug := original.values_list("slug", flat=True).first():
            self.slug = slug

    def check_slug(self) -> None:
        if self.is_translation():
            return
        parent = self.get_parent() if self.path else None
        if is_fixed(self) and self.slug != self.saved_slug():
            raise ValidationError(
                {"slug": [staff_("This address cannot be changed: others lead to it.")]}
            )
        try:
            check_address(parent, self.slug, owns_below=self.fixed_slug)
        except ValidationError:
            # One that was there before the pattern was, can still be edited.
            if self.saved_slug() != self.slug:
                raise

    def saved_slug(self) -> str | None:
        return Page.objects.filter(pk=self.pk).values_list("slug", flat=True).first()

    def with_content_json(self, content: dict) -> Page:
        """An older draft brings no older address back, where that is fixed."""
        page = super().with_content_json(content)
        if is_fixed(self):
            page.slug = self.slug
        return page

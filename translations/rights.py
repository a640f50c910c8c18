"""What a translation may suffer, and from whom, whatever screen is asked.

Wagtail knows one right for the words of a page and for its place in the tree: whoever
may change a page may delete a draft of it, and whoever may publish it may take it
down. Every screen, bulk action and API of it asks ``PagePermissionTester``, whose
answers are narrowed here. Delete this when Wagtail has rights of their own for
deleting, moving and taking down.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.db.models import QuerySet
from wagtail.actions.create_alias import (
    CreatePageAliasAction,
    CreatePageAliasPermissionError,
)
from wagtail.actions.delete_page import DeletePageAction, DeletePagePermissionError
from wagtail.admin.api.serializers import PageTranslationsField
from wagtail.models import Page, PagePermissionTester
from wagtail.permissions import page_permission_policy

from openheritage.locales import language_of
from statement.wagtail_hooks import holds_published_statement

# Those who may submit pages for translation: see ``home.roles``.
COORDINATE = "wagtail_localize.submit_translation"

# Whether something is published below a draft, where a list has asked for all its rows
# (``listings``).
NOTED_BELOW = "_noted_below"

# They change the tree of a language, which is that of the originals.
STRUCTURE = (
    "can_delete",
    "can_move",
    "can_copy",
    "can_reorder_children",
    "can_set_view_restrictions",
    "can_unpublish",
)


def is_translation(page: Page) -> bool:
    return page.depth > 1 and language_of(page.locale_id) != settings.LANGUAGE_CODE


def for_coordinators(may: Callable[..., bool]) -> Callable[..., bool]:
    @wraps(may)
    def narrowed(self: PagePermissionTester, *args: Any, **kwargs: Any) -> bool:
        # Wagtail's own answer may take a query, in lists for each row.
        return (
            not is_translation(self.page) or self.user.has_perm(COORDINATE)
        ) and may(self, *args, **kwargs)

    return narrowed


def without_asking(may: Callable[..., bool]) -> Callable[..., bool]:
    """Who may not publish may not delete what is published, nor what is above it:
    Wagtail asks the tree even where the page itself says so."""

    @wraps(may)
    def spared(self: PagePermissionTester, ignore_bulk: bool = False) -> bool:
        page, user = self.page, self.user
        if (
            user.is_superuser
            or not user.is_active
            or self.page_is_root
            or "publish" in self.permissions
        ):
            return may(self, ignore_bulk)
        if page.live:
            return False
        below = getattr(page, NOTED_BELOW, None) if page.numchild else False
        if below is None or "change" not in self.permissions:
            return may(self, ignore_bulk)
        if page.numchild and not ignore_bulk and "bulk_delete" not in self.permissions:
            return False
        return not below

    return spared


def refuse_aliases(
    self: CreatePageAliasAction, skip_permission_checks: bool = False
) -> None:
    """Routes serve what is not translated; see ``views.refuse``."""
    if self.user and not skip_permission_checks:
        raise CreatePageAliasPermissionError("Pages are not mirrored on this site.")


def keep_what_was_published(check: Callable[..., None]) -> Callable[..., None]:
    """The admin's API asks no hook; the screens say the same in a sentence."""

    @wraps(check)
    def narrowed(self: DeletePageAction, *args: Any, **kwargs: Any) -> None:
        if self.user and holds_published_statement(self.page):
            raise DeletePagePermissionError("What was published cannot be deleted.")
        check(self, *args, **kwargs)

    return narrowed


class Own:
    """A page, of whose translations its reader sees those that they may open."""

    def __init__(self, page: Page, user: User | AnonymousUser) -> None:
        self.page, self.user = page, user

    def get_translations(self) -> QuerySet[Page]:
        may_open = page_permission_policy.explorable_instances(self.user)
        return self.page.get_translations().filter(pk__in=may_open.values("pk"))


def own_translations(show: Callable[..., list]) -> Callable[..., list]:
    """The admin's API tells the titles of a page in all languages, drafts too."""

    @wraps(show)
    def narrowed(self: PageTranslationsField, page: Page) -> list:
        return show(self, Own(page, self.context["request"].user))

    return narrowed


def narrow_rights() -> None:
    PagePermissionTester.can_delete = without_asking(PagePermissionTester.can_delete)
    for name in STRUCTURE:
        may = getattr(PagePermissionTester, name)
        setattr(PagePermissionTester, name, for_coordinators(may))
    show = PageTranslationsField.to_representation
    PageTranslationsField.to_representation = own_translations(show)
    CreatePageAliasAction.check = refuse_aliases
    DeletePageAction.check = keep_what_was_published(DeletePageAction.check)

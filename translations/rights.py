"""What a translation may suffer, and from whom, whatever screen is asked.

Wagtail knows one right for the words of a page and for its place in the tree: whoever
may change a page may delete a draft of it, and whoever may publish it may take down
the home page of a language. Every screen, bulk action and API of it asks
``PagePermissionTester``, whose answers are narrowed here. Delete this when Wagtail
has rights of their own for deleting, moving and taking down.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from wagtail.actions.create_alias import (
    CreatePageAliasAction,
    CreatePageAliasPermissionError,
)
from wagtail.actions.delete_page import DeletePageAction, DeletePagePermissionError
from wagtail.models import Page, PagePermissionTester

from home.models import HomePage
from openheritage.locales import language_of
from statement.models import KeptPage
from statement.wagtail_hooks import holds_published_statement

# Those who may submit pages for translation: see ``home.roles``.
COORDINATE = "wagtail_localize.submit_translation"

# They change the tree of a language, which is that of the originals.
STRUCTURE = (
    "can_delete",
    "can_move",
    "can_copy",
    "can_reorder_children",
    "can_set_view_restrictions",
)


def is_translation(page: Page) -> bool:
    return page.depth > 1 and language_of(page.locale_id) != settings.LANGUAGE_CODE


def carries_a_language(page: Page) -> bool:
    """Without its home page or its Statement a language is not there."""
    return issubclass(page.specific_class or Page, (HomePage, KeptPage))


def for_coordinators(
    may: Callable[..., bool], concerns: Callable[[Page], bool]
) -> Callable[..., bool]:
    @wraps(may)
    def narrowed(self: PagePermissionTester, *args: Any, **kwargs: Any) -> bool:
        return may(self, *args, **kwargs) and (
            not is_translation(self.page)
            or not concerns(self.page)
            or self.user.has_perm(COORDINATE)
        )

    return narrowed


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


def narrow_rights() -> None:
    for name in STRUCTURE:
        may = getattr(PagePermissionTester, name)
        setattr(PagePermissionTester, name, for_coordinators(may, lambda page: True))
    PagePermissionTester.can_unpublish = for_coordinators(
        PagePermissionTester.can_unpublish, carries_a_language
    )
    CreatePageAliasAction.check = refuse_aliases
    DeletePageAction.check = keep_what_was_published(DeletePageAction.check)

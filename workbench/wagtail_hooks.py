from collections.abc import Iterator
from urllib.parse import urlencode

from django.contrib.auth.models import User
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as staff_
from wagtail import hooks
from wagtail.admin.menu import Menu, MenuItem, SubmenuMenuItem
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from desk.pages import signed_in
from translations.facts import is_original
from translations.readers import Reader
from translations.rights import COORDINATE

from . import (
    files,
    handing_over,
    jobs,
    machine,
    matrix,
    work_hooks,  # noqa: F401 - registers its own
)
from .editor import hooks as editor_hooks  # noqa: F401 - registers its own

# Other apps add to it by this hook, as to Wagtail's own menus.
menu = Menu(register_hook_name="register_translations_menu_item")


@hooks.register("register_admin_menu_item")
def translations() -> MenuItem:
    """Whoever sees none of its entries does not see it."""
    return SubmenuMenuItem(
        staff_("Translations"),
        menu,
        name="translations",
        icon_name="wagtail-localize-language",
        order=150,
    )


# Before those of localize and of ``translations``, in whose place some stand.
@hooks.register("register_admin_urls", order=-2)
def matrix_and_jobs() -> list:
    return [*matrix.urls(), *jobs.urls(), *handing_over.urls()]


class MatrixItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return Reader.of(signed_in(request)).is_anybody


@hooks.register("register_translations_menu_item")
def all_pages_and_languages() -> MenuItem:
    return MatrixItem(
        staff_("All pages and languages"),
        reverse("workbench_matrix"),
        name="matrix",
        icon_name="table",
        order=20,
    )


# Files and machine drafts -------------------------------------------------------------


@hooks.register("register_admin_urls", order=-2)
def urls_of_files() -> list:
    return [*files.urls(), *machine.urls()]


class FilesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        # As ``files.may_use_files``, of what the menu of pages has asked for already.
        return Reader.of(signed_in(request)).translates


@hooks.register("register_translations_menu_item")
def files_item() -> MenuItem:
    return FilesItem(
        staff_("Files"),
        reverse("workbench_files"),
        name="files",
        icon_name="download",
        order=600,
    )


class MachineItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return machine.may_begin(signed_in(request))


@hooks.register("register_translations_menu_item")
def machine_item() -> MenuItem:
    return MachineItem(
        staff_("Machine drafts"),
        reverse("workbench_machine"),
        name="machine",
        icon_name="cogs",
        order=650,
    )


@hooks.register("register_page_header_buttons")
@hooks.register("register_page_listing_more_buttons")
def work_on_many(
    page: Page, user: User, next_url: str | None = None, **kwargs: object
) -> Iterator[Button]:
    """Localize's own buttons, in one place, for many languages and pages."""
    if page.is_root() or not is_original(page) or not user.has_perm(COORDINATE):
        return
    query = urlencode({"page": page.pk, **({"below": 1} if page.numchild else {})})
    yield Button(
        staff_("Translations, with the pages below")
        if page.numchild
        else staff_("Translations in many languages"),
        f"{reverse('workbench_new_job')}?{query}",
        icon_name="wagtail-localize-language",
        priority=66,
    )

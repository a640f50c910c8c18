from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as staff_
from wagtail import hooks
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from openheritage.slots import Deed
from translations.reach import writes_originals

from . import broken, leading, panels, renaming

hooks.register("construct_homepage_panels", panels.add)


@hooks.register("register_admin_urls", order=-1)
def urls() -> list:
    return broken.urls()


class BrokenLinksItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return writes_originals(request.user)


@hooks.register("register_reports_menu_item")
def broken_links() -> MenuItem:
    return BrokenLinksItem(
        staff_("Links that lead nowhere"),
        reverse("editing_broken_links"),
        name="broken-links",
        icon_name="link",
        order=640,
    )


@hooks.register("before_move_page")
def tell_what_leads_here(request: HttpRequest, page: Page, parent: Page) -> None:
    """On the screen that asks whether one is sure."""
    if request.method == "GET":
        sentences = leading.told_of_pages([page], Deed.MOVE)
        if sentences:
            messages.warning(
                request,
                format_html(
                    "{}", format_html_join(" ", "{}", ((s,) for s in sentences))
                ),
            )


@hooks.register("before_edit_page", order=-2)
def remember_address(request: HttpRequest, page: Page) -> None:
    if request.method == "POST":
        renaming.remember(request, page)


@hooks.register("after_publish_page")
def tell_of_new_address(request: HttpRequest, page: Page) -> HttpResponse | None:
    renaming.tell(request, page)
    return None

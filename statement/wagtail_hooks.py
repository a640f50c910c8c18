from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as staff_
from wagtail import hooks
from wagtail.models import Page

from .models import StatementVersion


def holds_published_statement(page: Page) -> bool:
    below = Page.objects.descendant_of(page, inclusive=True)
    keys = below.order_by().values("translation_key")
    return StatementVersion.objects.filter(translation_key__in=keys).exists()


def refuse(request: HttpRequest, page: Page) -> HttpResponse:
    messages.error(
        request,
        staff_(
            "The Statement has been published and cannot be deleted. "
            "You can unpublish it."
        ),
    )
    return redirect("wagtailadmin_explore", page.get_parent().pk)


@hooks.register("before_delete_page")
def keep_what_was_published(request: HttpRequest, page: Page) -> HttpResponse | None:
    """What was published may have been signed: it can be withdrawn, not lost."""
    if not holds_published_statement(page):
        return None
    return refuse(request, page)


@hooks.register("before_bulk_action")
def keep_it_in_bulk(
    request: HttpRequest, action_type: str, objects: list, action: object
) -> HttpResponse | None:
    if action_type != "delete":
        return None
    for page in objects:
        if isinstance(page, Page) and holds_published_statement(page):
            return refuse(request, page)
    return None

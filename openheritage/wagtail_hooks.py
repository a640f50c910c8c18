from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from wagtail import hooks
from wagtail.admin.views.pages.bulk_actions import MoveBulkAction
from wagtail.models import Page
from wagtail.rich_text.feature_registry import FeatureRegistry

from .checks import use_ours
from .page_links import PageLinkHandler
from .slugs import move_error


@hooks.register("register_rich_text_features", order=10)
def register_page_links(features: FeatureRegistry) -> None:
    features.register_link_type(PageLinkHandler)


hooks.register("construct_wagtail_userbar", use_ours)


@hooks.register("before_move_page")
def tell_why_not(
    request: HttpRequest, page: Page, destination: Page
) -> HttpResponse | None:
    """In words, before ``refuse_move`` would stop it."""
    if words := move_error(page, destination):
        messages.error(request, words)
        return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None


@hooks.register("before_bulk_action")
def tell_why_not_in_bulk(
    request: HttpRequest, action_type: str, objects: list, action: MoveBulkAction
) -> HttpResponse | None:
    if action_type != "move":
        return None
    destination = action.get_execution_context()["destination"]
    for page in objects:
        if words := move_error(page, destination):
            messages.error(request, words)
            return redirect("wagtailadmin_explore", page.get_parent().pk)
    return None

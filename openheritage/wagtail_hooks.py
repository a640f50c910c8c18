from django.contrib import messages
from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as staff_
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.pages.bulk_actions import MoveBulkAction
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import locale_permission_policy
from wagtail.rich_text.feature_registry import FeatureRegistry

from . import language_views, languages, state_views
from .checks import use_ours
from .page_links import PageLinkHandler
from .slugs import move_error


@hooks.register("register_admin_viewset", order=-1)
def register_languages() -> language_views.LanguageViewSet:
    """Before Wagtail's own, at the same addresses."""
    return language_views.LanguageViewSet("languages", url_prefix="locales")


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


class LanguagesItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return locale_permission_policy.user_has_any_permission(
            request.user, ["add", "change", "delete", "view"]
        )


@hooks.register("construct_settings_menu")
def name_languages(request: HttpRequest, menu_items: list) -> None:
    """Wagtail's item asks for rights on sites, and calls them locales."""
    menu_items[:] = [item for item in menu_items if item.name != "locales"]
    item = LanguagesItem(
        staff_("Languages"),
        reverse("wagtaillocales:index"),
        name="languages",
        icon_name="globe",
        order=603,
    )
    if item.is_shown(request):
        menu_items.append(item)


@hooks.register("register_permissions")
def register_permissions() -> QuerySet[Permission]:
    return Permission.objects.filter(
        content_type__app_label="openheritage", codename="change_language"
    )


@hooks.register("register_log_actions")
def register_log_actions(actions: LogActionRegistry) -> None:
    actions.register_action(
        languages.OPENED, staff_("Open a language"), staff_("Opened the language")
    )
    actions.register_action(
        languages.CLOSED, staff_("Close a language"), staff_("Closed the language")
    )


@hooks.register("register_admin_urls")
def register_state() -> list:
    view = state_views.StateView.as_view()
    return [path("reports/state/", view, name=state_views.NAME)]


class StateItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return request.user.is_superuser


@hooks.register("register_reports_menu_item")
def name_state() -> MenuItem:
    return StateItem(
        staff_("State of the site"),
        reverse(state_views.NAME),
        name="state",
        icon_name="warning",
        order=10,
    )


@hooks.register("construct_homepage_panels")
def add_state(request: HttpRequest, panels: list) -> None:
    # It serves whoever keeps the site running, and nobody else.
    if request.user.is_superuser and (wrong := state_views.wrong()):
        panels.append(state_views.StatePanel(wrong))

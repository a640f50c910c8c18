from django.contrib.auth.models import Permission
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as staff_
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import locale_permission_policy
from wagtail.rich_text.feature_registry import FeatureRegistry

from . import language_views, languages
from .page_links import PageLinkHandler


@hooks.register("register_admin_viewset", order=-1)
def register_languages() -> language_views.LanguageViewSet:
    """Before Wagtail's own, at the same addresses."""
    return language_views.LanguageViewSet("languages", url_prefix="locales")


@hooks.register("register_rich_text_features", order=10)
def register_page_links(features: FeatureRegistry) -> None:
    features.register_link_type(PageLinkHandler)


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

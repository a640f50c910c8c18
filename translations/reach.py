"""Which screens of Wagtail are for those who write originals.

Wagtail lets whoever may enter the admin choose among all pages, read lists of all
pictures and documents, and the titles of what they may not move or delete: drafts
among them. Who translates, or looks after signatures, needs none of it. Delete what
Wagtail comes to ask permissions for (wagtail/admin/views/chooser.py, page_move.py,
bulk_action, api).
"""

from collections.abc import Callable

from django.apps import apps
from django.conf import settings
from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.urls import ResolverMatch
from wagtail.admin.auth import require_admin_access
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

from openheritage.locales import language_of

# By the beginning of a view's name.
FOR_AUTHORS = (
    "wagtailadmin_api:documents",
    "wagtailadmin_api:images",
    "wagtailadmin_choose_",
    "wagtailadmin_pages:choose_parent",
    "wagtailadmin_pages:move",
    "wagtailadmin_pages:type_use",
    "wagtailadmin_reports:",
    "wagtailadmin_tag_",
    "wagtailadmin_workflows:task_choose",
    "wagtailadmin_workflows:task_chosen",
    "wagtaildocs_chooser:",
    "wagtailembeds:",
    "wagtailimages_chooser:",
)
# What was done to what somebody may see, whatever it is.
HISTORY = "wagtailadmin_reports:site_history"
# Of the menu.
REPORTS = {
    *("locked-pages", "workflows", "workflow-tasks", "aging-pages"),
    "page-types-usage",
}
HISTORY_ITEM = "site-history"
CHOOSER = "wagtailsnippetchoosers_"
BULK = "wagtail_bulk_action"

# What the admin's API does to a page. A reviewer of translations needs one; an older
# revision that comes back passes by the sentences.
ACTION, PUBLISH = "wagtailadmin_api:pages:action", "publish"

# Whoever may enter the admin at all has this one.
ENTRY = {"wagtailadmin.access_admin"}


def writes_originals(user: User | AnonymousUser) -> bool:
    if user.is_active and user.is_superuser:
        return True
    # Wagtail has read them for this request.
    rights = page_permission_policy.get_cached_permissions_for_user(user)
    return any(
        language_of(right.page.locale_id) == settings.LANGUAGE_CODE for right in rights
    )


def has_right_on(user: User | AnonymousUser, model: type[Model]) -> bool:
    named = f"_{model._meta.model_name}"
    return any(
        right.startswith(f"{model._meta.app_label}.") and right.endswith(named)
        for right in user.get_all_permissions()
    )


def reads_history(user: User | AnonymousUser) -> bool:
    """Who has a right on something finds what was done to it."""
    return writes_originals(user) or bool(user.get_all_permissions() - ENTRY)


def may_do_to_many(request: HttpRequest, match: ResolverMatch) -> bool:
    """A bulk action names what one may not do it to: each must be one's own."""
    kwargs = match.kwargs
    try:
        model = apps.get_model(kwargs["app_label"], kwargs["model_name"])
    except LookupError:
        return False
    if model is not Page:
        return has_right_on(request.user, model)
    ids = request.GET.getlist("id")
    if "all" in ids:
        ids = [request.GET.get("childOf", "")]
    if not all(one.isdecimal() for one in ids):
        return False
    own = page_permission_policy.instances_user_has_permission_for(
        request.user, "change"
    )
    return own.filter(pk__in=ids).count() == len(set(ids))


def is_beyond_reach(request: HttpRequest, match: ResolverMatch) -> bool:
    name, user = match.view_name, request.user
    if name.startswith(CHOOSER):
        app, _, model = name.removeprefix(CHOOSER).partition(":")[0].rpartition("_")
        return not (
            writes_originals(user) or has_right_on(user, apps.get_model(app, model))
        )
    if name == BULK:
        return not (writes_originals(user) or may_do_to_many(request, match))
    if name == ACTION and match.kwargs["action_name"] != PUBLISH:
        return not writes_originals(user)
    if name.startswith(HISTORY):
        return not reads_history(user)
    return name.startswith(FOR_AUTHORS) and not writes_originals(user)


@require_admin_access
def refuse(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied


class Reach:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: list, kwargs: dict
    ) -> HttpResponseBase | None:
        match = request.resolver_match
        if (
            match
            and request.path_info.startswith(settings.ADMIN_PREFIX)
            and request.user.is_authenticated
            and is_beyond_reach(request, match)
        ):
            return refuse(request)
        return None

from collections.abc import Iterable

from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as staff_
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from . import editor, facts, listings, publishing, reach, report, returning, views
from .files import views as file_views
from .withdrawn_report import WithdrawnView


@hooks.register("register_admin_urls", order=-1)
def register_admin_urls() -> list:
    # By now each app has registered what it has.
    listings.take_buttons()
    api = "localize/api/snippets/<slug:app_label>/<slug:model_name>/"
    translate = "localize/translate/<int:translation_id>/"
    return [
        path(
            "localize/update/<int:translation_source_id>/",
            views.UpdateTranslationsView.as_view(),
        ),
        path(f"{translate}pofile/download/", file_views.download),
        path(f"{translate}pofile/upload/", file_views.upload),
        path(f"{translate}strings/<int:string_segment_id>/edit/", editor.edit_string),
        path(
            f"{translate}overrides/<int:overridable_segment_id>/edit/",
            editor.edit_override,
        ),
        path(f"{translate}disable/", views.refuse),
        path("localize/page/<int:page_id>/convert_to_alias/", views.refuse),
        path(
            "localize/reports/translations/",
            report.TranslationsReportView.as_view(),
        ),
        path(
            "localize/reports/translations/results/",
            report.TranslationsReportView.as_view(results_only=True),
        ),
        path(api, views.snippets),
        path(f"{api}<str:pk>/", views.snippets),
        path(
            "reports/withdrawn-translations/",
            WithdrawnView.as_view(),
            name="withdrawn_translations",
        ),
        path(
            "reports/withdrawn-translations/results/",
            WithdrawnView.as_view(results_only=True),
            name="withdrawn_translations_results",
        ),
    ]


@hooks.register("register_reports_menu_item")
def withdrawn_translations() -> MenuItem:
    return MenuItem(
        staff_("Withdrawn translations"),
        reverse("withdrawn_translations"),
        name="withdrawn-translations",
        icon_name="view",
        order=650,
    )


@hooks.register("construct_reports_menu")
def without_reports_of_originals(request: HttpRequest, items: list) -> None:
    """Goes with ``reach``."""
    hidden = set() if reach.writes_originals(request.user) else set(reach.REPORTS)
    if not reach.reads_history(request.user):
        hidden.add(reach.HISTORY_ITEM)
    items[:] = [item for item in items if item.name not in hidden]


def answer(
    request: HttpRequest, instances: Iterable[Model], path: str
) -> HttpResponse | None:
    for instance in instances:
        if words := publishing.refusal(instance, request.user):
            publishing.tell(request, words, instance)
            return redirect(path)
    return None


def guard(request: HttpRequest, instance: Model) -> HttpResponse | None:
    if request.POST.get("action") == "publish" or "action-publish" in request.POST:
        return answer(request, [instance], request.path)
    return None


@hooks.register("before_edit_page", order=-1)
def guard_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    return guard(request, page)


@hooks.register("before_edit_snippet", order=-1)
def guard_snippet(request: HttpRequest, instance: Model) -> HttpResponse | None:
    return guard(request, instance)


@hooks.register("before_bulk_action", order=-1)
def guard_bulk(
    request: HttpRequest, action_type: str, objects: list, action: object
) -> HttpResponse | None:
    if action_type != "publish":
        return None
    instances = list(objects)
    if request.POST.get("include_descendants"):
        for page in objects:
            instances += page.get_descendants().not_live()
    return answer(request, instances, reverse("wagtailadmin_explore_root"))


@hooks.register("before_move_page")
def tell_before_moving(request: HttpRequest, page: Page, parent: Page) -> None:
    """On the screen that asks whether one is sure."""
    if request.method != "GET" or not facts.is_original(page):
        return
    live = [row for row in returning.by_place(page, parent)[False] if row.live]
    if live:
        messages.warning(request, returning.cannot_follow(live, parent))


@hooks.register("before_bulk_action")
def delete_each_once(
    request: HttpRequest, action_type: str, objects: list, action: object
) -> None:
    """What goes with another page of the choice is gone before its turn comes."""
    pages = [page for page in objects if isinstance(page, Page)]
    if action_type != "delete" or not pages:
        return
    originals = {page.translation_key for page in pages if facts.is_original(page)}
    objects[:] = [
        page
        for page in pages
        if not any(page.is_descendant_of(other) for other in pages)
        and (facts.is_original(page) or page.translation_key not in originals)
    ]


@hooks.register("construct_page_action_menu")
def no_aliases(menu_items: list, request: HttpRequest, context: dict) -> None:
    """Goes with ``views.refuse``, which nobody should meet by a button."""
    menu_items[:] = [
        item for item in menu_items if item.name != "localize-convert-to-alias"
    ]


@hooks.register("insert_global_admin_css")
def styles() -> str:
    """Of what is said on screens that are not ours."""
    return format_html(
        '<link rel="stylesheet" href="{}">', static("translations/admin.css")
    )

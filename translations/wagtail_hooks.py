from django.contrib import messages
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import path
from django.utils.html import format_html
from django.utils.translation import gettext as staff_
from wagtail import hooks
from wagtail.models import Page
from wagtail_localize.models import Translation

from . import views


@hooks.register("register_admin_urls", order=-1)
def register_admin_urls() -> list:
    return [
        path(
            "localize/update/<int:translation_source_id>/",
            views.UpdateTranslationsView.as_view(),
        ),
        path(
            "localize/translate/<int:translation_id>/disable/",
            views.stop_translation,
        ),
        path(
            "localize/translate/<int:translation_id>/pofile/upload/",
            views.upload_pofile,
        ),
        path("localize/page/<int:page_id>/convert_to_alias/", views.refuse_alias),
    ]


def guard(request: HttpRequest, instance: Model) -> HttpResponse | None:
    """A translation goes live whole, by those who may, and not past a lock."""
    if request.method != "POST":
        return None
    if "localize-restart-translation" in request.POST and not views.may_publish(
        request.user, instance
    ):
        messages.error(request, staff_("Only those who publish this page can do that."))
        return redirect(request.path)
    if request.POST.get("action") != "publish":
        return None
    translation = Translation.objects.filter(
        source__object_id=instance.translation_key,
        target_locale_id=instance.locale_id,
        enabled=True,
    ).first()
    if translation is None:
        return None
    if (
        isinstance(instance, Page)
        and instance.permissions_for_user(request.user).page_locked()
    ):
        messages.error(request, staff_("This page is locked."))
        return redirect(request.path)
    if not views.is_complete(translation):
        total, translated = translation.get_progress()
        messages.error(
            request,
            staff_(
                "%(translated)s of %(total)s texts are translated. A page is published "
                "when all are, so that nobody reads two languages mixed."
            )
            % {"translated": translated, "total": total},
        )
        return redirect(request.path)
    return None


@hooks.register("before_edit_page", order=-1)
def guard_page(request: HttpRequest, page: Page) -> HttpResponse | None:
    return guard(request, page)


@hooks.register("before_edit_snippet", order=-1)
def guard_snippet(request: HttpRequest, instance: Model) -> HttpResponse | None:
    return guard(request, instance) if hasattr(instance, "translation_key") else None


@hooks.register("construct_page_action_menu")
def no_aliases(menu_items: list, request: HttpRequest, context: dict) -> None:
    menu_items[:] = [
        item for item in menu_items if item.name != "localize-convert-to-alias"
    ]


@hooks.register("insert_global_admin_css")
def directions() -> str:
    """Editors type every language in one admin; each line finds its direction."""
    return format_html(
        '<link rel="stylesheet" href="{}">', static("translations/editor.css")
    )

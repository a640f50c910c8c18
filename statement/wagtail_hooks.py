from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils.translation import gettext as staff_
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet
from wagtail_localize.models import Translation

from . import confirming, publishing
from .models import StatementVersion, is_kept
from .outcome import Outcome
from .summary_screens import SummaryViewSet

register_snippet(SummaryViewSet)


def holds_published_statement(page: Page) -> bool:
    below = Page.objects.descendant_of(page, inclusive=True)
    keys = below.order_by().values("translation_key")
    return StatementVersion.objects.filter(translation_key__in=keys).exists()


def refuse(request: HttpRequest, page: Page) -> HttpResponse:
    messages.error(
        request,
        staff_(
            "It holds words that were published to be signed, and cannot be deleted. "
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


@hooks.register("register_admin_urls")
def register_admin_urls() -> list:
    return [
        path(
            "statement/publish/<int:revision_id>/",
            confirming.ConfirmRevisionView.as_view(),
            name="statement_publish",
        ),
        path(
            "statement/publish/translation/<int:page_id>/",
            confirming.ConfirmTranslationView.as_view(),
            name="statement_publish_translation",
        ),
    ]


@hooks.register("before_publish_page")
def say_what_follows(request: HttpRequest, page: Page) -> HttpResponse | None:
    """The draft is saved by now; it goes live when that has been read."""
    if not is_kept(page):
        return None
    revision = page.get_latest_revision()
    return redirect(publishing.address(revision)) if revision else None


# After the guards of translations, before localize's own editor.
@hooks.register("before_edit_page")
def say_what_follows_in_a_translation(
    request: HttpRequest, page: Page
) -> HttpResponse | None:
    if request.POST.get("action") != "publish" or not is_kept(page):
        return None
    translations = Translation.objects.filter(
        source__object_id=page.translation_key,
        target_locale_id=page.locale_id,
        enabled=True,
    )
    if not translations.exists():
        return None
    return redirect("statement_publish_translation", page.pk)


@hooks.register("before_bulk_action")
def publish_it_alone(
    request: HttpRequest, action_type: str, objects: list, action: object
) -> HttpResponse | None:
    """Among many pages nobody reads what follows from one."""
    if action_type != "publish" or request.method != "POST":
        return None
    pages = list(objects)
    if request.POST.get("include_descendants"):
        pages += [below for page in objects for below in page.get_descendants()]
    for page in Page.objects.filter(pk__in=[page.pk for page in pages]).specific():
        if not is_kept(page):
            continue
        draft = page.get_latest_revision_as_object()
        if Outcome(draft).makes_text:
            messages.error(
                request,
                staff_(
                    "Nothing was published. “%(title)s” has other words than those "
                    "that are signed today: publish it from its own page, which says "
                    "what follows."
                )
                % {"title": draft},
            )
            return redirect(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    return None

"""What waits for whoever translates or reviews: on the home page, and on its own."""

from typing import Any

from django.apps import apps
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.forms import Media
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as staff_
from django.views.decorators.http import require_POST
from django.views.generic import TemplateView
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Locale, Page, TranslatableMixin
from wagtail_localize.models import Translation
from wagtail_localize.operations import translate_object

from desk.pages import signed_in
from openheritage.pages import restricted
from translations.models import State
from translations.people import TRANSLATE, coordinates, holds
from translations.progress import held
from translations.waiting import (
    first_unfinished,
)

from .addresses import sentence_url
from .sections import sections_for

# The rest is on the page of its own, to which the panel leads.
SHOWN = 8
STYLES = Media(css={"all": ["workbench/waiting.css"]})


def words() -> dict[str, Any]:
    """What the templates say."""
    return {
        "title": staff_("What waits for you"),
        "all_label": staff_("All that waits"),
        "all_url": reverse("workbench_waiting"),
        "preferences_label": staff_("Mails and thanks"),
        "preferences_url": reverse("wagtailadmin_account"),
        "note_label": staff_("Note:"),
    }


class WaitingPanel(Component):
    """What waits for whoever translates into a language, or publishes it."""

    name = "translations"
    template_name = "workbench/panel.html"
    order = 130

    def __init__(self, user: User) -> None:
        self.sections = sections_for(user, SHOWN)

    @property
    def media(self) -> Media:
        return STYLES

    def get_context_data(self, parent_context: dict) -> dict:
        return {
            "sections": self.sections,
            "csrf_token": parent_context.get("csrf_token"),
        } | words()


def has_languages(user: User) -> bool:
    return bool(held(user, TRANSLATE))


class WaitingView(WagtailAdminTemplateMixin, TemplateView):
    template_name = "workbench/waiting.html"
    header_icon = "wagtail-localize-language"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = signed_in(request)
        if coordinates(user) and not has_languages(user):
            # Who sees to all languages, and translates into none.
            return redirect(f"{reverse('workbench_matrix')}?state={State.READY}")
        return super().get(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return staff_("What waits")

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        home = {"url": reverse("wagtailadmin_home"), "label": staff_("Home")}
        return [home, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = signed_in(self.request)
        return (
            super().get_context_data(**kwargs)
            | words()
            | {
                "sections": sections_for(user),
                "media": STYLES,
                "nobody": staff_(
                    "You are in the group of no language. Ask a moderator to put you "
                    "into one."
                ),
            }
        )


def original_at(model_name: str, pk: int) -> TranslatableMixin:
    """A public original; of others nobody learns whether they are there."""
    try:
        model = apps.get_model(model_name)
    except (LookupError, ValueError):
        raise Http404 from None
    if not issubclass(model, TranslatableMixin):
        raise Http404
    rows = model.objects.filter(pk=pk, locale=Locale.get_default())
    if issubclass(model, Page):
        rows = rows.filter(~restricted(), depth__gte=2).specific()
    found = rows.first()
    if found is None or not getattr(found, "live", True):
        raise Http404
    return found


@require_POST
def begin(request: HttpRequest, model: str, pk: int, locale: int) -> HttpResponse:
    """Gives a page to whoever wants to translate it, into their own language alone."""
    user = signed_in(request)
    into = Locale.objects.filter(pk=locale).first()
    if into is None or into == Locale.get_default():
        raise Http404
    if not holds(user, into, TRANSLATE):
        raise PermissionDenied
    original = original_at(model, pk)
    wanted = {
        "source__object_id": original.translation_key,
        "target_locale": into,
        "enabled": True,
    }
    if not Translation.objects.filter(**wanted).exists():
        translate_object(original, [into])
    translation = Translation.objects.get(**wanted)
    firsts = first_unfinished([translation])
    return redirect(sentence_url(translation, firsts.get(translation.pk)))


def urls() -> list[URLPattern]:
    return [
        path("translations/waiting/", WaitingView.as_view(), name="workbench_waiting"),
        path(
            "translations/begin/<str:model>/<int:pk>/<int:locale>/",
            begin,
            name="workbench_begin",
        ),
    ]

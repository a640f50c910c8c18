"""The form in short steps, each of which has an address of its own."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.functional import SimpleLazyObject
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from openheritage.closed import goes_on_if
from openheritage.origins import anonymous_form
from statement.models import StatementPage

from ..carried import Carried
from ..forms import OrganisationForm
from ..shown import Shown, find_shown
from .pages import ORGANISATION
from .way import Way, for_individuals


def closed(request: HttpRequest) -> HttpResponse:
    statement = StatementPage.objects.shown_in(request.LANGUAGE_CODE)
    return render(request, "signatures/sign_closed.html", {"statement": statement})


def form_view(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What was answered goes on though the language was closed since."""
    methods = require_http_methods(["GET", "HEAD", "POST"])
    goes_on = goes_on_if(lambda request: bool(request.POST.get("answers")))
    return goes_on(anonymous_form(methods(view)))


@form_view
def sign(request: HttpRequest) -> HttpResponse:
    """The first page, which is empty and the same for everyone: caches may keep it."""
    shown = find_shown(request.LANGUAGE_CODE)
    if request.method != "POST":
        return start(request, shown) if shown else closed(request)
    response = Way(request, shown).go(ORGANISATION) if shown else closed(request)
    add_never_cache_headers(response)
    return response


def start(request: HttpRequest, shown: Shown) -> HttpResponse:
    context = {
        # Drawn within parts that are kept.
        "form": SimpleLazyObject(OrganisationForm),
        "step": ORGANISATION,
        "statement": shown.page,
        "text": shown.text,
        "days": settings.REVIEW_DAYS,
        "language": request.LANGUAGE_CODE,
        "is_start": True,
        "language_form": {"id": "sign-form", "go": "continue"},
        "kept_parts": {
            **dict.fromkeys(("head", "assets", "header", "footer", "steps"), ""),
            "start": str(shown.text.pk),
        },
    }
    return render(request, "signatures/sign_start.html", context)


@form_view
@never_cache
def step(request: HttpRequest, here: str) -> HttpResponse:
    shown = find_shown(request.LANGUAGE_CODE)
    if shown is None:
        return closed(request)
    way = Way(request, shown)
    return way.go(here) if request.method == "POST" else way.look(here)


@never_cache
@require_safe
def individuals(request: HttpRequest) -> HttpResponse:
    carried = Carried.kept(request)
    context = {
        "has_answers": carried is not None,
        "known": for_individuals(carried.answers if carried else {}),
    }
    return render(request, "signatures/sign_individuals.html", context)

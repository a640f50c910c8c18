"""What the public reads about signatures; nobody's person is in it."""

import json as to_json
from functools import cache
from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import SimpleLazyObject
from django.views.decorators.http import require_safe

from openheritage.furniture import furniture_language
from openheritage.names import bcp47
from openheritage.open_data import absolute

from . import chain, charts, counts, exports, feeds, files, serving
from .figures import Figures
from .filters import SignatoriesForm
from .models import RegisterEntry, RegisterFacts
from .open_data import as_of_register, for_everyone, of_register, unless_known

SCHEMA = Path(__file__).parent / "signatories.schema.json"


@require_safe
def signatories(request: HttpRequest) -> HttpResponse:
    totals = counts.totals()
    form = SignatoriesForm(request.GET, there_is=totals)
    page = form.page(request.GET.get("page"))
    figures = Figures.of(totals)
    context = {"form": form, "figures": figures, "signatures": page}
    # Its parts are kept until the register changes (openheritage/parts.py).
    context["shows_organisations"] = True
    if form.is_plain:
        query = f"?page={page.number}" if page.number > 1 else ""
        context["canonical_path"] = reverse("signatories") + query
        if page.number == 1:
            # Drawn within a part alone.
            context["charts"] = SimpleLazyObject(
                lambda: [
                    charts.regions(totals["country"]),
                    charts.time(totals["month"]),
                ]
            )
    return render(request, "register/signatories.html", context)


@for_everyone
def csv(request: HttpRequest) -> HttpResponseBase:
    response = signatories_in(request, "csv", "text/csv")
    name = f"signatories-{bcp47(furniture_language())}.csv"
    if response.status_code == 200:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@for_everyone
def json(request: HttpRequest) -> HttpResponseBase:
    return signatories_in(request, "json", "application/json")


def signatories_in(request: HttpRequest, form: str, media: str) -> HttpResponseBase:
    head = chain.head()
    if files.are_made(head):
        response = serving.file(request, f"{form} {request.LANGUAGE_CODE}", media)
        response["Content-Language"] = bcp47(furniture_language())
        return response

    def made() -> HttpResponse:
        export = exports.Export(furniture_language())
        lines = export.csv() if form == "csv" else export.json(head)
        return serving.short(request, lines, media)

    return of_register(request, head, made)


@as_of_register
def atom(request: HttpRequest, head: RegisterEntry | None) -> HttpResponse:
    return HttpResponse(
        feeds.newest(furniture_language(), head),
        content_type="application/atom+xml; charset=utf-8",
    )


@cache
def schema_text() -> str:
    about = {"$id": absolute(reverse("signatories_schema"))}
    return to_json.dumps(about | to_json.loads(SCHEMA.read_text()), indent=2)


@for_everyone
def schema(request: HttpRequest) -> HttpResponse:
    return HttpResponse(schema_text(), content_type="application/schema+json")


@for_everyone
def count(request: HttpRequest) -> HttpResponse:
    return JsonResponse(exports.numbers())


@for_everyone
def badge(request: HttpRequest) -> HttpResponse:
    language, figures = furniture_language(), Figures.now()
    response = render(
        request,
        "register/badge.svg",
        {"badge": charts.Badge(figures.signatures, language, figures.samples)},
        content_type="image/svg+xml",
    )
    response["Content-Language"] = bcp47(language)
    return response


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    context = {
        "head": chain.head(),
        "address": absolute(reverse("register_file")),
        "canonical_path": reverse("register"),
    }
    return render(request, "register/register.html", context)


@for_everyone
def register_file(request: HttpRequest) -> HttpResponseBase:
    """Erasing facts changes the file and not the head, so both are its tag."""
    head = chain.head()
    if files.are_made(head):
        return serving.file(request, "jsonl", "application/jsonl")
    return unless_known(
        request,
        f"{head.hash if head else 'empty'}-{RegisterFacts.objects.count()}",
        None,
        lambda: serving.short(request, exports.register_lines(), "application/jsonl"),
    )

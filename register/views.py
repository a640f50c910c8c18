"""What the public reads about signatures; nobody's person is in it."""

import json as to_json
from functools import cache, cached_property, partial
from pathlib import Path
from typing import Any

from django.core.paginator import Page
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


class Listed:
    """What the list of signatories shows: asked for by the parts that are not kept."""

    def __init__(self, request: HttpRequest) -> None:
        self.asked = request.GET

    @cached_property
    def totals(self) -> dict[str, Any]:
        return counts.totals()

    @cached_property
    def form(self) -> SignatoriesForm:
        return SignatoriesForm(self.asked, there_is=self.totals)

    @cached_property
    def signatures(self) -> Page:
        return self.form.page(self.asked.get("page"))

    @cached_property
    def figures(self) -> Figures:
        return Figures.of(self.totals)

    @cached_property
    def canonical_path(self) -> str:
        """Empty for what a reader has chosen."""
        number = self.signatures.number if self.form.is_plain else 0
        query = f"?page={number}" if number > 1 else ""
        return reverse("signatories") + query if number else ""

    @cached_property
    def charts(self) -> list[charts.Chart]:
        if not self.form.is_plain or self.signatures.number > 1:
            return []
        countries, months = self.totals["country"], self.totals["month"]
        return [charts.regions(countries), charts.time(months)]


@require_safe
def signatories(request: HttpRequest) -> HttpResponse:
    listed = Listed(request)
    names = ("form", "signatures", "figures", "canonical_path", "charts")
    context: dict[str, Any] = {
        name: SimpleLazyObject(partial(getattr, listed, name)) for name in names
    }
    # Its parts are kept until the register changes (openheritage/parts.py).
    context["shows_organisations"] = True
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

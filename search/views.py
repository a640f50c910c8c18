from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from wagtail.models import Page

from openheritage.pages import SitePageQuerySet

from .forms import SearchForm

PER_PAGE = 20


def readable_pages(language: str) -> list[int]:
    """Ids of what a reader may find: each public page once, translated or not."""
    pages = SitePageQuerySet(Page).readable_in(language)
    return list(pages.filter(depth__gte=2).values_list("pk", flat=True))


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    query = form.cleaned_data["q"] if form.is_valid() else ""
    results = None
    if query:
        pages = Page.objects.filter(pk__in=readable_pages(request.LANGUAGE_CODE))
        found = pages.specific().search(query, operator="and")
        results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "search/search.html",
        {"form": form, "query": query, "results": results},
    )

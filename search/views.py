from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.safestring import mark_safe
from django.views.decorators.http import require_safe

from . import kept, missed
from .analysis import is_spaceless
from .forms import SearchForm
from .results import Results, suggestions

# Letters from which on suggestions are made; of ideographs one is enough.
FEWEST = 2


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    language = request.LANGUAGE_CODE
    results, items = Results(), mark_safe("")
    if form.has_words:
        found = kept.of(form.query(language), request.META)
        results, items = found.results, found.html
        if results.is_miss and request.method == "GET":
            missed.note(form.text, language)
    return render(
        request,
        "search/search.html",
        {
            "form": form,
            "query": form.text,
            "kind": form.kind,
            "results": results,
            "items": items,
            "kept_parts": dict.fromkeys(("assets", "above", "menu", "footer"), ""),
        },
    )


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Titles that begin so, for ``js/search.js``."""
    form = SearchForm(request.GET)
    found = []
    if form.has_words and (len(form.text) >= FEWEST or is_spaceless(form.text)):
        found = suggestions(form.text, request.LANGUAGE_CODE)
    return JsonResponse([result.suggestion() for result in found], safe=False)

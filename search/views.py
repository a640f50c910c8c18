from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import missed
from .analysis import is_spaceless
from .forms import SearchForm
from .results import Results, find, suggestions

# Letters from which on suggestions are made; of ideographs one is enough.
FEWEST = 2


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    form = SearchForm(request.GET)
    language = request.LANGUAGE_CODE
    results = Results()
    if form.has_words:
        results = find(form.query(language))
        if results.is_miss and request.method == "GET":
            missed.note(form.text, language)
    return render(
        request,
        "search/search.html",
        {"form": form, "query": form.text, "kind": form.kind, "results": results},
    )


@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Titles that begin so, for ``js/search.js``."""
    form = SearchForm(request.GET)
    found = []
    if form.has_words and (len(form.text) >= FEWEST or is_spaceless(form.text)):
        found = suggestions(form.text, request.LANGUAGE_CODE)
    return JsonResponse([result.suggestion() for result in found], safe=False)

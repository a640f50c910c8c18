from collections.abc import Callable
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from openheritage.closed import goes_on_if
from openheritage.keeping import names_nobody
from openheritage.locales import language_of
from openheritage.pages import path_in
from openheritage.slots import Link
from openheritage.views import error_page

from .asking import STATEMENT, asked_by, page_type, texts_in
from .beside import BesideForm, beside_path, columns_of, rows_of, swapped
from .choosing import CompareForm, Pair, histories, sides_of
from .comparing import runs_between
from .differences import steps
from .models import StatementPage, StatementText, marked
from .serving import served

View = Callable[[HttpRequest], HttpResponse]


def text_view(document: str) -> View:
    """The canonical text as published, byte for byte what its SHA-256 is of.

    Without a digest or a version comes what the page shows, which in a language without
    translation is the original.
    """

    # Receipts and copies of the open data lead to it.
    @goes_on_if(lambda request: "text" in request.GET)
    @require_safe
    def text(request: HttpRequest) -> HttpResponse:
        asked = asked_by(request, document)
        words = asked.text.text
        response = served(
            request, asked, words, "text/plain", "txt", view=f"{document}_text"
        )
        response["X-Checksum-Sha256"] = asked.text.sha256
        return response

    return text


def changes_view(document: str) -> View:
    """All versions and corrigenda, and what each changed in the text before it; or two
    of them, part by part."""

    @require_safe
    def changes(request: HttpRequest) -> HttpResponse:
        if "from" in request.GET or "to" in request.GET:
            return compare(request, document)
        texts = marked(texts_in(request.LANGUAGE_CODE, document))
        if not texts:
            raise Http404
        differences = steps([text.text for text in reversed(texts)])
        context = frame(request, document) | {
            "language": language_of(texts[0].locale_id),
            "form": CompareForm(None, histories(request.LANGUAGE_CODE, document)),
            "entries": [
                (text, changes, query_of(before, text, texts) if before else "")
                for text, before, changes in zip(
                    texts, [*texts[1:], None], reversed(differences), strict=True
                )
            ],
        }
        return names_nobody(render(request, "statement/changes.html", context))

    return changes


def frame(request: HttpRequest, document: str) -> dict[str, object]:
    """What both pages of changes show around them; the Statement needs no name."""
    is_statement = document == STATEMENT
    page = None
    if not is_statement:
        page = page_type(document).objects.shown_in(request.LANGUAGE_CODE)
    return {
        "record": settings.LANGUAGE_CODE,
        "changes_name": f"{document}_changes",
        "changes_path": reverse(f"{document}_changes"),
        "is_statement": is_statement,
        "of_page": page,
    }


def query_of(old: StatementText, new: StatementText, texts: list[StatementText]) -> str:
    """By the numbers of versions where these stand for just the two texts."""
    newest: dict[int, int] = {}
    for text in texts:
        newest.setdefault(text.version_id, text.pk)
    by_number = all(newest[text.version_id] == text.pk for text in (old, new))
    asked = [
        str(text.version.number) if by_number else text.sha256 for text in (old, new)
    ]
    return urlencode({"from": asked[0], "to": asked[1]})


def compare(request: HttpRequest, document: str) -> HttpResponse:
    found = histories(request.LANGUAGE_CODE, document)
    if not found:
        raise Http404
    form = CompareForm(request.GET, found)
    form.is_valid()
    context = frame(request, document) | {"form": form}
    if form.pair:
        context |= compared(form.pair, request.LANGUAGE_CODE)
    status = 404 if form.missing else 200
    return render(request, "statement/compare.html", context, status=status)


def compared(pair: Pair, language: str) -> dict[str, object]:
    words = dict(
        StatementText.objects.filter(pk__in=[pair.old.pk, pair.new.pk])
        .order_by()
        .values_list("pk", "text")
    )
    runs = runs_between(words[pair.old.pk], words[pair.new.pk])
    return {
        "pair": pair,
        "is_of_original": pair.language != language,
        "sides": sides_of(pair),
        "corrigenda": [
            (text, query_of(pair.history[place + 1], text, pair.history))
            for place, text in enumerate(pair.history)
            if text.is_corrigendum and pair.spans(text)
        ],
        "runs": runs,
        "changed": [
            row for run in runs if not run.is_same for row in run.rows if row.label
        ],
    }


@require_safe
def beside(request: HttpRequest, other: str, third: str = "") -> HttpResponse:
    """The Statement in two or three languages; the reader's own stands first."""
    languages = [request.LANGUAGE_CODE, other, *([third] if third else [])]
    try:
        columns = columns_of(languages)
    except Http404:
        return error_page(request, 404, way=way_back(request.LANGUAGE_CODE))
    # Its language switcher would lead to the same language twice.
    vars(request)["elsewhere"] = swapped(languages)
    context = {
        "columns": columns,
        "rows": rows_of(columns),
        "count": len(columns),
        "here": columns[0],
        "record": settings.LANGUAGE_CODE,
        "form": BesideForm(
            {"other": other, "third": third}, language=request.LANGUAGE_CODE
        ),
    }
    return render(request, "statement/beside.html", context)


def way_back(language: str) -> Link | None:
    page = StatementPage.objects.shown_in(language)
    return page and Link(page.title, path_in(language, page.url_path))


@require_safe
def choose_beside(request: HttpRequest) -> HttpResponse:
    """Leads from the form to the address; without an answer it is the form."""
    form = BesideForm(request.GET or None, language=request.LANGUAGE_CODE)
    if form.is_valid():
        chosen = [form.cleaned_data["other"], form.cleaned_data["third"]]
        return redirect(beside_path([request.LANGUAGE_CODE, *filter(None, chosen)]))
    page = StatementPage.objects.shown_in(request.LANGUAGE_CODE)
    if page is None:
        raise Http404
    return render(
        request, "statement/beside_choice.html", {"form": form, "statement": page}
    )

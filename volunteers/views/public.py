"""How one can help to translate, and the pages on which one does."""

from datetime import timedelta

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.html import format_html
from django.utils.http import content_disposition_header
from django.utils.safestring import SafeString
from django.views.decorators.http import require_http_methods, require_safe

from correspondence.links import lifetime
from openheritage.closed import goes_on_if
from openheritage.furniture import speaking
from openheritage.locales import open_locales
from openheritage.names import bcp47, direction, language_name
from openheritage.origins import anonymous_form

from .. import po_files, typed, waiting
from ..lines import Lines
from ..offering import CONFIRM
from .help import Help

# Of the list.
PAGES = 50

# What the guide shows of them.
MARKS = {
    "bold_open": "<b>",
    "bold_close": "</b>",
    "link_open": '<a id="a1">',
    "link_close": "</a>",
}


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The one page that a volunteer needs, and what waits in this language."""
    language = request.LANGUAGE_CODE
    paginator = Paginator(waiting.pages_for(language), PAGES)
    found = paginator.get_page(request.GET.get("page"))
    context = {
        "takes_help": waiting.takes_help(language),
        "page_obj": found,
        "waiting": found.object_list,
        "number": paginator.count,
        # What follows the first page of the list is for nobody to find.
        "canonical_path": reverse("help_translate") if found.number == 1 else "",
        "languages": others(),
        "marks": {name: shown_mark(mark) for name, mark in MARKS.items()},
        "unconfirmed": timedelta(days=settings.HELP_UNCONFIRMED_DAYS),
        "unreviewed": timedelta(days=settings.HELP_UNREVIEWED_DAYS),
    }
    return render(request, "volunteers/index.html", context)


def shown_mark(mark: str) -> SafeString:
    return format_html('<code dir="ltr">{}</code>', mark)


def others() -> list[dict[str, str]]:
    """The languages into which one can translate."""
    return [
        {
            "code": code,
            "name": language_name(code),
            "tag": bcp47(code),
            "direction": direction(code),
            "path": path_to(code),
        }
        for code in open_locales()
        if code != settings.LANGUAGE_CODE
    ]


def path_to(language: str) -> str:
    with speaking(language):
        return reverse("help_translate")


@goes_on_if(lambda request: request.method == "POST")
@anonymous_form
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: HttpRequest, number: int) -> HttpResponse:
    """Empty it is the same for everyone, and caches may keep it."""
    language = request.LANGUAGE_CODE
    original = waiting.find(number, language)
    is_other = request.POST.get("language", language) != language
    if request.method != "POST":
        if original is None:
            return elsewhere(number)
        return Help(request, original).look()
    if original is None or is_other:
        response = too_late(request)
    else:
        response = Help(request, original).go()
    add_never_cache_headers(response)
    return response


def elsewhere(number: int) -> HttpResponse:
    """To the list, from a page that lacks nothing in this language: the notice that
    invited may have been kept, and the original's language has none."""
    if not waiting.originals().filter(pk=number).exists():
        raise Http404
    return redirect("help_translate")


def too_late(request: HttpRequest) -> HttpResponse:
    """The page is gone, complete or private by now, or its language is closed. What was
    typed is shown, so that it can be kept."""
    words = [
        typed.sendable(value)
        for name, value in request.POST.dict().items()
        if name.startswith("s-") and value.strip()
    ]
    context = {"words": words, "language": request.LANGUAGE_CODE}
    return render(request, "volunteers/too_late.html", context, status=410)


@require_safe
def words(request: HttpRequest, number: int) -> HttpResponse:
    original = waiting.find(number, request.LANGUAGE_CODE)
    if original is None:
        raise Http404
    lines = Lines.of(original, request.LANGUAGE_CODE)
    made = str(po_files.export(lines))
    response = HttpResponse(made, content_type="text/x-gettext-translation")
    name = po_files.file_name(lines)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    response["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    return render(request, "volunteers/sent.html", {"lifetime": lifetime(CONFIRM)})

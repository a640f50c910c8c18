import json as to_json
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from openheritage.closed import goes_on_if
from openheritage.furniture import speaking
from openheritage.keeping import naming_nobody
from openheritage.locales import available, from_accept_language
from openheritage.pages import path_in
from statement.asking import asked_by
from statement.models import StatementPage, StatementText, StatementVersion
from statement.serving import OPEN_DATA, served

from .at_once import MADE
from .kinds import KINDS
from .naming import ROOT, absolute, expression_of, work_of

by_digest = goes_on_if(lambda request: "text" in request.GET)
SCHEMA = Path(__file__).parent / "statement.schema.json"
# Within an address of a work: the language and day of its words, and their file.
EXPRESSION = re.compile(r"/[a-z-]+@(\d{4}-\d\d-\d\d);v(\d{1,9})(\.\d{1,9})?")


@by_digest
@require_safe
def json(request: HttpRequest) -> HttpResponse:
    # It tells the status, and whether there is a newer version.
    response = file_of(request, "statement_json", never_changes=False)
    response["Link"] += f', <{reverse("statement_schema")}>; rel="describedby"'
    return response


def file_view(view: str) -> Callable[[HttpRequest], HttpResponse]:
    """A view for each: an address with a part that varies is in no list of what the
    server in front keeps."""

    @by_digest
    @require_safe
    def file(request: HttpRequest) -> HttpResponse:
        return file_of(request, view)

    return file


akoma_ntoso_file = file_view("statement_akn")
epub_file = file_view("statement_epub")
markdown_file = file_view("statement_markdown")


def file_of(
    request: HttpRequest, view: str, *, never_changes: bool = True
) -> HttpResponse:
    kind = next(kind for kind in KINDS if kind.view == view)
    asked = asked_by(request)
    content = MADE[view](asked.text)
    return served(
        request,
        asked,
        content.decode() if kind.is_text else content,
        kind.media_type,
        kind.suffix,
        view=view,
        never_changes=never_changes,
    )


@cache
def schema_text() -> str:
    about = {"$id": absolute(reverse("statement_schema"))}
    return to_json.dumps(about | to_json.loads(SCHEMA.read_text()), indent=2)


@require_safe
@naming_nobody
def schema(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(schema_text(), content_type="application/schema+json")
    for header, value in OPEN_DATA.items():
        response[header] = value
    return response


@require_safe
def named(request: HttpRequest, rest: str) -> HttpResponse:
    """Leads from the name that Akoma Ntoso gives a work, an expression or a file to
    where that is: the Statement in the reader's language, or a text for ever."""
    address = f"{ROOT}/{rest}".removesuffix("/!main")
    first = StatementVersion.objects.filter(
        translation_key__in=StatementPage.objects.key()
    ).last()
    if first is None or not address.startswith(work := work_of(first)):
        raise Http404
    rest = address.removeprefix(work).replace("/!main.", ".")
    if not rest:
        return to_page(request)
    match = EXPRESSION.match(rest)
    if match is None:
        raise Http404
    suffix = rest[match.end() :].removeprefix(".") or "txt"
    kind = next((kind for kind in KINDS if kind.suffix == suffix), None)
    texts = StatementText.objects.filter(
        version__translation_key=first.translation_key, version__number=int(match[2])
    ).select_related("version")
    wanted = work + match[0]
    for text in texts:
        if kind and expression_of(work, text) == wanted:
            return HttpResponseRedirect(kind.path_of(text))
    raise Http404


def to_page(request: HttpRequest) -> HttpResponse:
    language = available(from_accept_language(request))
    with speaking(language):
        page = StatementPage.objects.shown_in(language)
    if page is None:
        raise Http404
    response = HttpResponseRedirect(path_in(language, page.url_path))
    patch_vary_headers(response, ["Accept-Language"])
    return response

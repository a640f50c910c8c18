"""The page "Use the text": licence, files, checksum, citation, addresses that stay."""

import hashlib

from django.db.models import Exists
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from openheritage.closed import goes_on_if
from openheritage.keeping import names_nobody
from openheritage.names import file_size, language_name_here
from openheritage.pages import path_in
from openheritage.structured_data import script
from statement.asking import asked_by
from statement.linking import LICENCE, link_header
from statement.models import StatementPage, StatementText

from . import citing
from .at_once import MADE
from .kinds import KINDS, Kind
from .making import LARGE, PDF
from .models import Notice, Rendition
from .naming import absolute
from .parts import parts_of


@goes_on_if(lambda request: "text" in request.GET)
@require_safe
def use(request: HttpRequest) -> HttpResponse:
    asked = asked_by(request)
    text, language = asked.text, request.LANGUAGE_CODE
    page = text.page or StatementPage.objects.shown_in(language)
    if page is None:
        raise Http404
    page_path = path_in(language, page.url_path)
    plain = absolute(reverse("statement_text"))
    lasting = absolute(text.address)
    is_plain = not request.GET
    made = made_of(text)
    context = {
        "text": text,
        "title": citing.title_of(text),
        "language": language_name_here(text.language),
        "status": citing.status_of(text),
        "published": citing.published(text),
        "licence": LICENCE,
        "forms": [
            file_of(
                kind,
                text,
                kind.path(language) if is_plain else kind.path_of(text),
                made,
            )
            for kind in KINDS
        ],
        "citation": citing.citation(text),
        "bibtex": citing.bibtex(text),
        "command": f"curl -s '{lasting}' | sha256sum",
        "plain_address": plain,
        "lasting_address": lasting,
        "page_path": page_path,
        "page_address": absolute(page_path),
        "anchors": examples(text),
        "structured_data": script([citing.creative_work(text)]),
        "canonical_path": reverse("statement_use") if is_plain else "",
    }
    response = render(request, "renditions/use.html", context)
    response["Link"] = link_header(language, text, not is_plain)
    return names_nobody(response) if is_plain else response


def file_of(
    kind: Kind, text: StatementText, path: str, made: dict[str, Rendition]
) -> dict:
    """A line of the list; size and checksum, those of a PDF once it is there."""
    line = {"label": kind.label, "media_type": kind.media_type, "path": path}
    if make := MADE.get(kind.view):
        content = make(text)
        line["size"] = file_size(len(content))
        line["sha256"] = hashlib.sha256(content).hexdigest()
    elif row := made.get(kind.view):
        line["size"], line["sha256"] = file_size(row.size), row.sha256
    return line


def made_of(text: StatementText) -> dict[str, Rendition]:
    """The PDFs as they were made last, unless the worker is about to look whether
    they are to be made anew; then their addresses answer 503. One query."""
    rows = Rendition.objects.filter(~Exists(Notice.objects.all()), text=text)
    there = {row.kind: row for row in rows.filter(due_at=None).exclude(key="")}
    views = {PDF: "statement_pdf", LARGE: "statement_pdf_large"}
    return {view: there[kind] for kind, view in views.items() if kind in there}


def examples(text: StatementText) -> list[str]:
    """A clause and an article: the last of each, which every text has if it has one."""
    last = {part.label.isdigit(): part.anchor for part in parts_of(text) if part.label}
    return [*last.values()]

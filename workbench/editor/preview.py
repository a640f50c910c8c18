"""The page as readers will see it, opened at a sentence."""

import re

from bs4 import BeautifulSoup, Tag
from django.http import HttpRequest, HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from wagtail_localize.models import StringSegment
from wagtail_localize.views.edit_translation import preview_translation

from .access import Work, work_of
from .private import private
from .saving import number_in, words_of

HERE = "this-sentence"
# Where a text is read, from the smallest to whatever holds it.
UNREAD = {"script", "style", "template", "noscript", "head", "title"}


def plain(html: str) -> str:
    text = BeautifulSoup(html, "html.parser").get_text(" ")
    return re.sub(r"\s+", "", text)


def find(soup: BeautifulSoup, text: str) -> Tag | None:
    """The smallest element of the page that says a text; white space apart."""
    wanted = plain(text)
    body = soup.body
    if not wanted or body is None or wanted not in plain(str(body)):
        return None
    found: Tag = soup.main or body
    if wanted not in re.sub(r"\s+", "", found.get_text()):
        found = body
    while True:
        inner = next(
            (
                child
                for child in found.find_all(recursive=False)
                if child.name not in UNREAD
                and wanted in re.sub(r"\s+", "", child.get_text())
            ),
            None,
        )
        if inner is None:
            return found if found is not body else None
        found = inner


def marked(html: str, texts: list[str]) -> str:
    """With an id where the sentence stands, in its translation or untranslated."""
    soup = BeautifulSoup(html, "html.parser")
    for text in texts:
        element = find(soup, text)
        if element is None:
            continue
        anchor = soup.new_tag("span", id=HERE)
        element.insert(0, anchor)
        return str(soup)
    return html


def texts_of(work: Work, pk: int) -> list[str]:
    segment = (
        StringSegment.objects.filter(pk=pk, source_id=work.source.pk)
        .select_related("string")
        .first()
    )
    if segment is None:
        return []
    words = words_of(segment, work)
    given = [words.data] if words and not words.has_error else []
    return [*given, segment.string.data]


@private
@require_safe
@xframe_options_sameorigin
def preview(request: HttpRequest, translation_id: int) -> HttpResponse:
    work = work_of(request, translation_id)
    mode = request.GET.get("mode") or None
    response = preview_translation(request, translation_id, mode)
    pk = number_in(request.GET, "s")
    if not pk or response.status_code != 200:
        return response
    if hasattr(response, "render"):
        response.render()
    if not response.get("Content-Type", "").startswith("text/html"):
        return response
    charset = response.charset or "utf-8"
    html = marked(response.content.decode(charset), texts_of(work, pk))
    response.content = html.encode(charset)
    return response

"""What may be wrong with a text while it is typed, and what is meant to be so."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.views.decorators.http import require_POST
from wagtail_localize.models import StringSegment

from translations import intended

from .access import Work, work_of
from .answers import locked, refused, wants_json
from .private import private
from .text import written

MOST_LETTERS = 20_000


def typed(request: HttpRequest) -> str:
    return request.POST.get("text", "")[:MOST_LETTERS].replace("\0", "")


def facts(work: Work, segment: StringSegment, text: str) -> dict[str, object]:
    found = []
    if text.strip():
        found = intended.findings_of(segment, work.translation, written(text))
    return {
        "findings": found,
        "typed": text,
        "intend_url": reverse(
            "workbench_intend", args=[work.translation.pk, segment.pk]
        ),
        "intend_words": staff_("It is meant so"),
    }


def told(
    request: HttpRequest, work: Work, segment: StringSegment, text: str
) -> HttpResponse:
    template = "workbench/editor/checks.html"
    return render(request, template, facts(work, segment, text))


@private
def check(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """Stores nothing."""
    work = work_of(request, translation_id)
    return told(request, work, work.segment(segment_id), typed(request))


@private
@require_POST
def intend(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """A warning is none: nobody is told again, until the words change."""
    work = work_of(request, translation_id)
    segment = work.segment(segment_id)
    if work.is_locked:
        return locked(request, work, segment_id)
    text = typed(request)
    code = request.POST.get("code", "")
    if not intended.intend(segment, work.translation, written(text), code, work.user):
        words = staff_("There is no such warning any more.")
        return refused(request, work, segment_id, words, 422)
    if wants_json(request):
        return told(request, work, segment, text)
    messages.success(request, staff_("Nobody is told of it again."))
    return redirect("workbench_sentence", translation_id, segment_id)

"""Notes at a sentence are added, settled, and taken up again."""

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from django.views.decorators.http import require_POST
from wagtail_localize.models import StringSegment

from openheritage.names import number
from translations.models import Remark

from .access import Work, work_of
from .answers import UNPROCESSABLE, refused, url_of, wants_json
from .panel import panel
from .private import private
from .saving import number_in

LONGEST = 2_000


@private
@require_POST
def add_remark(
    request: HttpRequest, translation_id: int, segment_id: int
) -> HttpResponse:
    work = work_of(request, translation_id)
    segment = work.segment(segment_id)
    text = request.POST.get("remark", "").strip()
    if problem := wrong_with(text):
        return refused(request, work, segment_id, problem, UNPROCESSABLE)
    Remark.objects.create(
        context_id=segment.context_id,
        string_id=segment.string_id,
        locale_id=None
        if request.POST.get("for_all")
        else work.translation.target_locale_id,
        text=text,
        by=work.user,
    )
    return after(request, work, segment)


def wrong_with(text: str) -> str:
    if not text or "\0" in text:
        return staff_("Write what you want to say.")
    if len(text) > LONGEST:
        return staff_n(
            "This note is too long: %(limit)s letter at most.",
            "This note is too long: %(limit)s letters at most.",
            LONGEST,
        ) % {"limit": number(LONGEST)}
    return ""


def after(request: HttpRequest, work: Work, segment: StringSegment) -> HttpResponse:
    if wants_json(request):
        return panel(request, work.translation.pk, segment.pk)
    messages.success(request, staff_("The note is saved."))
    return redirect(url_of(work, segment.pk))


@private
@require_POST
def settle_remark(
    request: HttpRequest, translation_id: int, segment_id: int
) -> HttpResponse:
    """Or takes it up again."""
    work = work_of(request, translation_id)
    segment = work.segment(segment_id)
    remark = get_object_or_404(
        Remark,
        Q(locale=None) | Q(locale=work.translation.target_locale_id),
        pk=number_in(request.POST, "note"),
        context_id=segment.context_id,
    )
    is_open = remark.resolved_at is None
    remark.resolved_at = timezone.now() if is_open else None
    remark.resolved_by = work.user if is_open else None
    remark.save(update_fields=["resolved_at", "resolved_by"])
    return after(request, work, segment)

"""Addresses that the screen's scripts ask, small answers in JSON.

Each that changes something takes a plain form too, and then leads back to the sentence.
"""

from datetime import datetime, timedelta

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as staff_
from django.views.decorators.http import require_GET, require_POST
from wagtail_localize.models import StringSegment, StringTranslation

from statement.differences import Change as Difference
from translations import saving as stored
from translations.models import Change

from .access import Work, work_of
from .private import private
from .rows import error_of, named, state_of
from .saving import (
    ConflictError,
    GoneError,
    ProblemError,
    Typed,
    number_in,
    save,
    token,
    words_of,
)
from .sums import sums_of, version_of
from .text import pretty, shown

CONFLICT, GONE, UNPROCESSABLE = 409, 410, 422
# Sentences that one answer tells of.
MOST = 200
# What was being stored while somebody looked is told at the next look.
OVERLAP = timedelta(seconds=30)


def wants_json(request: HttpRequest) -> bool:
    return request.headers.get("x-requested-with") == "XMLHttpRequest"


def url_of(work: Work, segment: int) -> str:
    return f"{reverse('workbench_edit', args=[work.translation.pk])}#s{segment}"


def told(words: StringTranslation | None) -> dict[str, object]:
    """What the screen shows of a translation."""
    return {
        "state": state_of(words),
        "text": shown(words.data) if words else "",
        "seen": token(words),
        "error": error_of(words),
        "by": named(words.last_translated_by) if words else "",
        "at": words.updated_at.isoformat(timespec="seconds") if words else "",
    }


def typed_in(request: HttpRequest, segment: int) -> Typed:
    data = request.POST
    return Typed(
        segment,
        number_in(data, "string"),
        number_in(data, "context"),
        data.get("text", ""),
        data.get("seen", ""),
        data.get("original", ""),
    )


def gone(error: GoneError, typed: Typed) -> dict[str, object]:
    answer: dict[str, object] = {
        "words": staff_(
            "The original does not say this any more. Your text is kept here: copy "
            "what you need."
        )
    }
    if segment := error.successor:
        text = shown(segment.string.data)
        answer |= {
            "words": staff_(
                "This sentence of the original has changed while you were writing. "
                "Your text is kept; look whether it fits the new sentence."
            ),
            "successor": {
                "segment": segment.pk,
                "string": segment.string_id,
                "context": segment.context_id,
                "original": text,
                "html": pretty(segment.string.data),
                "difference": Difference("", typed.original, text).html,
            },
        }
    return answer


def done(
    request: HttpRequest, work: Work, segment: StringSegment, **more: object
) -> HttpResponse:
    if not wants_json(request):
        return redirect(url_of(work, segment.pk))
    answer = {
        "segment": segment.pk,
        **told(words_of(segment, work)),
        "sums": sums_of(work),
        **more,
    }
    return JsonResponse(answer)


def refused(
    request: HttpRequest,
    work: Work,
    segment: int,
    words: str,
    status: int,
    **more: object,
) -> HttpResponse:
    if wants_json(request):
        return JsonResponse({"words": words, **more}, status=status)
    messages.error(request, words)
    return redirect(url_of(work, segment))


def locked(request: HttpRequest, work: Work, segment: int) -> HttpResponse:
    words = staff_("This page is locked.")
    return refused(request, work, segment, words, 423)


@private
@require_POST
def save_sentence(
    request: HttpRequest, translation_id: int, segment_id: int
) -> HttpResponse:
    work = work_of(request, translation_id)
    typed = typed_in(request, segment_id)
    if work.is_locked:
        return locked(request, work, segment_id)
    try:
        segment, _words = save(work, typed)
    except ProblemError as problem:
        return refused(request, work, segment_id, str(problem), UNPROCESSABLE)
    except ConflictError as conflict:
        return refused(
            request,
            work,
            segment_id,
            conflict_words(conflict),
            CONFLICT,
            theirs=told(conflict.current),
        )
    except GoneError as error:
        answer = gone(error, typed)
        words = str(answer.pop("words"))
        return refused(request, work, segment_id, words, GONE, **answer)
    return done(request, work, segment)


def conflict_words(conflict: ConflictError) -> str:
    current = conflict.current
    if current is None:
        return staff_(
            "Somebody has taken this translation away while you were writing. "
            "Yours is kept here."
        )
    name = named(current.last_translated_by)
    if not name:
        return staff_(
            "This sentence was changed elsewhere while you were writing. Yours is "
            "kept here: choose, or make one of both."
        )
    return staff_(
        "%(name)s has changed this sentence while you were writing. Yours is kept "
        "here: choose, or make one of both."
    ) % {"name": name}


@private
@require_POST
def confirm_sentence(
    request: HttpRequest, translation_id: int, segment_id: int
) -> HttpResponse:
    """A machine's words, taken as they are by a person who has read them."""
    work = work_of(request, translation_id)
    segment = work.segment(segment_id)
    if work.is_locked:
        return locked(request, work, segment_id)
    words = words_of(segment, work)
    if words is None or request.POST.get("seen", "") != token(words):
        return refused(
            request,
            work,
            segment_id,
            staff_("This sentence was changed elsewhere. Read it once more."),
            CONFLICT,
            theirs=told(words),
        )
    stored.confirm(segment, work.translation, work.user)
    return done(request, work, segment)


@private
@require_POST
def go_back(request: HttpRequest, translation_id: int, segment_id: int) -> HttpResponse:
    """To an earlier text of a sentence; what stands there now stays in the history."""
    work = work_of(request, translation_id)
    segment = work.segment(segment_id)
    if work.is_locked:
        return locked(request, work, segment_id)
    change = get_object_or_404(
        Change,
        pk=number_in(request.POST, "change"),
        context_id=segment.context_id,
        locale_id=work.translation.target_locale_id,
    )
    typed = Typed(
        segment.pk,
        segment.string_id,
        segment.context_id,
        shown(change.data),
        request.POST.get("seen", ""),
    )
    try:
        save(work, typed, how="undo")
    except ConflictError as conflict:
        return refused(
            request,
            work,
            segment_id,
            conflict_words(conflict),
            CONFLICT,
            theirs=told(conflict.current),
        )
    return done(request, work, segment)


def moment(text: str) -> datetime | None:
    try:
        return parse_datetime(text)
    except ValueError:
        return None


@private
@require_GET
def state(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Whether anything has changed under somebody who writes; a token for who has
    signed in anew meanwhile."""
    work = work_of(request, translation_id)
    segments = StringSegment.objects.filter(source_id=work.source.pk)
    places = {
        (context, string): pk
        for context, string, pk in segments.values_list("context_id", "string_id", "pk")
    }
    now = timezone.now()
    since = moment(request.GET.get("since", "")) or now
    newer = StringTranslation.objects.filter(
        context__object_id=work.source.object_id,
        locale_id=work.translation.target_locale_id,
        updated_at__gte=since - OVERLAP,
    ).select_related("last_translated_by")
    changed = [
        {"segment": places[key], **told(words)}
        for words in newer[:MOST]
        if (key := (words.context_id, words.translation_of_id)) in places
    ]
    return JsonResponse(
        {
            "user": work.user.pk,
            "token": get_token(request),
            "version": version_of(places),
            "now": now.isoformat(),
            "changed": changed,
            "sums": sums_of(work),
        }
    )

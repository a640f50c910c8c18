"""What was translated elsewhere in the very same words, filled in by one click, and
taken out again by another."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from django.views.decorators.http import require_POST

from openheritage.names import number
from translations import memory

from .access import work_of
from .private import private

# In the session: the sentences that the last click filled in, with their words.
KEY = "workbench_repeats"


@private
@require_POST
def fill(request: HttpRequest, translation_id: int) -> HttpResponse:
    work = work_of(request, translation_id)
    back = redirect("workbench_edit", translation_id)
    if work.is_locked:
        messages.error(request, staff_("This page is locked."))
        return back
    filled = memory.fill_repeats(work.translation, work.user)
    request.session[KEY] = [translation_id, filled]
    if filled:
        said = staff_n(
            "%(count)s sentence was filled in. Read whether it fits.",
            "%(count)s sentences were filled in. Read whether they fit.",
            len(filled),
        ) % {"count": number(len(filled))}
        messages.success(request, said)
    else:
        messages.info(
            request, staff_("No sentence here was translated elsewhere word for word.")
        )
    return redirect(f"{reverse('workbench_edit', args=[translation_id])}#filled")


def filled_in(request: HttpRequest, translation_id: int) -> list[int]:
    translation, filled = request.session.get(KEY) or (0, [])
    return filled if translation == translation_id else []


@private
@require_POST
def undo(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Takes away what is still as it was filled in; what was changed since stays."""
    work = work_of(request, translation_id)
    back = redirect("workbench_edit", translation_id)
    if work.is_locked:
        messages.error(request, staff_("This page is locked."))
        return back
    filled = filled_in(request, translation_id)
    taken = len(memory.take_back(work.translation, filled, work.user))
    request.session.pop(KEY, None)
    said = staff_n(
        "%(count)s sentence was taken out again.",
        "%(count)s sentences were taken out again.",
        taken,
    ) % {"count": number(taken)}
    messages.success(request, said)
    return back

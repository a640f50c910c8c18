"""The file of one page, from its editor and back."""

from collections.abc import Iterable, Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from django.views.decorators.http import require_POST
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail_localize.models import Translation

from desk.pages import signed_in
from openheritage.po import Fault

from ..editor import editable, is_locked
from . import bundles, po_reading
from .bundles import Download, Kind
from .incoming import UnreadableError
from .sentences import part
from .taking import Outcome, Report, totals

# A page is far below; what is larger goes through the screen for many.
LARGEST_FILE = 5_000_000


def sent(download: Download) -> HttpResponse:
    response = HttpResponse(download.content, content_type=download.content_type)
    disposition = content_disposition_header(True, download.name)
    response["Content-Disposition"] = disposition or ""
    return response


def download(request: HttpRequest, translation_id: int) -> HttpResponse:
    """As PO, or as XLIFF where ``format`` asks for it."""
    translation = editable(request, translation_id)
    is_xliff = request.GET.get("format") == Kind.XLIFF
    return sent(bundles.of_page(part(translation), Kind.XLIFF if is_xliff else Kind.PO))


def say(request: HttpRequest, reports: Iterable[Report]) -> None:
    """How much was taken, and what was not line by line."""
    reports = list(reports)
    taken = sum(report.taken for report in reports)
    faults = [fault for report in reports for fault in report.faults]
    total = taken + len(faults)
    if not faults:
        words = staff_n(
            "%(count)s sentence was imported.",
            "%(count)s sentences were imported.",
            taken,
        ) % {"count": taken}
        messages.success(request, " ".join([words, *unchanged(reports)]))
        return
    if taken:
        words = staff_n(
            "%(taken)s of %(total)s sentence was imported. This was not:",
            "%(taken)s of %(total)s sentences were imported. These were not:",
            total,
        ) % {"taken": taken, "total": total}
    else:
        words = staff_("Nothing was imported, for these reasons:")
    tell = messages.warning if taken else messages.error
    tell(request, format_html("{} {}", words, listed(faults)))


def unchanged(reports: list[Report]) -> list[str]:
    count = totals(reports)[Outcome.UNCHANGED]
    if not count:
        return []
    return [
        staff_n(
            "%(count)s of them was here already.",
            "%(count)s of them were here already.",
            count,
        )
        % {"count": count}
    ]


def listed(faults: Sequence[Fault]) -> str:
    """It can be long, and is scrolled by the keyboard too."""
    return format_html(
        '<ul class="faults" tabindex="0" aria-label="{}">{}</ul>',
        staff_("Not imported"),
        format_html_join("\n", "<li>{}</li>", ((str(fault),) for fault in faults)),
    )


def read(request: HttpRequest, translation: Translation) -> list[Report]:
    """What the file says of this page; raises ``UnreadableError``."""
    upload = request.FILES.get("file")
    if upload is None:
        raise po_reading.not_ours()
    if (upload.size or 0) > LARGEST_FILE:
        raise UnreadableError(staff_("This file is too large for a PO file."))
    elsewhere = staff_("This file belongs to another page or to another language.")

    def may(other: Translation) -> str:
        return "" if other.pk == translation.pk else elsewhere

    reports = bundles.bring_in(
        upload.name or "", upload.read(), signed_in(request), may
    )
    if all(report.refusal for report in reports):
        raise UnreadableError(reports[0].refusal)
    return [report for report in reports if not report.refusal]


@require_POST
def upload(request: HttpRequest, translation_id: int) -> HttpResponse:
    """Takes what is sound of a file, and names what it did not take.

    Localize takes what is fuzzy, speaks of success whatever it left out, and ends in
    an error 500 where there is no file or no head.
    """
    translation = editable(request, translation_id)
    back = redirect(
        get_valid_next_url_from_request(request)
        or translation.get_target_instance_edit_url()
    )
    if is_locked(request, translation):
        messages.error(request, staff_("This page is locked."))
        return back
    try:
        say(request, read(request, translation))
    except UnreadableError as error:
        messages.error(request, str(error))
    return back

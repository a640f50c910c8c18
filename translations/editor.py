"""What the translation editor sends and gets, in front of localize's own views.

Each goes when localize does what its docstring says.
"""

from collections.abc import Sequence

from babel.core import get_global
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.html import format_html, format_html_join
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as staff_
from django.utils.translation import ngettext as staff_n
from django.views.decorators.http import require_POST
from rest_framework.authentication import SessionAuthentication
from rest_framework.decorators import (
    api_view,
    authentication_classes,
    permission_classes,
)
from rest_framework.exceptions import ValidationError
from rest_framework.permissions import IsAuthenticated
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.status import HTTP_200_OK, HTTP_201_CREATED, HTTP_404_NOT_FOUND
from wagtail.admin.views.pages.utils import get_valid_next_url_from_request
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.views import edit_translation

from openheritage.po import Fault, File, decoded, read

from . import po, saving

LARGEST_PO_FILE = 5_000_000


def target_of(translation: Translation) -> Model:
    try:
        return translation.get_target_instance()
    except ObjectDoesNotExist:
        raise Http404 from None


def editable(request: HttpRequest, translation_id: int) -> Translation:
    translation = get_object_or_404(Translation, pk=translation_id)
    target = target_of(translation)
    if not edit_translation.user_can_edit_instance(request.user, target):
        raise PermissionDenied
    return translation


def download_pofile(request: HttpRequest, translation_id: int) -> HttpResponse:
    """With a whole head, and a name that says the page and the language."""
    translation = editable(request, translation_id)
    response = HttpResponse(
        str(po.export(translation)), content_type="text/x-gettext-translation"
    )
    name = po.file_name(translation)
    response["Content-Disposition"] = content_disposition_header(True, name) or ""
    return response


def is_locked(request: HttpRequest | Request, translation: Translation) -> bool:
    target = target_of(translation)
    return (
        isinstance(target, Page)
        and target.permissions_for_user(request.user).page_locked()
    )


def written_as(language: str) -> tuple[str, str]:
    """A language and its script, which may go without saying: ``zh_TW`` is written
    otherwise than ``zh_Hans``, ``pt`` as ``pt_BR``."""
    parts = language.split("@")[0].split(".")[0].replace("-", "_").split("_")
    name = parts[0].lower()
    script = next((part for part in parts[1:] if len(part) == 4), "")
    region = next((part for part in parts[1:] if len(part) == 2), "")
    likely = get_global("likely_subtags")
    found = likely.get(f"{name}_{region.upper()}") or likely.get(name, "")
    return name, (script or "".join(found.split("_")[1:2])).lower()


def refusal(file: File | None, translation: Translation) -> str:
    """Why nothing at all is taken of a file; empty if it is looked through."""
    if file is None or po.HEADER not in file.metadata:
        return staff_(
            "This file was not made by this site. Download the PO file of this "
            "page, translate it and upload it again."
        )
    if file.metadata[po.HEADER] != str(translation.uuid):
        return staff_("This file belongs to another page or to another language.")
    language = file.metadata.get("Language", "")
    if language and written_as(language) != written_as(
        translation.target_locale.language_code
    ):
        return staff_("This file says that its language is “%(language)s”.") % {
            "language": language
        }
    return ""


def say(request: HttpRequest, result: po.Result) -> None:
    """How much was taken, and what was not line by line."""
    taken, faults = result.taken, result.faults
    if not faults:
        words = staff_n(
            "%(count)s sentence was imported.",
            "%(count)s sentences were imported.",
            taken,
        ) % {"count": taken}
        messages.success(request, words)
        return
    if taken:
        words = staff_n(
            "%(taken)s of %(total)s sentence was imported. This was not:",
            "%(taken)s of %(total)s sentences were imported. These were not:",
            result.total,
        ) % {"taken": taken, "total": result.total}
    else:
        words = staff_("Nothing was imported, for these reasons:")
    report = messages.warning if taken else messages.error
    report(request, format_html("{} {}", words, listed(faults)))


def listed(faults: Sequence[Fault]) -> str:
    """It can be long, and is scrolled by the keyboard too."""
    return format_html(
        '<ul class="faults" tabindex="0" aria-label="{}">{}</ul>',
        staff_("Not imported"),
        format_html_join("\n", "<li>{}</li>", ((str(fault),) for fault in faults)),
    )


@require_POST
def upload_pofile(request: HttpRequest, translation_id: int) -> HttpResponse:
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
    upload = request.FILES.get("file")
    if upload and (upload.size or 0) > LARGEST_PO_FILE:
        messages.error(request, staff_("This file is too large for a PO file."))
        return back
    try:
        file = read(decoded(upload.read())) if upload else None
    except (OSError, ValueError):
        file = None
    if file is None or (words := refusal(file, translation)):
        messages.error(request, refusal(None, translation) if file is None else words)
        return back
    say(request, po.take(file, translation, request.user))
    return back


def refuse_if_locked(request: Request, translation: Translation) -> None:
    """Localize passes by locks: a window that was open before the lock still saves."""
    if is_locked(request, translation):
        raise ValidationError([staff_("This page is locked.")])


@api_view(["PUT", "DELETE"])
@permission_classes([IsAuthenticated])
@authentication_classes([SessionAuthentication])
def edit_string(
    request: Request, translation_id: int, string_segment_id: int
) -> Response:
    """What is typed keeps its marks, too, or is an error beside its field.

    It is stored all the same, as localize stores what it finds wrong: the translator
    sees what to mend, and a page with such a sentence is not complete.
    """
    translation = editable(request, translation_id)
    refuse_if_locked(request, translation)
    segment = get_object_or_404(
        StringSegment.objects.select_related("string", "context"),
        pk=string_segment_id,
        source_id=translation.source_id,
    )
    if request.method == "DELETE":
        current = saving.current_of(segment, translation)
        saving.remove(segment, translation, request.user)
        return Response(
            shown(current, translation) if current else None,
            status=HTTP_200_OK if current else HTTP_404_NOT_FOUND,
        )
    text = request.data.get("value") or ""
    if not text.strip():
        raise ValidationError([staff_("This text cannot be saved.")])
    is_new = saving.current_of(segment, translation) is None
    try:
        saved = saving.store(segment, translation, text, request.user)
    except saving.Refused as refused:
        raise ValidationError([str(refused)]) from None
    return Response(
        shown(saved.row, translation),
        status=HTTP_201_CREATED if is_new and not saved.error else HTTP_200_OK,
    )


def shown(row: StringTranslation, translation: Translation) -> dict:
    return edit_translation.StringTranslationSerializer(
        row, context={"translation_source": translation.source}
    ).data


@api_view(["PUT", "DELETE"])
@permission_classes([IsAuthenticated])
@authentication_classes([SessionAuthentication])
def edit_override(
    request: Request, translation_id: int, overridable_segment_id: int
) -> Response:
    """What stands in place of the original's value; ``overrides`` looks at it."""
    refuse_if_locked(request, editable(request, translation_id))
    localize = edit_translation.edit_override.cls()
    change = localize.delete if request.method == "DELETE" else localize.put
    return change(request, translation_id, overridable_segment_id)

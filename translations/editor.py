"""What the translation editor sends and gets, in front of localize's own views.

Each goes when localize does what its docstring says.
"""

from django.contrib.auth.models import User
from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as staff_
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
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.views import edit_translation

from desk.pages import signed_in

from . import saving
from .people import TRANSLATE, holds


def target_of(translation: Translation) -> Model:
    try:
        return translation.get_target_instance()
    except ObjectDoesNotExist:
        raise Http404 from None


def may_translate(user: User, translation: Translation, target: Model) -> bool:
    """What is no page has rights of all languages at once, so that translators have
    none: what they may translate follows from its language alone."""
    if not isinstance(target, Page) and holds(
        user, translation.target_locale, TRANSLATE
    ):
        return True
    return edit_translation.user_can_edit_instance(user, target)


def editable(request: HttpRequest, translation_id: int) -> Translation:
    translation = get_object_or_404(Translation, pk=translation_id)
    target = target_of(translation)
    if not may_translate(signed_in(request), translation, target):
        raise PermissionDenied
    return translation


def is_locked(request: HttpRequest | Request, translation: Translation) -> bool:
    target = target_of(translation)
    return (
        isinstance(target, Page)
        and target.permissions_for_user(request.user).page_locked()
    )


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

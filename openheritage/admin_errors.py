"""What staff see when a form of the admin arrives that its view was not made for.

Views of Wagtail and wagtail-localize read a field that was not sent, or a page that is
gone since, and fail with an error of the server. Nobody presses a button to do this:
it takes a form cut short on its way, an old window, or a program. Delete this when they
answer 400 by themselves (wagtail/admin/views/pages/copy.py, the blocks' ``-count``).
"""

import logging
from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.datastructures import MultiValueDictKeyError
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as staff_

from .failures import where

logger = logging.getLogger(__name__)

# A field that was not sent, one that names what is not there, or that does not fit.
KNOWN = (MultiValueDictKeyError, ObjectDoesNotExist, ValidationError)


def is_known(exception: Exception, path: str) -> bool:
    if isinstance(exception, ValueError) and "expected a number" in str(exception):
        # The id of a page, in letters.
        return True
    if isinstance(exception, AttributeError) and "choose" in path:
        # A dialogue in which something is chosen looks for the form that was sent.
        return str(exception).startswith("'NoneType' object has no attribute")
    return isinstance(exception, KNOWN)


def words_of(exception: Exception) -> list[str]:
    if isinstance(exception, ValidationError):
        # What was about to go live is not complete, say: the model tells.
        return exception.messages
    if isinstance(exception, ObjectDoesNotExist):
        return [staff_("What you chose is not there any more.")]
    return [staff_("The form arrived incomplete. Nothing was changed.")]


def way_back(request: HttpRequest) -> str:
    back = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        back, {request.get_host()}, require_https=request.is_secure()
    )
    return back if is_ours else reverse("wagtailadmin_home")


class IncompleteForms:
    """Middleware: tells in words, with a way back, and with 400."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        is_staffs = request.path_info.startswith(settings.ADMIN_PREFIX)
        if not is_staffs or request.method in ("GET", "HEAD"):
            return None
        if not is_known(exception, request.path_info):
            return None
        logger.warning("%s at %s.", type(exception).__name__, where(exception))
        words, back = words_of(exception), way_back(request)
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            return self.in_a_dialogue(request, exception, words, back)
        context = {
            "title": staff_("This was not done"),
            "words": words,
            "back": back,
            "back_label": staff_("Back"),
        }
        return render(request, "staff/refused.html", context, status=400)

    @staticmethod
    def in_a_dialogue(
        request: HttpRequest, exception: Exception, words: list[str], back: str
    ) -> HttpResponse:
        if not isinstance(exception, ValidationError):
            return JsonResponse({"errors": words}, status=400)
        # Closes it; the page behind it shows the words.
        for each in words:
            messages.error(request, each)
        return JsonResponse({"step": "success", "redirect": back})

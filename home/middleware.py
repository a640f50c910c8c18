import logging
from collections.abc import Callable

from django.conf import settings
from django.db import DatabaseError
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponsePermanentRedirect,
    HttpResponseRedirect,
)

from . import redirects

logger = logging.getLogger(__name__)


class Redirects:
    """Where nothing answers, an old address may lead on.

    Wagtail's own middleware knows neither prefixes nor untranslated pages, drops the
    query and lets browsers keep the answer for ever.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        try:
            way = redirects.way_for(request)
        except DatabaseError:
            logger.exception("No redirect could be looked for.")
            way = None
        if way is None:
            return response
        kind = (
            HttpResponsePermanentRedirect if way.is_permanent else HttpResponseRedirect
        )
        redirect = kind(way.location)
        # The same for everyone, for as long as a page: one may be made here again.
        redirect["Cache-Control"] = f"public, max-age={settings.PUBLIC_MAX_AGE}"
        return redirect

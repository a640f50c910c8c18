import logging
import re
from collections.abc import Callable
from functools import cache

from csp.constants import HEADER, SELF
from csp.middleware import CSPMiddleware, PolicyParts
from csp.utils import build_policy
from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, QueryDict
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation
from django.utils.cache import has_vary_header, patch_vary_headers

from . import (
    embedding,
    keeping,
    problems,
    request_ids,
    scraping,
    spoken,
    unavailable,
    views,
    watch,
)
from .furniture import furniture_language, speaking
from .locales import from_accept_language, locale_ids, nearest, open_locales
from .names import LANGUAGE_NAMES, bcp47
from .open_data import FOR_EVERYONE

logger = logging.getLogger(__name__)

GetResponse = Callable[[HttpRequest], HttpResponse]


class RequestIds:
    """Each request has an id, under which its lines stand in the logs.

    It is in the answer unless others may keep that: they would tell it again to whoever
    asks next. The server in front tells each its own.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        is_trusted = settings.TRUSTED_PROXIES > 0
        work = request_ids.of(request.META, is_trusted=is_trusted)
        with request_ids.at(work):
            response = self.get_response(request)
        if not response.get("Cache-Control", "").startswith("public"):
            response[request_ids.HEADER] = work.id
        return response

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *args: object
    ) -> None:
        work = request_ids.present()
        if work and request.resolver_match:
            work.name = request.resolver_match.view_name


class WithoutDatabase:
    """Answers for whatever would need the database while it is away.

    Health is told before anything else is asked, and the monitoring too. What goes
    wrong outside of the views comes to ``views.server_error``.
    """

    health = {"/health/live/": views.live, "/health/ready/": views.ready}

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if health := self.health.get(request.path_info):
            return health(request)
        if request.path_info == "/metrics" and scraping.may_see(request):
            return views.metrics(request)
        if watch.is_away():
            return unavailable.response(request)
        return self.get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponse | None:
        return unavailable.outage(request, exception)


class Methods:
    """Answers 405 to whatever is neither read nor a form, before anybody is asked.

    Views that look only whether something was posted take every other word for a GET.
    So no view is come to by ``PUT`` or ``TRACE``, but for those of the admin's API that
    have a function of that name. The reading API refuses in words of its own and
    answers ``OPTIONS`` (CORS); ``OPTIONS *`` leads nowhere, as other addresses that
    nobody has.
    """

    usual = ("GET", "HEAD", "POST")

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method in self.usual or self.is_known(request):
            return self.get_response(request)
        return HttpResponseNotAllowed(self.usual)

    @staticmethod
    def is_known(request: HttpRequest) -> bool:
        path, method = request.path_info, str(request.method)
        if problems.are_told(request):
            return True
        if method == "OPTIONS":
            return path == "*"
        if method not in ("PUT", "PATCH", "DELETE"):
            return False
        if not path.startswith(settings.ADMIN_PREFIX):
            return False
        try:
            # Views of the REST framework alone: Django's own take PUT for POST.
            of_api = getattr(resolve(path).func, "cls", None)
        except Resolver404:
            return False
        return hasattr(of_api, method.lower())


class Utf8Forms:
    """Forms are read as UTF-8, whatever their header says.

    Django takes any codec of Python's that the header names: ``hex`` or ``rot13``
    then fail in the middle of a view. Browsers send forms in the page's encoding.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.encoding:
            request.encoding = "utf-8"
        return self.get_response(request)


class LineEnds:
    """Lines of what staff send end in LF, as in whatever is compared with them.

    Browsers end them in CR LF, whatever stood there before.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], *args: object
    ) -> None:
        is_staffs = request.path_info.startswith(settings.ADMIN_PREFIX)
        if request.method != "POST" or not is_staffs:
            return
        data = request.POST.copy()
        changed = False
        for name, texts in request.POST.lists():
            lines = [re.sub("\r\n?", "\n", text) for text in texts]
            if lines != texts:
                data.setlist(name, lines)
                changed = True
        if changed:
            request.POST = QueryDict(data.urlencode(), encoding=data.encoding)


class LanguageFromPrefix:
    """The first part of the path tells the language, and nothing else does.

    Django's own ``LocaleMiddleware`` would redirect unknown prefixes, since
    Wagtail's catch-all makes every path valid for it, and would vary by cookie.
    Here an unknown prefix activates the nearest language, and since no URL
    pattern begins with it, the answer is a 404 that the reader understands.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        language, negotiated = self.choose(request)
        request.LANGUAGE_CODE = language
        with self.speaking(request, language):
            furniture = furniture_language()
            response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        if negotiated and response.status_code == 404 and is_page:
            patch_vary_headers(response, ["Accept-Language"])
        if is_page:
            response.headers.setdefault("Content-Language", bcp47(furniture))
        return response

    @staticmethod
    def speaking(request: HttpRequest, language: str) -> translation.override:
        if request.path_info.startswith(settings.ADMIN_PREFIX):
            # Wagtail has catalogues of its own, and takes the reader's language.
            spoken.refresh()
            return translation.override(language)
        return speaking(language)

    @staticmethod
    def choose(request: HttpRequest) -> tuple[str, bool]:
        """The language, and whether the browser was asked for it."""
        # ``OPTIONS *`` is about the server and has a path without a slash.
        prefix = request.path_info.removeprefix("/").partition("/")[0]
        try:
            if prefix in open_locales():
                return prefix, False
            # Wagtail's preview, for staff: a language may be in preparation.
            if getattr(request, "is_dummy", False) and prefix in locale_ids():
                return prefix, False
            if near := nearest(prefix):
                return near, False
            return from_accept_language(request), True
        except DatabaseError:
            # What fails next still speaks the language that the address names.
            known = prefix in LANGUAGE_NAMES
            return (prefix if known else settings.LANGUAGE_CODE), False


class PublicCache:
    """Decides in one place who may keep a response, and for how long.

    A page that is the same for everyone may be kept by anyone for
    ``PUBLIC_MAX_AGE`` seconds. What sets or reads a cookie, what staff see and
    what is no plain answer to a GET may not, unless its view has said so. What the
    server in front and a CDN are told beside: ``keeping.py``.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        same_for_all = self.is_same_for_all(request, response)
        plain = same_for_all and response.status_code in (200, 304)
        is_decided = "Cache-Control" in response
        if not is_decided:
            response["Cache-Control"] = (
                f"public, max-age={settings.PUBLIC_MAX_AGE}"
                if plain
                else "private, no-cache"
            )
        words = response["Cache-Control"]
        if not plain or not words.startswith("public"):
            del response[keeping.FOR_CDN]
        if keeping.EDGE_IS_THERE in request.headers and same_for_all:
            momentary = response.status_code in keeping.MOMENTARY and not is_decided
            if words.startswith("public") or momentary:
                keeping.tell_edge(request, response, words)
        return response

    @staticmethod
    def is_same_for_all(request: HttpRequest, response: HttpResponse) -> bool:
        return (
            request.method in ("GET", "HEAD")
            and not request.path_info.startswith(settings.ADMIN_PREFIX)
            and not response.cookies
            and not has_vary_header(response, "Cookie")
        )


class ContentSecurityPolicy(CSPMiddleware):
    """A strict policy for the public, a looser one for the admin alone."""

    def get_policy_parts(
        self,
        request: HttpRequest,
        response: HttpResponseBase,
        report_only: bool = False,
    ) -> PolicyParts:
        parts = super().get_policy_parts(request, response, report_only)
        if not report_only and request.path_info.startswith(settings.ADMIN_PREFIX):
            parts.config = settings.ADMIN_CONTENT_SECURITY_POLICY
        elif getattr(request, "is_dummy", False):
            # Wagtail's preview: a public page in a frame of the admin, with a script of
            # Wagtail's that checks it and writes HTML.
            parts.replace = {
                "frame-ancestors": [SELF],
                "require-trusted-types-for": None,
                "trusted-types": None,
            }
        return parts

    def process_response(
        self, request: HttpRequest, response: HttpResponseBase
    ) -> HttpResponseBase:
        response["Permissions-Policy"] = settings.PERMISSIONS_POLICY
        response[embedding.HEADER] = embedding.policy(request.path_info)
        if problems.are_told(request):
            # Redirects too, which scripts of other sites could else not follow.
            for header, value in FOR_EVERYONE.items():
                response[header] = value
        parts = self.get_policy_parts(request, response)
        is_plain = parts == PolicyParts() and not hasattr(response, "_csp_exempt")
        if is_plain and not settings.DEBUG:
            response.headers.setdefault(HEADER, policy_of_most())
            return response
        return super().process_response(request, response)


@cache
def policy_of_most() -> str:
    """Composed once: the library composes and copies it for each answer."""
    return build_policy()


class LogPages:
    """For whoever tries the site: a line for each page that was asked for.

    What a page brings along (pictures, styles, what its scripts fetch) has none.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_page = response.get("Content-Type", "").startswith("text/html")
        # Browsers say what a request is for; what says nothing is taken for a page.
        purpose = request.headers.get("Sec-Fetch-Dest", "document")
        if is_page and purpose == "document":
            line = (response.status_code, request.method, request.path)
            logger.info("%s %s %s", *line)
        return response

"""Words on a page before anybody else sees them.

A page of the site is made as a stranger would get it, in one thread, with the words
that are tried. Which page it is, is found out by asking pages until one says them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO

from django.conf import settings
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from wagtail.models import Page

from openheritage import spoken
from openheritage.furniture import speaking
from openheritage.paths import path_in
from openheritage.slots import Slot, answers

from .entries import vocabulary
from .messages import Message
from .plurals import plurals_of

# After so many pages the words are shown alone.
MOST = 14
VIEWS = (
    "sign",
    "sign_individuals",
    "interest",
    "sign_link",
    "search",
    "statement_changes",
)


@dataclass(frozen=True)
class Shown:
    path: str
    response: HttpResponse


def tried(message: Message, forms: list[str], language: str) -> spoken.Vocabulary:
    """All that staff gave, and these words."""
    given = vocabulary(language).messages
    if message.plural:
        given |= {(message.key, at): text for at, text in enumerate(forms)}
    else:
        given[message.key] = forms[0]
    return spoken.Vocabulary(given, plurals_of(language).form_of, is_whole=True)


def get(path: str, request: HttpRequest) -> HttpResponse:
    """As Wagtail makes its previews: through all middleware, without cookies."""
    bare, _mark, query = path.partition("?")
    meta = {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": bare,
        "SCRIPT_NAME": "",
        "QUERY_STRING": query,
        "SERVER_NAME": request.get_host().rpartition(":")[0] or request.get_host(),
        "SERVER_PORT": request.get_port(),
        "HTTP_HOST": request.get_host(),
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": request.scheme or "http",
        "wsgi.input": BytesIO(),
        "wsgi.errors": None,
    }
    made = WSGIRequest(meta)
    # A language in preparation is shown to staff (``openheritage.middleware``).
    vars(made)["is_dummy"] = True
    handler = BaseHandler()
    handler.load_middleware()
    response = handler.get_response(made)
    return response if isinstance(response, HttpResponse) else HttpResponse(status=406)


def page_paths(language: str) -> Iterator[tuple[str, str]]:
    """One page of each type, with its app."""
    seen = set()
    pages = Page.objects.live().public().filter(depth__gt=1).order_by("depth", "path")
    for page in pages.filter(locale__language_code=settings.LANGUAGE_CODE)[:400]:
        if page.content_type_id not in seen:
            seen.add(page.content_type_id)
            yield page.cached_content_type.app_label, path_in(language, page.url_path)


def view_paths(language: str) -> Iterator[tuple[str, str]]:
    names = [name for found in answers(Slot.SITEMAP) for name in found]
    for name in [*dict.fromkeys([*names, *VIEWS])]:
        with speaking(language):
            path = reverse(name)
            app = resolve(path).func.__module__.partition(".")[0]
        yield app, f"{path}?q=a" if name == "search" else path


def paths(message: Message, language: str) -> list[str]:
    """Those of the apps in whose files the message stands come first."""
    apps = {file.partition("/")[0] for file in message.files}
    found = [*page_paths(language), *view_paths(language)]
    # The page that says that there is none.
    found.append(("openheritage", f"/{language}/-/"))
    ranked = sorted(found, key=lambda each: each[0] not in apps)
    return [path for _app, path in ranked][:MOST]


def show(
    message: Message, forms: list[str], language: str, request: HttpRequest
) -> Shown | None:
    """The first page on which the words stand."""
    words = tried(message, forms, language)
    for path in paths(message, language):
        with spoken.trying(language, words) as now:
            response = get(path, request)
            if message.key in now.asked and "html" in response["Content-Type"]:
                return Shown(path, response)
    return None

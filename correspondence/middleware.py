"""Addresses from our mails, followed as mail programs hand them on.

Some take the bracket or full stop behind an address for a part of it, leave the slash
out, write it in capitals or encode it as a whole. The reader comes to the page all the
same, in one step, and what was added goes no further.
"""

import re
from collections.abc import Callable
from urllib.parse import quote, unquote

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from openheritage.locales import locale_ids

from . import links

GetResponse = Callable[[HttpRequest], HttpResponse]

# Our host may stand before it, where an address was encoded as a whole.
PRIVATE = re.compile(
    r"^(?:/?https?:/+[^/]+)?/(?P<language>[a-z-]{2,12})/k/+(?P<rest>.+)$",
    re.IGNORECASE | re.DOTALL,
)
ENCODED = re.compile(r"^/?https?:/+[^/]+(?P<path>/.*)$", re.IGNORECASE | re.DOTALL)
# What no address of ours ends with. "=" and digits: line ends of undecoded mails.
ADDED = re.compile(
    r"(?:[\s.,:!?)\]}>\"'»”’“…*]|=(?:3D|0D|0A|20)?|&(?:gt|quot|amp|nbsp);?)+/?$",
    re.IGNORECASE,
)
# Of a page or a file: segments that hold a letter or a number at each end.
OURS = re.compile(r"(?:/\w(?:[\w.%-]*\w)?)+/")


def decoded(path: str) -> str:
    return unquote(path) if "%" in path else path


class FromMails:
    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if meant := private_page(request.path_info):
            return HttpResponseRedirect(meant)
        response = self.get_response(request)
        if response.status_code != 404 or request.method not in ("GET", "HEAD"):
            return response
        meant = without_additions(request.path_info)
        return HttpResponseRedirect(quote(meant)) if meant else response


def private_page(path: str) -> str:
    """The address of a private link that was meant; empty if it is this one."""
    meant = decoded(path)
    if "/k/" not in meant.lower() or not (found := PRIVATE.match(meant)):
        return ""
    language, token = found["language"].lower(), links.read(found["rest"])
    if token is None or language not in locale_ids():
        return ""
    meant = f"/{language}/k/{token}/"
    return "" if meant == path else meant


def without_additions(path: str) -> str:
    """The address without what was added at its end; empty if nothing was, or if what
    is left could be no address of ours."""
    encoded = ENCODED.match(decoded(path))
    meant = ADDED.sub("", encoded["path"] if encoded else path)
    if meant == path:
        return ""
    meant = f"{meant.removesuffix('/')}/"
    return meant if OURS.fullmatch(meant) else ""

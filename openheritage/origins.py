"""Anonymous forms know without a token whether they were sent from this site.

They carry nobody's authority, so another site could abuse nothing, and a page without
a token can be kept by caches and sent hours later. All the same no other site sends our
forms: browsers say where a form comes from, in ``Origin`` and (over HTTPS) in
``Sec-Fetch-Site``. What says neither is shown once more, with its answers.
"""

from collections.abc import Callable
from enum import Enum, auto
from functools import wraps
from typing import Any

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt, csrf_protect

SALT = "openheritage.origins"
SECONDS = 24 * 60 * 60


class Source(Enum):
    OURS = auto()
    FOREIGN = auto()
    UNKNOWN = auto()


def source_of(request: HttpRequest) -> Source:
    """What the browser says of the page that the form was on."""
    origin = request.headers.get("Origin")
    site = request.headers.get("Sec-Fetch-Site")
    if origin in settings.CSRF_TRUSTED_ORIGINS:
        return Source.OURS
    # A page may hide where it is ("null", by its policy), not that it is ours.
    if site is not None and site not in ("same-origin", "none"):
        return Source.FOREIGN
    if origin == f"{request.scheme}://{request.get_host()}":
        return Source.OURS
    if origin not in (None, "null"):
        return Source.FOREIGN
    return Source.UNKNOWN if site is None else Source.OURS


def anonymous_form(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For the view of a form that anybody may send: no token, no foreign pages.

    The view asks ``again`` before it does anything that lasts.
    """

    @csrf_exempt
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "POST" and source_of(request) is Source.FOREIGN:
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return wrapper


def form_of_authority(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For what only some may do: a token is asked for, unless the browser says that the
    form is ours. So nobody loses what they typed with the cookie of a token."""
    with_token = csrf_protect(view)

    @csrf_exempt
    @wraps(view)
    def wrapper(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = view if source_of(request) is Source.OURS else with_token
        return found(request, *args, **kwargs)

    return wrapper


def is_unsure(request: HttpRequest) -> bool:
    """Whether the form should be shown once more, with ``asked`` in it."""
    if request.method != "POST" or source_of(request) is not Source.UNKNOWN:
        return False
    # The test client's, which says nothing of where it comes from.
    if getattr(request, "_dont_enforce_csrf_checks", False):
        return False
    try:
        signing.loads(request.POST.get("asked", ""), salt=SALT, max_age=SECONDS)
    except signing.BadSignature:
        return True
    return False


def again(request: HttpRequest) -> dict[str, str]:
    """What the page that shows the form once more needs; empty if it need not be."""
    return asked() if is_unsure(request) else {}


def asked() -> dict[str, str]:
    """For `includes/form_errors.html` and `includes/asked.html`."""
    problem = _(
        "Your browser does not say which page this comes from. Please look at your "
        "answers and send them once more."
    )
    return {"problem": problem, "asked": signing.dumps("asked", salt=SALT)}

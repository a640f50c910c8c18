"""The API as a whole: which routers it has, and how endpoints fail."""

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError

from openheritage import problems

from . import index, members, news, pages, signatories, statement, stories
from .errors import ProblemError

ROUTERS = [
    index.router,
    pages.router,
    statement.router,
    news.router,
    members.router,
    stories.router,
    signatories.router,
]

# Its pages that show the document load their scripts from elsewhere, and the document
# itself is completed by ours (``openapi.py``).
api = NinjaAPI(
    title="Open Heritage",
    version="1.0",
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-v1",
)
for router in ROUTERS:
    api.add_router("", router)


def handler(word: str) -> Callable[[HttpRequest, Any], HttpResponse]:
    return lambda request, error: problems.response(word)


@api.exception_handler(ProblemError)
def problem(request: HttpRequest, error: Any) -> HttpResponse:
    return problems.response(error.word, error.detail)


@api.exception_handler(ValidationError)
def wrong_value(request: HttpRequest, error: Any) -> HttpResponse:
    """In words, of the first that is wrong."""
    first = error.errors[0]
    return problems.response("wrong-value", f"{first['loc'][-1]}: {first['msg']}.")


@api.exception_handler(Exception)
def accident(request: HttpRequest, error: Any) -> HttpResponse:
    """The site's own middleware knows an outage, and what is written to the log."""
    raise error


api.add_exception_handler(Http404, handler("not-found"))
api.add_exception_handler(HttpError, handler("bad-request"))


def parameters() -> dict[str, frozenset[str]]:
    """``{name of an address: what may stand in its query}``."""
    found = {}
    for router in ROUTERS:
        for path_view in router.path_operations.values():
            names: set[str] = set()
            for model in path_view.operations[0].models:
                if model.__ninja_param_source__ == "query":
                    names |= {*vars(model)["__ninja_flatten_map__"]}
            found[str(path_view.url_name)] = frozenset(names)
    return found

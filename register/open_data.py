"""When what follows from the register is sent again."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from openheritage import open_data
from openheritage.furniture import furniture_language
from openheritage.names import bcp47
from openheritage.open_data import for_everyone, names_tag

from . import chain
from .exports import FORMAT
from .models import RegisterEntry

__all__ = ["as_of_register", "for_everyone", "of_register", "unless_known"]


def unless_known(
    request: HttpRequest,
    tag: str,
    modified: int | None,
    make: Callable[[], HttpResponseBase],
) -> HttpResponseBase:
    return open_data.unless_known(request, f"{FORMAT}-{tag}", modified, make)


def of_register(
    request: HttpRequest,
    head: RegisterEntry | None,
    make: Callable[[], HttpResponseBase],
) -> HttpResponseBase:
    """Answers 304 from the head of the register alone, before any row is read.

    All that is public about signatures follows from the register, but for the names
    of countries.
    """
    language = request.LANGUAGE_CODE
    response = unless_known(
        request,
        f"{language}-{head.hash if head else 'empty'}{names_tag()}",
        int(head.at.timestamp()) if head else None,
        make,
    )
    response["Content-Language"] = bcp47(furniture_language())
    return response


def as_of_register(view: Callable) -> Callable:
    """The view is given the head, which may be ``None``."""

    @for_everyone
    @wraps(view)
    def wrapped(request: HttpRequest) -> HttpResponseBase:
        head = chain.head()
        return of_register(request, head, lambda: view(request, head))

    return wrapped

"""What only its reader may keep: texts that are not published, and people's names."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpResponse
from django.utils.cache import add_never_cache_headers

View = Callable[..., HttpResponse]


def private(view: View) -> View:
    @wraps(view)
    def wrapper(*args: object, **kwargs: object) -> HttpResponse:
        response = view(*args, **kwargs)
        add_never_cache_headers(response)
        response["Cache-Control"] = "no-store, private"
        return response

    return wrapper

"""What somebody should read about what happened beside what they asked for.

Signals know no request: they say it here, and the middleware shows it with the other
messages, whatever button, bulk action or workflow was the cause.
"""

from collections.abc import Callable
from contextvars import ContextVar

from django.contrib import messages
from django.http import HttpRequest, HttpResponse

_notes: ContextVar[dict[str, bool] | None] = ContextVar("notes", default=None)


def tell(words: str, *, is_warning: bool = False) -> None:
    notes = _notes.get()
    if notes is not None:
        notes[words] = is_warning


class Notes:
    """Middleware, behind that of messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        notes: dict[str, bool] = {}
        token = _notes.set(notes)
        try:
            response = self.get_response(request)
        finally:
            _notes.reset(token)
        for words, is_warning in notes.items():
            show = messages.warning if is_warning else messages.success
            show(request, words)
        return response

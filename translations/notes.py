"""What somebody should read about what happened beside what they asked for.

Signals know no request: they say it here, and the middleware shows it with the other
messages, whatever button, bulk action or workflow was the cause.
"""

from collections.abc import Callable
from contextvars import ContextVar

from django.http import HttpRequest, HttpResponse
from wagtail.admin import messages

# Sentence, whether it is a warning, and a button.
Note = tuple[str, bool, tuple[str, str] | None]
_notes: ContextVar[list[Note] | None] = ContextVar("notes", default=None)


def tell(
    words: str, *, is_warning: bool = False, button: tuple[str, str] | None = None
) -> None:
    """``button`` is an address and what stands on it."""
    notes = _notes.get()
    if notes is not None:
        notes.append((words, is_warning, button))


class Notes:
    """Middleware, behind that of messages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        notes: list[Note] = []
        token = _notes.set(notes)
        try:
            response = self.get_response(request)
        finally:
            _notes.reset(token)
        for words, is_warning, button in notes:
            show = messages.warning if is_warning else messages.success
            show(request, words, buttons=[messages.button(*button)] if button else [])
        return response

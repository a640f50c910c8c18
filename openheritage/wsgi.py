import logging
import os
import threading
from collections.abc import Callable, Iterable, Iterator
from http import HTTPStatus
from typing import Any
from wsgiref.util import setup_testing_defaults

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

from . import request_ids

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openheritage.settings.production")
os.environ.setdefault("PROCESS_KIND", "web")

logger = logging.getLogger(__name__)


class BrokenOffError(Exception):
    """Says to the server that an answer failed, and nothing of why."""


class Answer:
    """Of an error in the middle of it the server would print the text.

    What is logged while it is made is of the request, whichever thread makes it.
    """

    def __init__(self, content: Iterable[bytes], work: request_ids.Work) -> None:
        self.content = content
        self.parts = iter(content)
        self.work = work

    def close(self) -> None:
        with request_ids.at(self.work):
            getattr(self.content, "close", lambda: None)()

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        with request_ids.at(self.work):
            try:
                return next(self.parts)
            except StopIteration:
                raise
            except Exception as error:
                logger.error("An answer broke off.", exc_info=error)
                raise BrokenOffError from None


def guarded(
    site: Callable[..., Iterable[bytes]],
) -> Callable[..., Iterable[bytes]]:
    # They need the apps, which are loaded by now.
    from . import listening, page_cache

    def application(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        listening.start()
        kept = page_cache.find(environ, start_response)
        if kept is not None:
            return kept
        is_trusted = settings.TRUSTED_PROXIES > 0
        work = request_ids.of(environ, is_trusted=is_trusted)
        with request_ids.at(work):
            try:
                return Answer(page_cache.answer(site, environ, start_response), work)
            except Exception as error:
                logger.error("A request failed.", exc_info=error)
                raise BrokenOffError from None

    return application


application = guarded(get_wsgi_application())


def prepare() -> None:
    """Imports all views and answers a first request, so that no visitor waits for it.

    What is imported is of one release: an upgrade may put other files there while this
    one still serves. The database need not be there.
    """
    get_resolver().url_patterns  # noqa: B018 - finding them imports them
    from . import pending

    pending.known()
    said: list[str] = []
    environ: dict[str, Any] = {
        "PATH_INFO": "/health/live/",
        "HTTP_HOST": settings.ALLOWED_HOSTS[0].lstrip("*.") or "localhost",
        "HTTP_X_FORWARDED_PROTO": "https",
    }
    setup_testing_defaults(environ)
    answer: Any = application(environ, lambda status, headers: said.append(status))
    answer.close()
    # They would belong to this thread, which answers nobody else.
    connections.close_all()
    if not said or not said[0].startswith(str(HTTPStatus.OK.value)):
        raise RuntimeError(f"Asked whether it lives, the site answers {said}.")
    # It needs the models, which are not there before the application is.
    from . import connection_needs, memory

    memory.settle()
    threading.Thread(target=connection_needs.tell, daemon=True).start()

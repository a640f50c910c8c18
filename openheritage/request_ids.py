"""What a thread is at, under an id by which all its lines are found in the logs.

In the web that is a request, whose id the server in front writes into its own log as
well; in the worker it is one run of a job. Ids are drawn, never made of anything that
was sent. No Django here: lines are written before it is there.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

# What nginx draws (``$request_id``), or a UUID, as others do.
FORM = re.compile(r"[0-9a-f]{8}(-?)(?:[0-9a-f]{4}\1){3}[0-9a-f]{12}")

HEADER = "X-Request-ID"
# Where a request keeps its own, so that it is drawn once.
KEY = "openheritage.work"


@dataclass
class Work:
    id: str = field(default_factory=lambda: uuid4().hex)
    # Of the view, once it is known, or of the job; never an address.
    name: str = ""


of_thread: ContextVar[Work | None] = ContextVar("work", default=None)


def present() -> Work | None:
    return of_thread.get()


@contextmanager
def at(work: Work) -> Iterator[Work]:
    """Lines that are written within are of this work."""
    token = of_thread.set(work)
    try:
        yield work
    finally:
        of_thread.reset(token)


def of(environ: dict[str, Any], *, is_trusted: bool) -> Work:
    """Of a request, by its WSGI environment.

    ``is_trusted``: whether a server in front replaces what visitors send.
    """
    if KEY not in environ:
        given = str(environ.get("HTTP_X_REQUEST_ID", "")) if is_trusted else ""
        environ[KEY] = Work(given) if FORM.fullmatch(given) else Work()
    return environ[KEY]

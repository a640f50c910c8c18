"""Errors are reported to Sentry, or whatever speaks as it does, if the operator names
one (``ERROR_REPORTS_DSN``).

A report says where the code failed, and nothing of who asked or what for. It is made
here, of what may be said (``failures.py``): the library never sees an error, a request
or a variable, hooks itself in nowhere, and only sends. What leaves is copied, key by
key, from what it would send (``FORM``). Nobody waits for it: a thread sends, and what
does not fit into its queue is forgotten.
"""

import logging
import time
import tomllib
from collections import OrderedDict, deque
from collections.abc import Hashable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from traceback import walk_tb
from types import FrameType
from typing import TYPE_CHECKING, Any

from . import damping, failures
from .lines import work_of
from .scrubbing import scrub
from .settings import logs
from .settings.web import BASE_DIR

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

# Seconds between two reports of a kind; of all kinds so many in an hour.
PAUSE = 600
MOST_IN_AN_HOUR = 60
# Kinds that are told apart.
KINDS = 200
# Reports that wait to be sent; seconds that the receiver may take for one, and for
# which a process that ends waits for those that have not left.
QUEUE = 20
PATIENCE = 5
LAST_SECONDS = 2
# The innermost, of each error, and the last errors of a chain.
FRAMES, ERRORS = 60, 10
# Who sends, and must not report that it cannot.
SENDERS = ("sentry_sdk", "urllib3")

# All that leaves; ``None`` stands for a text, a number, or yes or no.
FRAME = dict.fromkeys(["filename", "function", "module", "lineno", "in_app"])
FORM: dict[str, Any] = {
    **dict.fromkeys(["event_id", "timestamp", "platform", "level", "logger"]),
    **dict.fromkeys(["transaction", "release", "environment"]),
    "sdk": dict.fromkeys(["name", "version"]),
    "tags": dict.fromkeys(["process", "request_id", "status", "left_out"]),
    "logentry": {"message": None},
    "exception": {
        "values": {
            **dict.fromkeys(["type", "module", "value"]),
            "stacktrace": {"frames": FRAME},
        }
    },
}


def copied(value: Any, form: dict[str, Any] | None) -> Any:
    """What of a value has a place in a form."""
    if isinstance(value, list):
        return [copied(each, form) for each in value]
    if form is None:
        if isinstance(value, (bool, int, float)):
            return value
        return scrub(value) if isinstance(value, str) else ""
    if not isinstance(value, dict):
        return {}
    return {
        key: copied(value[key], inner) for key, inner in form.items() if key in value
    }


def only_what_may_leave(event: "Event", hint: "Hint") -> "Event":
    return copied(event, FORM)


def release() -> str:
    """The version of this code; empty where it cannot be read."""
    with suppress(OSError, KeyError, tomllib.TOMLDecodeError):
        project = tomllib.loads((BASE_DIR / "pyproject.toml").read_text("utf-8"))
        return str(project["project"]["version"])
    return ""


def file_name(path: Path) -> str:
    """Without the folders of this machine, which may be somebody's."""
    if failures.is_ours(path):
        return str(path.relative_to(BASE_DIR))
    if "site-packages" in path.parts:
        return str(Path(*path.parts[path.parts.index("site-packages") + 1 :]))
    return path.name


def frame(one: FrameType, line: int) -> dict[str, Any]:
    path = Path(one.f_code.co_filename)
    return {
        "filename": file_name(path),
        "function": one.f_code.co_name,
        "module": one.f_globals.get("__name__", ""),
        "lineno": line,
        "in_app": failures.is_ours(path),
    }


def exception(error: BaseException) -> dict[str, Any]:
    frames = [frame(*each) for each in walk_tb(error.__traceback__)]
    return {
        "type": type(error).__qualname__,
        "module": type(error).__module__,
        "value": ", ".join(failures.of_schema(error)),
        "stacktrace": {"frames": frames[-FRAMES:]},
    }


def sentence(record: logging.LogRecord) -> str:
    """A sentence of our own code without what it was filled with, else who says it."""
    if isinstance(record.msg, str) and failures.is_ours(Path(record.pathname)):
        return record.msg
    return f"{record.levelname} of {record.name}"


def event_of(record: logging.LogRecord, process: str, left_out: int) -> "Event":
    error = failures.of(record)
    work = work_of(record)
    tags = {
        "process": process,
        "request_id": work.id if work else "",
        "status": str(getattr(record, "status_code", "")),
        "left_out": str(left_out or ""),
    }
    event: Event = {
        "timestamp": datetime.fromtimestamp(record.created, UTC),
        "level": "fatal" if record.levelno >= logging.CRITICAL else "error",
        "logger": record.name,
        "transaction": work.name if work else "",
        "tags": {name: told for name, told in tags.items() if told},
    }
    if error:
        chain = failures.every(error)[-ERRORS:]
        event["exception"] = {"values": [exception(each) for each in chain]}
    else:
        event["logentry"] = {"message": sentence(record)}
    return event


class Rates:
    """A flood of one kind is few reports, and so are many floods."""

    def __init__(self) -> None:
        # When the last of a kind was reported, and how many were not since.
        self.kinds: OrderedDict[Hashable, tuple[float, int]] = OrderedDict()
        self.sent: deque[float] = deque(maxlen=MOST_IN_AN_HOUR)

    def ask(self, kind: Hashable, now: float) -> int | None:
        """How many were left out before this one; ``None`` if it is left out, too."""
        last, left_out = self.kinds.get(kind, (now - PAUSE, 0))
        is_full = len(self.sent) == MOST_IN_AN_HOUR and now - self.sent[0] < 3600
        if is_full or now - last < PAUSE:
            self.kinds[kind] = last, left_out + 1
            answer = None
        else:
            self.kinds[kind] = now, 0
            self.sent.append(now)
            answer = left_out
        self.kinds.move_to_end(kind)
        if len(self.kinds) > KINDS:
            self.kinds.popitem(last=False)
        return answer


def make_client() -> Any:
    # Nobody else needs it: without an address it is not loaded.
    import sentry_sdk
    from sentry_sdk.transport import HttpTransport

    class Transport(HttpTransport):
        TIMEOUT = PATIENCE

    # Nothing that it would find by itself is found, in whatever release: not by hooks,
    # not in variables of the environment. (`send_default_pii` is off unless it is
    # named, which later releases complain of.)
    return sentry_sdk.Client(
        dsn=logs.ERROR_REPORTS_DSN,
        release=release(),
        environment=logs.ERROR_REPORTS_ENVIRONMENT,
        before_send=only_what_may_leave,
        transport=Transport,
        transport_queue_size=QUEUE,
        # Named, it is packed by gzip: receivers other than Sentry unpack nothing else.
        _experiments={"transport_compression_level": 9},
        debug=False,
        spotlight=False,
        server_name="",
        integrations=[],
        default_integrations=False,
        auto_enabling_integrations=False,
        auto_session_tracking=False,
        send_client_reports=False,
        include_local_variables=False,
        include_source_context=False,
        max_request_body_size="never",
        max_breadcrumbs=0,
        attach_stacktrace=False,
        propagate_traces=False,
        traces_sample_rate=None,
        enable_backpressure_handling=False,
        keep_alive=False,
    )


class Handler(logging.Handler):
    """Of the root logger, before those whose filters change what a record says."""

    def __init__(self, process: str) -> None:
        super().__init__(logging.ERROR)
        self.process = process
        self.client = make_client()
        self.rates = Rates()
        self.has_sent = False

    def emit(self, record: logging.LogRecord) -> None:
        """Called with the handler's lock. Whatever goes wrong disturbs nobody."""
        with suppress(Exception):
            if not self.is_wanted(record):
                return
            work = work_of(record)
            kind = damping.key_of(record), work.name if work else ""
            left_out = self.rates.ask(kind, time.monotonic())
            if left_out is not None:
                self.has_sent = True
                self.client.capture_event(event_of(record, self.process, left_out))

    @staticmethod
    def is_wanted(record: logging.LogRecord) -> bool:
        """What a visitor did wrong is no fault of ours."""
        status = getattr(record, "status_code", None) or 500
        return status >= 500 and record.name.partition(".")[0] not in SENDERS

    def close(self) -> None:
        """At the end of the process."""
        if self.has_sent:
            with suppress(Exception):
                self.client.close(timeout=LAST_SECONDS)
        super().close()

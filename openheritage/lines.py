"""What a line of the log is: text for whom the time is written by others (journald), or
JSON, an object a line, for programs that collect it.

Both say under which id a request or a run of a job is found (``request_ids.py``). JSON
holds what is named here and nothing else that a library has hung on a record. Without
Django, as ``failures.py``.
"""

import logging
from datetime import UTC, datetime
from typing import Any

from pythonjsonlogger.json import JsonFormatter

from . import failures, request_ids

TEXT = "{levelname} {name} {message}"


def work_of(record: logging.LogRecord) -> request_ids.Work | None:
    """Of the thread that writes, unless the record was kept for later."""
    return getattr(record, "work", None) or request_ids.present()


class Text(logging.Formatter):
    def __init__(self) -> None:
        super().__init__(TEXT, style="{")

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - its name
        line = super().formatMessage(record)
        work = work_of(record)
        return f"{line} [{work.id}]" if work else line


class Json(JsonFormatter):
    """``process``: the kind of this process, as server, web, worker or command."""

    def __init__(self, process: str) -> None:
        super().__init__()
        self.process = process

    def add_fields(
        self,
        log_data: dict[str, Any],
        record: logging.LogRecord,
        message_dict: dict[str, Any],
    ) -> None:
        """What is empty is left out."""
        work = work_of(record)
        error = failures.of(record)
        status = getattr(record, "status_code", None)
        found = {
            "time": time_of(record),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "process": self.process,
            "pid": record.process,
            "request_id": work.id if work else "",
            "view" if self.process == "web" else "job": work.name if work else "",
            "status": status if isinstance(status, int) else None,
            "error": failures.kind(error) if error else "",
            "place": failures.place(error) if error else "",
            "traceback": record.exc_text or message_dict.get("exc_info"),
        }
        log_data.update({name: told for name, told in found.items() if told})

    def formatException(self, ei: Any) -> str:  # noqa: N802 - its name
        """Of a record that no filter has seen, as well."""
        if failures.are_shown() or not ei[1]:
            return str(super().formatException(ei))
        return failures.described(ei[1])


def time_of(record: logging.LogRecord) -> str:
    """ISO 8601 in UTC, with milliseconds."""
    moment = datetime.fromtimestamp(record.created, UTC)
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03}Z"

"""What may be said of an error: its class and places, never its text.

The text of an error may be a person's data: PostgreSQL repeats the whole row that a
constraint refused, mail servers the address, a parser what it was given. Apart from
everything else, because logging is set up before models are.
"""

import logging
import traceback
from pathlib import Path

from django.conf import settings

# What PostgreSQL says of an error by the names of the schema alone.
SCHEMA = ("table_name", "column_name", "constraint_name")


def where(error: BaseException) -> str:
    """The place of an error, in short."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def place(error: BaseException) -> str:
    """The last place of ours on the way to an error of a library's."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        is_ours = path.is_relative_to(settings.BASE_DIR)
        if is_ours and "site-packages" not in path.parts:
            return f"{path.relative_to(settings.BASE_DIR)}:{frame.lineno}"
    return where(error)


def kind(error: BaseException) -> str:
    """The class of an error, and what the database calls that which refused."""
    diagnosis = getattr(error, "diag", None)
    names = [getattr(diagnosis, name, None) for name in SCHEMA]
    told = [str(name) for name in [getattr(error, "sqlstate", None), *names] if name]
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{name} ({', '.join(told)})" if told else name


def described(error: BaseException, seen: frozenset[int] = frozenset()) -> str:
    """A traceback without texts, those that led to it and its parts included."""
    seen |= {id(error)}
    before = error.__cause__ or (
        None if error.__suppress_context__ else error.__context__
    )
    parts = []
    if before and id(before) not in seen:
        parts += [described(before, seen), "\nwhich led to:\n\n"]
    parts.append("Traceback (texts of errors are left out):\n")
    parts += traceback.format_tb(error.__traceback__)
    parts.append(f"{kind(error)}\n")
    for part in getattr(error, "exceptions", ()):
        if isinstance(part, BaseException) and id(part) not in seen:
            parts += ["\nwhich holds:\n\n", described(part, seen)]
    return "".join(parts)


class LeaveOutTexts(logging.Filter):
    """For handlers. With ``DEBUG``, whose error pages show all, it does nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        if settings.DEBUG:
            return True
        if isinstance(record.msg, BaseException):
            record.msg, record.args = kind(record.msg), ()
        if isinstance(record.args, dict):
            record.args = {key: shown(arg) for key, arg in record.args.items()}
        elif record.args:
            record.args = tuple(shown(arg) for arg in record.args)
        if record.exc_info and record.exc_info[1]:
            # Formatters take this in place of a traceback of their own.
            record.exc_text = described(record.exc_info[1])
        return True


def shown(argument: object) -> object:
    return kind(argument) if isinstance(argument, BaseException) else argument

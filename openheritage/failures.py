"""What may be said of an error: its class and places, never its text.

The text of an error may be a person's data: PostgreSQL repeats the whole row that a
constraint refused, mail servers the address, a parser what it was given. Apart from
everything else, because logging is set up before models are, and without Django, which
the web server's own process does not load.
"""

import logging
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path

from .settings.web import BASE_DIR

# What PostgreSQL says of an error by the names of the schema alone.
SCHEMA = ("table_name", "column_name", "constraint_name")


def is_ours(path: Path) -> bool:
    return path.is_relative_to(BASE_DIR) and "site-packages" not in path.parts


def where(error: BaseException) -> str:
    """The place of an error, in short."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "?"


def place(error: BaseException) -> str:
    """The last place of ours on the way to an error of a library's."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        path = Path(frame.filename)
        if is_ours(path):
            return f"{path.relative_to(BASE_DIR)}:{frame.lineno}"
    return where(error)


def of_schema(error: BaseException) -> list[str]:
    """PostgreSQL's code of an error, and the names of what refused."""
    diagnosis = getattr(error, "diag", None)
    names = [getattr(diagnosis, name, None) for name in SCHEMA]
    return [str(name) for name in [getattr(error, "sqlstate", None), *names] if name]


def kind(error: BaseException) -> str:
    """The class of an error, and what the database calls that which refused."""
    told = of_schema(error)
    name = f"{type(error).__module__}.{type(error).__qualname__}"
    return f"{name} ({', '.join(told)})" if told else name


def before(error: BaseException) -> BaseException | None:
    """The error that led to this one, if Python would tell it."""
    return error.__cause__ or (
        None if error.__suppress_context__ else error.__context__
    )


def parts(error: BaseException) -> Iterator[BaseException]:
    """Of a group."""
    for part in getattr(error, "exceptions", ()):
        if isinstance(part, BaseException):
            yield part


def described(error: BaseException, seen: frozenset[int] = frozenset()) -> str:
    """A traceback without texts, those that led to it and its parts included."""
    seen |= {id(error)}
    first = before(error)
    told = []
    if first and id(first) not in seen:
        told += [described(first, seen), "\nwhich led to:\n\n"]
    told.append("Traceback (texts of errors are left out):\n")
    told += traceback.format_tb(error.__traceback__)
    told.append(f"{kind(error)}\n")
    for part in parts(error):
        if id(part) not in seen:
            told += ["\nwhich holds:\n\n", described(part, seen)]
    return "".join(told)


def every(error: BaseException) -> list[BaseException]:
    """An error with all that led to it and its parts, those that came first first."""
    found: dict[int, BaseException] = {}
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if id(one) not in found:
            found[id(one)] = one
            waiting += [*parts(one), *filter(None, [before(one)])]
    return list(reversed(found.values()))


def of(record: logging.LogRecord) -> BaseException | None:
    """The error that a record tells of: with a traceback, or else, where it is told in
    words, the one that is being handled while the line is written."""
    if record.exc_info and record.exc_info[1]:
        return record.exc_info[1]
    return sys.exception() if record.levelno >= logging.ERROR else None


def are_shown() -> bool:
    """With ``DEBUG``, whose error pages show all."""
    django = sys.modules.get("django.conf")
    return bool(django and django.settings.configured and django.settings.DEBUG)


class LeaveOutTexts(logging.Filter):
    """For handlers. With ``DEBUG`` it does nothing."""

    def filter(self, record: logging.LogRecord) -> bool:
        if are_shown():
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

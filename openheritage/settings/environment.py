"""Reads the environment. What cannot be used stops the start with a sentence that names
the variable and never its value, which may hold a password."""

import os
from collections.abc import Callable
from typing import Any, TypeVar
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

Value = TypeVar("Value")

NO = ("false", "off", "no", "n", "0", "")
WORDS = {int: "a whole number", float: "a number", bool: "1 or 0"}


class WrongError(ImproperlyConfigured):
    """In words of ours."""


class Environment(environ.Env):
    """As environ's. That takes a value which begins with ``$`` for the name of another
    variable, and names it: a key may begin so."""

    def get_value(
        self,
        var: str,
        cast: Any = None,
        default: Any = environ.Env.NOTSET,
        parse_default: bool = False,
    ) -> Any:
        found = os.environ.get(var)
        if found is None:
            if default is environ.Env.NOTSET:
                raise WrongError(f"Set the {var} environment variable.")
            return default
        if cast is bool and found.strip().lower() in NO:
            return False
        try:
            value = self.parse_value(found, cast)
        except (ValueError, TypeError):
            value = None
        if value is None or (cast is bool and not value):
            words = WORDS.get(cast, "of another form: see docs/operations.md")
            raise WrongError(f"{var} must be {words}.")
        return value

    def number(self, var: str, default: int, *, least: int = 0) -> int:
        found = self.int(var, default=default)
        if found < least:
            raise WrongError(f"{var} must be {least} or more.")
        return found

    def read(self, var: str, read: Callable[[str], Value], form: str) -> Value:
        """What a function makes of a variable that must be there."""
        try:
            return read(self.str(var))
        except WrongError:
            raise
        except Exception:  # noqa: BLE001, S110 - its text may hold the value
            pass
        raise WrongError(f"{var} must be {form}.")


env = Environment()


def email(url: str) -> dict[str, Any]:
    found = env.email_url_config(url)
    if urlsplit(url).scheme.startswith("smtp") and not found["EMAIL_HOST"]:
        raise ValueError
    return found


def origin(url: str) -> str:
    """Without the slash at the end, and nothing else behind the host."""
    parts = urlsplit(url.rstrip("/"))
    if parts.scheme != "https" or not parts.hostname or parts.username:
        raise ValueError
    if parts.path or parts.query or parts.fragment or (parts.port or 1) < 1:
        raise ValueError
    return url.rstrip("/")

"""Uploaded files, wherever they lie: each is there as a whole or not at all."""

from contextlib import suppress
from typing import Any

from django.core.checks import CheckMessage
from django.core.files.storage import FileSystemStorage, default_storage

from .outages import causes


class ServerError(OSError):
    """The server that holds the files did not do what it was asked."""


class AwayError(ServerError):
    """It does not answer; later it may."""


class RefusedError(ServerError):
    """It answers, and says no."""


class WholeFileStorage(FileSystemStorage):
    """On a disk. Where there is no room for a file, the next one of that name would get
    another name, and the half one stay."""

    def _save(self, name: str, content: Any) -> str:
        # Django's types do not know this hook.
        parent: Any = super()
        begun_by_us = not self.exists(name)
        try:
            return parent._save(name, content)
        except OSError:
            if begun_by_us:
                with suppress(OSError):
                    self.delete(name)
            raise


def is_on_disk() -> bool:
    """Whether files lie on a disk that this machine reads."""
    try:
        default_storage.path("")
    except NotImplementedError:
        return False
    return True


def was_away(error: BaseException | None) -> bool:
    """Whether that is what an error comes from."""
    return any(isinstance(each, AwayError) for each in causes(error))


def is_away() -> bool:
    """Whether the server that holds them did not answer a moment ago."""
    return getattr(default_storage, "is_away", False)


def in_a_word() -> str:
    """For the readiness check; nothing where they lie on a disk."""
    return default_storage.in_a_word() if hasattr(default_storage, "in_a_word") else ""


def check(**kwargs: Any) -> list[CheckMessage]:
    """What ``check --deploy`` finds wrong with the server that holds them."""
    return default_storage.problems() if hasattr(default_storage, "problems") else []

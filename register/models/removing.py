from collections.abc import Iterable
from contextlib import suppress

from django.core.files.storage import default_storage


def remove(names: Iterable[str]) -> None:
    for name in names:
        with suppress(OSError):
            default_storage.delete(name)

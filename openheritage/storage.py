"""Local storage that leaves no half file behind when there is no room for a whole one."""

from contextlib import suppress
from typing import Any

from django.core.files.storage import FileSystemStorage


class WholeFileStorage(FileSystemStorage):
    """The next file of that name would get another name, and the half one stay."""

    def _save(self, name: str, content: Any) -> str:
        begun_by_us = not self.exists(name)
        try:
            return super()._save(name, content)
        except OSError:
            if begun_by_us:
                with suppress(OSError):
                    self.delete(name)
            raise

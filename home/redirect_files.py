"""The file of an import of redirects, between its two steps.

Wagtail keeps it in the temporary folder of the machine that was asked first, while the
second step may be another one's, or in a cache that may forget. Delete this when it
knows another place (``wagtail.contrib.redirects.utils.get_file_storage``).
"""

from contextlib import suppress
from datetime import timedelta

from django.core.files.storage import default_storage
from wagtail.contrib.redirects import utils
from wagtail.contrib.redirects.tmp_storages import MediaStorage

from openheritage.stored_files import is_older

FOLDER = "redirects"
# After which nobody comes for it any more.
LONGEST = timedelta(days=1)


class WaitingFile(MediaStorage):
    """Beside other uploads, which all machines share."""

    MEDIA_FOLDER = FOLDER

    def get_full_path(self) -> str:
        return f"{FOLDER}/{self.name}"

    def save(self, data: bytes, mode: str | None = None) -> None:
        forget_old()
        super().save(data)

    def read(self, read_mode: str = "rb") -> bytes | str:
        with default_storage.open(self.get_full_path()) as file:
            data: bytes = file.read()
        return data if "b" in read_mode else data.decode()


def forget_old() -> None:
    with suppress(OSError):
        for name in default_storage.listdir(FOLDER)[1]:
            path = f"{FOLDER}/{name}"
            if is_older(path, LONGEST):
                default_storage.delete(path)


def use_ours() -> None:
    utils.get_file_storage = lambda: WaitingFile

"""Uploaded files on a server that speaks S3, by django-storages.

As on a disk, a file is there as a whole or not at all, none takes the place of another
one, and what goes wrong is an ``OSError``. Nobody but the site reads the bucket: files
have addresses of ours, since those that a server signs expire while pages are kept.
"""

import errno
import logging
import mimetypes
import shutil
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from functools import cached_property
from tempfile import SpooledTemporaryFile
from typing import IO, Any
from urllib.parse import urljoin

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.checks import CheckMessage
from django.core.files.base import File
from django.utils.encoding import filepath_to_uri
from storages.backends.s3 import S3Storage
from storages.utils import clean_name

from .breaker import Breaker
from .s3_problems import problems_of
from .storage import AwayError, RefusedError

logger = logging.getLogger(__name__)

# Of a file that is read, so many bytes are in memory at most.
IN_MEMORY = 1024 * 1024
# If anybody should open the bucket to the world after all: nothing in it is a page.
AS_A_DOWNLOAD = {
    "ContentDisposition": "attachment",
    "CacheControl": "private, no-store",
}
MISSING = ("404", "NoSuchKey", "NotFound")
EXISTS = ("412", "PreconditionFailed", "409", "ConditionalRequestConflict")
# What newer versions of the library add by themselves, and many servers do not know.
PLAIN: dict[str, Any] = {
    "signature_version": "s3v4",
    "request_checksum_calculation": "when_required",
    "response_checksum_validation": "when_required",
}


class Fetched(File):
    """A file as it was at one moment; opened again, it is fetched again."""

    def __init__(self, name: str, bucket: "Bucket") -> None:
        super().__init__(bucket.fetch(name), name)
        self.bucket = bucket
        self.mode = "rb"

    def open(self, mode: str | None = None, *args: Any, **kwargs: Any) -> "Fetched":
        if self.closed:
            self.file = self.bucket.fetch(str(self.name))
        self.seek(0)
        return self


class Bucket(S3Storage):
    def __init__(self, **options: Any) -> None:
        style = {"addressing_style": options["addressing_style"]}
        client_config = Config(
            connect_timeout=settings.S3_CONNECT,
            read_timeout=settings.S3_READ,
            retries={"mode": "standard", "total_max_attempts": 2},
            s3=style,
            **PLAIN,
        )
        # Names are never taken twice.
        options |= {"client_config": client_config, "file_overwrite": False}
        super().__init__(**options)
        self.lock = threading.Lock()
        self.shared: Any = None
        self.knows_conditions = True
        self.breaker = Breaker(
            logger,
            lambda: settings.S3_PAUSE,
            name="files",
            fails="The server of uploaded files does not answer (%s).",
            answers="The server of uploaded files answers again.",
        )

    # How it is asked ----------------------------------------------------------------

    @property
    def connection(self) -> Any:
        """One for all threads, since each would take its megabytes. Nothing of it is
        used but its client, which threads may share."""
        with self.lock:
            if self.shared is None:
                self.shared = self._create_session().resource(
                    "s3", **self.where, config=self.client_config
                )
        return self.shared

    @property
    def where(self) -> dict[str, Any]:
        return {"region_name": self.region_name, "endpoint_url": self.endpoint_url}

    @property
    def client(self) -> Any:
        return self.connection.meta.client

    def client_of(self, other: Config) -> Any:
        """One that differs."""
        config = self.client_config.merge(other)
        return self._create_session().client("s3", **self.where, config=config)

    @cached_property
    def impatient(self) -> Any:
        """Who watches is told at once."""
        patience = {"connect_timeout": settings.S3_ASK, "read_timeout": settings.S3_ASK}
        return self.client_of(Config(**patience, retries={"total_max_attempts": 1}))

    @property
    def is_away(self) -> bool:
        return self.breaker.is_down

    @contextmanager
    def asking(self, what: str) -> Iterator[None]:
        """Turns errors of the library into those that a disk has."""
        if not self.breaker.may_ask():
            raise AwayError(errno.EHOSTDOWN, "The server of uploaded files is away.")
        try:
            yield
        except ClientError as error:
            code = error.response["Error"].get("Code", "")
            status = error.response["ResponseMetadata"].get("HTTPStatusCode", 500)
            if status >= 500 and code != "NotImplemented":
                self.breaker.failed(error)
                words = "The server of uploaded files fails."
                raise AwayError(errno.EIO, words) from error
            self.breaker.answered()
            if code in MISSING:
                raise FileNotFoundError(errno.ENOENT, "No such file.") from error
            if code in EXISTS:
                raise FileExistsError(errno.EEXIST, "There is one.") from error
            logger.error("The server of uploaded files refused to %s (%s).", what, code)
            raise RefusedError(errno.EACCES, f"The server refused: {code}") from error
        except BotoCoreError as error:
            self.breaker.failed(error)
            words = "The server of uploaded files does not answer."
            raise AwayError(errno.EHOSTDOWN, words) from error
        self.breaker.answered()

    def key(self, name: str) -> dict[str, str]:
        found = self._normalize_name(clean_name(name))
        return {"Bucket": self.bucket_name, "Key": found}

    # What Django asks for -------------------------------------------------------------

    def fetch(self, name: str) -> IO[bytes]:
        whole = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the caller's
        try:
            # One that breaks off is an error, too.
            with (
                self.asking("read a file"),
                closing(self.client.get_object(**self.key(name))["Body"]) as body,
            ):
                shutil.copyfileobj(body, whole)
        except OSError:
            whole.close()
            raise
        whole.seek(0)
        return whole

    def _open(self, name: str, mode: str = "rb") -> File:
        if mode != "rb":
            raise ValueError("Files are read as bytes, and written by save() alone.")
        return Fetched(name, self)

    def _save(self, name: str, content: Any) -> str:
        name = clean_name(name)
        content.seek(0)
        data = content.read()
        while True:
            try:
                self.put(name, data, anew=True)
            except FileExistsError:
                # Another machine was faster.
                name = clean_name(self.get_available_name(name))
            else:
                return name

    def put(self, name: str, data: bytes | str, *, anew: bool = False) -> None:
        """In one request, so that no half file is ever there; ``anew`` raises
        ``FileExistsError`` where there is one of the name."""
        kind = mimetypes.guess_type(name)[0] or self.default_content_type
        facts: dict[str, Any] = self.key(name) | AS_A_DOWNLOAD | {"ContentType": kind}
        facts["Body"] = data.encode() if isinstance(data, str) else data
        if anew and self.knows_conditions:
            try:
                with self.asking("write a file"):
                    self.client.put_object(**facts, IfNoneMatch="*")
            except RefusedError as error:
                if "NotImplemented" not in str(error):
                    raise
                self.knows_conditions = False
            else:
                return
        with self.asking("write a file"):
            self.client.put_object(**facts)

    def delete(self, name: str) -> None:
        with self.asking("delete a file"):
            self.client.delete_object(**self.key(name))

    def exists(self, name: str) -> bool:
        with self.asking("look for a file"):
            return bool(super().exists(name))

    def listdir(self, name: str) -> tuple[list[str], list[str]]:
        with self.asking("list files"):
            folders, files = super().listdir(name)
        return folders, files

    def facts(self, name: str) -> dict[str, Any]:
        with self.asking("look at a file"):
            return self.client.head_object(**self.key(name))

    def size(self, name: str) -> int:
        return self.facts(name)["ContentLength"]

    def get_modified_time(self, name: str) -> datetime:
        return self.facts(name)["LastModified"]

    def url(self, name: str, *args: Any, **kwargs: Any) -> str:
        return urljoin(settings.MEDIA_URL, filepath_to_uri(clean_name(name)))

    # What operators ask for -----------------------------------------------------------

    @property
    def folder(self) -> str:
        """What names begin with; nothing where the bucket is the site's own."""
        return f"{self.location.strip('/')}/".lstrip("/")

    def names(self) -> Iterator[str]:
        """All that is there, in one order."""
        folder = self.folder
        pages = self.client.get_paginator("list_objects_v2")
        with self.asking("list files"):
            for page in pages.paginate(Bucket=self.bucket_name, Prefix=folder):
                for entry in page.get("Contents", ()):
                    if name := entry["Key"].removeprefix(folder):
                        yield name

    def in_a_word(self) -> str:
        try:
            with self.asking("list files"):
                # The key may be for that folder alone.
                self.impatient.list_objects_v2(
                    Bucket=self.bucket_name, Prefix=self.folder, MaxKeys=1
                )
        except OSError:
            return "absent"
        return "ok"

    def problems(self) -> list[CheckMessage]:
        return problems_of(self)

"""Where processes keep what they count, so that each can add up all of them.

The files are those of the client library's own mode for many processes. It names them
by numbers of processes, which are given again, mean nothing in another container, and
leaves those of the dead for ever. Here a process has a name that nobody had before, and
holds a lock as long as it lives, whichever way it dies. Whoever finds a lock that
nobody holds adds the dead one's counts to one file for all that are gone: so no count
is lost by a reload, and files do not gather.

Blocks are reserved at the start: a process that writes through memory to a disk that is
full would be killed.
"""

import fcntl
import logging
import os
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

logger = logging.getLogger(__name__)

# The library's word for a folder, which it reads when a value is made.
VARIABLE = "PROMETHEUS_MULTIPROC_DIR"
ALIVE, VALUES = ".alive", ".db"
# Bytes, for each kind that is counted: some thousand series.
SIZES = {"counter": 512 * 1024, "histogram": 128 * 1024}
# In the place of a process's name.
GONE = "gone"
# What a file holds that was torn off or is another program's.
UNREADABLE = (OSError, ValueError, RuntimeError, IndexError, struct.error)

# Held until the process ends.
_own: list[int] = []


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """For one process at a time."""
    lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
    finally:
        os.close(lock)


def begin(folder: Path) -> str:
    """Gives this process its files; returns its name. Raises ``OSError``."""
    from prometheus_client import values

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    name = uuid4().hex
    with held(folder):
        sweep(folder)
        try:
            alive = os.open(folder / f"{name}{ALIVE}", os.O_RDWR | os.O_CREAT, 0o600)
            fcntl.flock(alive, fcntl.LOCK_EX)
            for kind, size in SIZES.items():
                reserve(folder / f"{kind}_{name}{VALUES}", size)
        except OSError:
            for path in folder.glob(f"*{name}*"):
                path.unlink(missing_ok=True)
            raise
    _own.append(alive)
    os.environ[VARIABLE] = str(folder)
    values.ValueClass = values.MultiProcessValue(lambda: name)
    return name


def reserve(path: Path, size: int) -> None:
    with path.open("wb") as file:
        if hasattr(os, "posix_fallocate"):
            os.posix_fallocate(file.fileno(), 0, size)
        else:
            file.truncate(size)


def sweep(folder: Path) -> None:
    """Adds up those that are gone; by whoever holds the folder."""
    for mark in sorted(folder.glob(f"*{ALIVE}")):
        lock = os.open(mark, os.O_RDWR | os.O_CLOEXEC)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            continue
        finally:
            os.close(lock)
        for kind in SIZES:
            bury(folder, kind, folder / f"{kind}_{mark.stem}{VALUES}")
        mark.unlink()


def bury(folder: Path, kind: str, path: Path) -> None:
    from prometheus_client.mmap_dict import MmapedDict

    total = folder / f"{kind}_{GONE}{VALUES}"
    sums: dict[str, float] = {}
    for source in (total, path):
        for key, value in read(source):
            sums[key] = sums.get(key, 0.0) + value
    if sums:
        new = total.with_suffix(".new")
        size = sum(len(key.encode()) + 40 for key in sums)
        reserve(new, max(SIZES[kind], size))
        written = MmapedDict(str(new))
        for key, value in sums.items():
            written.write_value(key, value, 0.0)
        written.close()
        # Killed between these two, it would count some twice: once, and no more.
        new.replace(total)
    path.unlink(missing_ok=True)


def read(path: Path) -> list[tuple[str, float]]:
    """What a file holds; nothing if it cannot be read."""
    from prometheus_client.mmap_dict import MmapedDict

    if not path.exists():
        return []
    try:
        found = MmapedDict.read_all_values_from_file(str(path))
        return [(key, value) for key, value, _at, _place in found]
    except UNREADABLE as error:
        logger.warning("A file of metrics is damaged (%s).", type(error).__name__)
        return []


def collect(folder: Path) -> list[Any]:
    """The sums of all processes, dead or alive, as the library has metrics. Raises
    ``OSError``."""
    from prometheus_client.multiprocess import MultiProcessCollector

    if not folder.is_dir():
        return []
    with held(folder):
        sweep(folder)
        try:
            return list(MultiProcessCollector(None, str(folder)).collect())
        except UNREADABLE as error:
            logger.warning("Metrics cannot be read (%s).", type(error).__name__)
            return []

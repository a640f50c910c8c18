"""Makes the secrets of a site that runs in containers, once.

    python -m openheritage.keys /etc/openheritage

What is missing is made, what is there is never changed. Each secret is a file that is
there as a whole or not at all, in a folder of its own for each who has to read it, so
that a container is given no more than it needs; then the variables of the site are
written from them, each time. Killed half way, it is run again.
"""

import fcntl
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple


class Secret(NamedTuple):
    """A file, and who may read it: the account that made it, or whoever is given the
    folder, whose server runs under an account that we do not know."""

    path: str
    mode: int = 0o444
    # Bytes of randomness.
    size: int = 32


SECRET_KEY = Secret("site/secret-key", 0o400, 48)
PSEUDONYM_KEY = Secret("site/pseudonym-key", 0o400, 48)
# Of PostgreSQL's superuser, and of the site's role.
SUPERUSER = Secret("database/superuser")
ROLE = Secret("database/role")
SEARCH = Secret("search/password")
CACHE = Secret("cache/password")

VARIABLES = "site/openheritage.env"
REDIS = "cache/redis.conf"


class SpoiltError(Exception):
    """A file that should hold a secret does not; the text says which."""


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def write(path: Path, text: str, mode: int) -> None:
    """On the disk as a whole, in one step."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_CREAT | os.O_WRONLY, mode), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    # Whatever the umask took away.
    unfinished.chmod(mode)
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def kept(folder: Path, secret: Secret) -> str:
    path = folder / secret.path
    if not path.exists():
        write(path, secrets.token_hex(secret.size), secret.mode)
    found = path.read_text().strip()
    if len(found) < secret.size:
        raise SpoiltError(
            f"{path} holds no secret. Put back what it held, or remove it to have "
            "another one made."
        )
    return found


def look_for_keys(folder: Path) -> None:
    """They are made before all others: where those are, there was a site with keys."""
    others = (SUPERUSER, ROLE, SEARCH, CACHE)
    was_there = any((folder / each.path).exists() for each in others)
    is_given = bool(os.environ.get("PSEUDONYM_KEY"))
    if was_there and not is_given and not (folder / PSEUDONYM_KEY.path).exists():
        raise SpoiltError(
            f"{folder / PSEUDONYM_KEY.path} is gone, and the site was there before: "
            "with another key it would know nobody who has signed. Put the key of "
            "before into .env (PSEUDONYM_KEY=…; SECRET_KEY as well), or remove the "
            "volumes of all secrets if nothing is to be kept."
        )


def make(folder: Path) -> None:
    """Raises ``SpoiltError``, and what a disk raises."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "site").mkdir(exist_ok=True)
    with alone(folder / "site"):
        look_for_keys(folder)
        keys = {
            "SECRET_KEY": kept(folder, SECRET_KEY),
            "PSEUDONYM_KEY": kept(folder, PSEUDONYM_KEY),
        }
        kept(folder, SUPERUSER)
        cache = kept(folder, CACHE)
        # By the names that compose.yaml gives to the servers.
        variables = keys | {
            "DATABASE_URL": "postgres://openheritage:"
            f"{kept(folder, ROLE)}@postgres:5432/openheritage",
            "SEARCH_URL": "elasticsearch+http://elastic:"
            f"{kept(folder, SEARCH)}@elasticsearch:9200/openheritage",
            "CACHE_URL": f"rediscache://:{cache}@redis:6379/0",
        }
        write(folder / REDIS, f"requirepass {cache}\n", 0o444)
        lines = [f"{name}={value}\n" for name, value in variables.items()]
        write(folder / VARIABLES, "".join(lines), 0o400)


def main(arguments: list[str]) -> None:
    (folder,) = arguments
    try:
        make(Path(folder))
    except SpoiltError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(f"{error.filename} cannot be written ({error.strerror}).")
    sys.stdout.write(f"All secrets are in {folder}.\n")


if __name__ == "__main__":
    main(sys.argv[1:])

"""What a container holds and does, without one: the code as an image has it, which an
account without rights may read and not change, and what its entry point begins.
"""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tests.services.postgres import free_port

from .containers import DOCKERFILE, ROOT, ignored, said

# As in the Dockerfile.
ACCOUNT = 10001
HOST = "heritage.example.org"
LIBRARIES = Path(sys.prefix, "lib", f"python3.{sys.version_info.minor}/site-packages")


def interpreter() -> str:
    """A Python of the same version that the account may run, too."""
    found = [f"/usr/bin/python3.{sys.version_info.minor}", sys.executable]
    return next(path for path in found if Path(path).exists())


class Box:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.chmod(0o755)
        self.code = folder / "srv/openheritage"
        self.writable = [
            folder / name
            for name in ("backups", "etc", "journal", "nginx", "run", "spare", "var")
        ]
        names = ("http", "https", "door", "redis")
        self.ports = {name: free_port() for name in names}
        self.environment = {
            "PATH": "/usr/sbin:/usr/bin:/sbin:/bin",
            "LANG": "C.UTF-8",
            "DJANGO_SETTINGS_MODULE": "openheritage.settings.production",
            "PYTHONDONTWRITEBYTECODE": "1",
            "BASE_URL": f"https://{HOST}",
            "EMAIL_URL": "smtp://127.0.0.1:1",
            "REPLY_TO": f"office@{HOST}",
            "DNS_RESOLVER": "",
            "SEARCH_URL": "",
            "EDGE_URL": f"http://127.0.0.1:{self.ports['door']}",
            "BACKUP_DIR": str(folder / "backups"),
            "JOURNAL_DIR": str(folder / "journal"),
            "OPENHERITAGE_ENV": str(folder / "etc/site/openheritage.env"),
            "SECRETS_DIR": str(folder / "etc"),
            "SITE_DIR": str(folder / "nginx"),
            "TMPDIR": str(folder / "spare"),
            "VAR_DIR": str(folder / "var"),
            "WEB_BIND": f"unix:{folder}/run/web.sock",
            "WEB_WORKERS": "1",
        }
        self.running: dict[str, subprocess.Popen] = {}

    # What an image holds ----------------------------------------------------------

    def copy(self) -> None:
        """COPY, and the Python of the stage before it."""
        listed = ("git", "ls-files", "--cached", "--others", "--exclude-standard")
        for name in said(*listed).splitlines():
            if not ignored(name) and (ROOT / name).is_file():
                (self.code / name).parent.mkdir(parents=True, exist_ok=True)
                shutil.copy(ROOT / name, self.code / name)
        venv = (interpreter(), "-m", "venv", "--without-pip", self.code / ".venv")
        said(*venv, cwd=self.folder)
        (own,) = (self.code / ".venv/lib").glob("python3*/site-packages")
        (own / "of-the-tests.pth").write_text(f"{LIBRARIES}\n")
        if not (LIBRARIES / "async_timeout").exists():
            # They were installed for a later 3.11, which brings that by itself.
            (own / "async_timeout.py").write_text("from asyncio import timeout\n")

    def build(self) -> None:
        """The last line of that stage, as it stands there."""
        (line,) = re.findall(r"^RUN (deploy/\S+ build)$", DOCKERFILE, re.MULTILINE)
        done = subprocess.run(
            line.split(),
            cwd=self.code,
            env={"PATH": self.environment["PATH"], "LANG": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr

    def close(self) -> None:
        """From here on code is only read; the folders of volumes are the account's."""
        for path in [self.code, *self.code.rglob("*")]:
            if not path.is_symlink():
                path.chmod(path.stat().st_mode & ~0o222)
        for path in self.writable:
            path.mkdir()
            if os.geteuid() == 0:
                os.chown(path, ACCOUNT, ACCOUNT)

    # What it does -----------------------------------------------------------------

    def account(self) -> dict[str, object]:
        if os.geteuid() != 0:
            return {}
        return {"user": ACCOUNT, "group": ACCOUNT, "extra_groups": []}

    def begin(self, name: str, *command: str | Path, **variables: str) -> None:
        """In a session of its own, until ``end``."""
        log = self.folder / f"{name}.log"
        with log.open("ab") as output:
            if os.geteuid() == 0:
                os.chown(log, ACCOUNT, ACCOUNT)
            self.running[name] = subprocess.Popen(
                command,
                cwd=self.code,
                env=self.environment | variables,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self.account(),
            )

    def end(self, name: str, number: int = signal.SIGTERM) -> int:
        process = self.running.pop(name)
        process.send_signal(number)
        with suppress(subprocess.TimeoutExpired):
            process.wait(timeout=30)
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        return process.wait()

    def run(self, *command: str | Path, **variables: str) -> tuple[int, str]:
        done = subprocess.run(
            command,
            cwd=self.code,
            env=self.environment | variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            **self.account(),
        )
        return done.returncode, done.stdout

    def enter(self, *words: str, **variables: str) -> str:
        """What the entry point says that ends by itself."""
        code, text = self.run("deploy/entrypoint", *words, **variables)
        assert code == 0, text
        return text

    def log(self, name: str) -> str:
        return (self.folder / f"{name}.log").read_text(errors="replace")


@contextmanager
def box() -> Iterator[Box]:
    """Not in pytest's folder, which is root's alone."""
    folder = Path(tempfile.mkdtemp(prefix="openheritage-containers-"))
    made = Box(folder)
    try:
        yield made
    finally:
        for name in [*made.running]:
            made.end(name)
        shutil.rmtree(folder, ignore_errors=True)

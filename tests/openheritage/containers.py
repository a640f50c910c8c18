"""What the repository says of containers, read for the tests.

No test can start an engine of containers: linters read these files, and they are held
against what runs elsewhere. ``test_entrypoint.py`` runs what can be run without one.
"""

import json
import re
import shutil
import subprocess
import sys
from fnmatch import fnmatch
from pathlib import Path

from tests.services.web import BASE_DIR as ROOT

BIN = Path(sys.executable).parent
DOCKERFILE = (ROOT / "Dockerfile").read_text("utf-8")
ALONE, TRYING = ("compose.yaml",), ("compose.yaml", "compose.override.yaml")
SEARCH = ("deploy/compose.search.yaml",)
# Parts that run the image `site`.
OURS = ("secrets", "database", "migrate", "web", "worker", "backup")


def said(*command: str | Path, cwd: Path = ROOT) -> str:
    done = subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


class Compose:
    """What Compose itself makes of our files, beside no ``.env``."""

    def __init__(self, folder: Path) -> None:
        (folder / "deploy").mkdir()
        for name in (*TRYING, *SEARCH):
            shutil.copy(ROOT / name, folder / name)
        self.folder = folder
        self.read: dict[tuple[str, ...], dict] = {}

    def __call__(self, files: tuple[str, ...]) -> dict:
        if files not in self.read:
            chosen = [word for name in files for word in ("--file", name)]
            command = (BIN / "docker-compose", *chosen, "config", "--format", "json")
            self.read[files] = json.loads(said(*command, cwd=self.folder))
        return self.read[files]


def stage(name: str) -> str:
    """The lines of one stage of the Dockerfile."""
    pattern = rf"^FROM \S+ AS {name}\n(.*?)(?=^FROM |\Z)"
    found = re.search(pattern, DOCKERFILE, re.MULTILINE | re.DOTALL)
    assert found, name
    return found[1]


def packages(name: str) -> set[str]:
    """Debian's, that a stage has."""
    text = stage(name).replace("\\\n", " ")
    (found,) = re.findall(r"--no-install-recommends ([^&]+)&&", text)
    return {*found.split()}


def environment(name: str) -> dict[str, str]:
    (found,) = re.findall(r"^ENV ((?:.*\\\n)*.*)$", stage(name), re.MULTILINE)
    return dict(re.findall(r"(\w+)=(\S+)", found))


def ignored(path: str) -> bool:
    """As Docker reads ``.dockerignore``: also what lies below an ignored folder."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    parts = path.split("/")
    for pattern in lines:
        if not pattern or pattern.startswith("#"):
            continue
        assert not pattern.startswith("!"), "Not known to this test."
        # A star passes over no slash; two stand for any folders.
        anywhere = pattern.removeprefix("**/")
        looked_at = parts[:1] if anywhere == pattern else parts
        if any(fnmatch(part, anywhere) for part in looked_at):
            return True
    return False

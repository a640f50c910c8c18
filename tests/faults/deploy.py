"""A deploy in the order of docs/operations.md, with readers and signers all the while.

    deploy/prove-deploy [GIT-REF]

Code of the release before serves, its files are replaced by those of this release, in
place, then catalogues, static files, migrations and the reload follow. Between the
migrations and the reload the old code serves on the new tables.

The release before is GIT-REF: by default the newest tag, else what stood before the
last change of a migration. Where that cannot be had (no history, or nothing to serve it
by), this release follows itself, and what is shown is the order of the steps and
the change of processes. In any case the new release gets another style sheet and one
more column, so that names of files and tables do differ.
"""

import io
import re
import shutil
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.services.web import BASE_DIR

from .clients import Log, readers, signers
from .site import Site, running

# What no release brings.
ASIDE = shutil.ignore_patterns(
    *(".git", ".venv", "build", "var", "node_modules", "__pycache__", "*.pyc")
)
STYLE = Path("openheritage/static/css/base.css")
COLUMN = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("limits", "{last}")]
    operations = [
        migrations.AddField(
            "attempt", "proof", models.CharField(max_length=9, null=True)
        )
    ]
"""
SECONDS = 1.5


def git(*words: str) -> bytes:
    return subprocess.run(
        ["git", *words], cwd=BASE_DIR, check=True, capture_output=True
    ).stdout


def before() -> str | None:
    """The release before, if there is one that can be served."""
    for look in (
        ("describe", "--tags", "--abbrev=0", "HEAD^"),
        ("log", "-1", "--format=%H^", "--", "*/migrations/0*.py"),
    ):
        try:
            ref = git(*look).decode().strip()
            git("cat-file", "-e", f"{ref}:openheritage/server.py")
        except (OSError, subprocess.CalledProcessError):
            continue
        return ref
    return None


def migrations_of(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.glob("*/migrations/0*.py")}


@dataclass
class Deploy:
    site: Site
    ref: str | None
    folder: Path = field(init=False)
    styles: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self.folder = self.site.folder / "release"
        if self.ref:
            self.folder.mkdir()
            with tarfile.open(fileobj=io.BytesIO(git("archive", self.ref))) as archive:
                archive.extractall(self.folder)  # noqa: S202 - git's own
        else:
            shutil.copytree(BASE_DIR, self.folder, ignore=ASIDE, symlinks=True)
        self.new = migrations_of(BASE_DIR) - migrations_of(self.folder)

    def manage(self, *command: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=self.folder,
            env=self.site.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    def begin(self) -> None:
        """The old release, on its own tables."""
        for name in ("web", "worker"):
            self.site.stop(name)
            self.site.parts[name].folder = self.folder
        if self.new:
            self.empty_database()
        self.manage("catalogues", "--compile")
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        for name in ("web", "worker"):
            self.site.start(name)

    def empty_database(self) -> None:
        """As the old release makes it: the sample has the new one's tables."""
        url = self.site.database_url.rpartition("/")[0] + "/before"
        self.site.sql("CREATE DATABASE before")
        self.site.database_url = self.site.environment["DATABASE_URL"] = url
        self.manage("migrate", "--verbosity", "0")
        self.manage("load_demo", "--anyway", "--address", "https://example.org")

    def bring(self) -> None:
        """As ``git pull`` does: in place, file by file."""
        shutil.copytree(BASE_DIR, self.folder, ignore=ASIDE, dirs_exist_ok=True)
        with (self.folder / STYLE).open("a") as style:
            style.write("\n.the-next-release { color: inherit }\n")
        folder = self.folder / "limits/migrations"
        last = max(path.stem for path in folder.glob("0*.py"))
        name = f"{int(last[:4]) + 1:04}_proof"
        (folder / f"{name}.py").write_text(COLUMN.format(last=last))

    def see(self) -> set[str]:
        """The style sheets of a page, all of which must be there."""
        page = self.site.ask("/en/").text
        seen = set(re.findall(r'href="(/static/[^"]+\.css)"', page))
        self.styles |= seen
        return seen

    def run(self) -> Iterator[str]:
        """Its steps, each as it is done."""
        old = self.see()
        yield "the old release serves"
        self.bring()
        yield "its files are replaced"
        self.manage("catalogues", "--compile")
        yield "catalogues"
        self.manage("collectstatic", "--noinput", "--verbosity", "0")
        yield "static files"
        self.manage("migrate", "--verbosity", "0")
        yield "migrations: the old code serves on the new tables"
        assert self.see() == old
        self.manage("reload")
        self.site.parts["worker"].tell(1)
        assert self.see() != old
        yield "reload: the new release serves"


def failed(log: Log) -> list[str]:
    return [
        f"{one.path}: {one.answer.status} {one.answer.error}"
        for one in log.requests
        if not one.answer.status or one.answer.status >= 400
    ]


@contextmanager
def crowd(site: Site) -> Iterator[tuple[Log, Log]]:
    with readers(site, 2, 3600) as read, signers(site, 0.4, 3600) as sign:
        yield read, sign
        for log in (read, sign):
            log.stopping.set()


def prove(site: Site, ref: str | None = None) -> None:
    deploy = Deploy(site, ref)
    deploy.begin()
    with crowd(site) as (read, sign):
        begun = time.monotonic()
        for step in deploy.run():
            time.sleep(SECONDS)
            for style in deploy.styles:
                assert site.ask(style).status == 200, style
            count = len(read.requests) + len(sign.requests)
            seconds = time.monotonic() - begun
            print(f"{seconds:6.1f} s  {step}; {count} requests so far", flush=True)
    print(f"readers: {read.told()}\nsigners: {sign.told()}", flush=True)
    assert not failed(read) + failed(sign)
    assert read.requests
    assert sign.signed
    rows = {email for (email,) in site.sql("SELECT email FROM signatures_signatory")}
    assert {one.email for one in sign.signed} <= rows


def main(words: list[str]) -> int:
    ref = words[0] if words else before()
    if ref:
        name = git("rev-parse", "--short", ref).decode().strip()
        print(f"The release before: {ref} ({name}).")
    else:
        print("No release before that could be served: this one follows itself.")
    with running() as site:
        prove(site, ref)
    print("Nobody noticed.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

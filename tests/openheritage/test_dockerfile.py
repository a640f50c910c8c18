"""The Dockerfile: a linter reads it, and what it says is what is here."""

import re
import tomllib

import pytest

from .containers import BIN, DOCKERFILE, ignored, packages, said, stage
from .test_walk import DOCUMENT, ROOT, steps


def test_the_linter_finds_nothing():
    assert not said(BIN / "hadolint", "Dockerfile")


def test_debian_and_its_packages_are_those_of_the_walk():
    bases = re.findall(r"^FROM (\S+) AS", DOCKERFILE, re.MULTILINE)
    (base,) = {base for base in bases if base != "base"}
    debian = re.fullmatch(r"debian:(\d+)\.\d+-slim", base)
    assert debian is not None
    assert f"Debian {debian[1]}" in DOCUMENT
    (walk,) = [step for step in steps(DOCUMENT) if step.heading.startswith("1.")]
    installed = {*re.findall(r"[a-z][\w.-]+", walk.commands)}
    assert packages("edge") <= installed
    assert packages("build") <= installed
    # By other names, and what every Debian has that is no image.
    there = {"postgresql-client-15", "python3", "ca-certificates", "tzdata"}
    assert packages("site") - there <= installed
    assert {"postgresql", "python3-venv"} <= installed


def test_what_was_mended_since_gets_into_the_images():
    """A base is never made anew once the next one is out, and what was built is taken
    again as long as its lines are the same."""
    assert "apt-get upgrade --yes" in stage("base")
    lines = DOCUMENT.partition("**Mended packages.**")[2].split("```")[1]
    assert "build --pull --no-cache\n" in lines
    assert "docker compose pull " in lines


def test_the_version_in_the_images_is_that_of_the_release():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    labels = re.findall(r'image\.version="([^"]+)"', DOCKERFILE)
    assert labels == [project["version"]] * 2
    assert f'image.licenses="{project["license"]}"' in DOCKERFILE


@pytest.mark.parametrize(
    "path",
    [
        *(".env", ".git/config", ".venv/bin/python", "var/media/private.pdf"),
        *("openheritage.env", "production.env", "privkey.pem", "etc/site.key"),
        *("db.sqlite3", "home/db.sqlite3-wal", "build/postgres/data", "tests/plan.py"),
    ],
)
def test_what_is_secret_or_not_for_running_gets_into_no_image(path):
    assert ignored(path)


def test_all_that_runs_gets_into_the_image():
    aside = ("tests/", "benchmarks/", ".", "compose", "Dockerfile")
    tracked = said("git", "ls-files").splitlines()
    missing = [path for path in tracked if ignored(path)]
    assert [path for path in missing if not path.startswith(aside)] == []
    assert len(tracked) - len(missing) > 500


def test_what_the_dockerfile_copies_is_there():
    form = r"^COPY (--chmod=\d+ )?(?!--)(.+) \S+$"
    rights = dict(reversed(pair) for pair in re.findall(form, DOCKERFILE, re.MULTILINE))
    # The other image sets those of all that is copied, where it is built.
    assert all(rights[path] for path in rights if path.startswith("deploy/"))
    copied = [*rights]
    assert len(copied) >= 4
    for path in " ".join(copied).split():
        assert (ROOT / path).exists(), path
        assert path == "." or not ignored(path), path
    for script in ("deploy/entrypoint", "deploy/manage", "deploy/nginx/healthy"):
        assert (ROOT / script).stat().st_mode & 0o111, script


def test_the_requirements_of_s3_are_those_of_the_site_and_more():
    """Both are installed at once; of each package there is one version."""

    def pinned(name: str) -> set[str]:
        text = (ROOT / name).read_text()
        return {*re.findall(r"^([\w.-]+(?:\[\S+\])?==\S+)", text, re.MULTILINE)}

    assert pinned("requirements.txt") < pinned("requirements-s3.txt")

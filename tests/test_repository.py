"""What the files of the repository promise to whoever sets it up or reads it."""

import os
import re
import subprocess
import tomllib
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings

from tests.test_architecture import PYTHON, ROOT, TESTS, everywhere, name


def tracked() -> list[str]:
    """The files of the repository that are there, new ones too."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.splitlines()
    return [path for path in listed if (ROOT / path).is_file()]


@pytest.mark.parametrize(
    ("file", "at_least"),
    [
        ("requirements.txt", 10),
        ("requirements-dev.txt", 10),
        ("requirements-s3.txt", 10),
        ("requirements-audit.txt", 10),
        ("requirements-java.txt", 1),
    ],
)
def test_requirements_are_pinned_by_hash_and_come_from_the_index(file, at_least):
    text = (ROOT / file).read_text()
    assert "://" not in text, "The package index is all that a set-up needs."
    entries = re.split(r"\n(?=\S)", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE))
    assert len(entries) >= at_least
    for entry in filter(str.strip, entries):
        assert re.match(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+( ;.*)? \\\n", entry), entry
        assert "--hash=sha256:" in entry, f"Run make lock: {entry}"


def test_whoever_silences_the_linter_says_why():
    # Written in two parts, so that this line is none of those it looks for.
    found = everywhere(
        PYTHON + TESTS, r"#\s*no" + r"qa(?!: [A-Z]+\d+(, [A-Z]+\d+)* - \w)"
    )
    assert not found, f"Name the rule and the reason behind it: “- why”.\n{found}"


def test_whoever_silences_the_type_checker_says_why():
    # Written in two parts, as above. What is silenced for nothing, it finds itself.
    found = everywhere(PYTHON, r"#\s*type: ig" + r"nore(?!\[[\w, -]+\]  # \w)")
    assert not found, f"Name the error and the reason behind it.\n{found}"


def test_the_type_checker_sees_all_the_code_of_the_site():
    mypy = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["mypy"]
    overrides = mypy.pop("overrides")
    blanket = {"ignore_errors", "ignore_missing_imports", "follow_imports"}
    assert not blanket & set(mypy)
    assert mypy["disallow_untyped_defs"]
    left_out = "|".join(mypy["exclude"])
    for path in map(name, PYTHON):
        assert not re.search(left_out, path) or "/migrations/" in path, path
    rooms = {name(path).split("/")[0] for path in PYTHON}
    for override in overrides:
        rules = set(override) - {"module"}
        if rules == {"ignore_missing_imports"}:
            named = {module.split(".")[0] for module in override["module"]}
            assert not named & {*rooms, "*"}, "Code of ours has types."
        else:
            assert rules == {"disable_error_code"}
            assert set(override["disable_error_code"]) <= {
                "django-manager-missing",
                "var-annotated",
            }, "Such an error can be mended where it is."


DOCUMENTS = [ROOT / name for name in tracked() if name.endswith(".md")]

# A path of ours in a document: `home/views.py`, `docs/`, `tests/news/`.
PATH = re.compile(r"`((?:[\w.-]+/)+(?:[\w.-]+\.(?:py|md|css|yml|json|txt))?)`")
# What is made at run time, what stands for a name, and the drawer that we do not have.
NOT_OURS = re.compile(r"^(var|build|media|core)/|CODE|APP|NAME")
LINK = re.compile(r"\]\((?!https?:|mailto:)([^)#\s]*)(?:#([^)\s]+))?\)")


def anchors(document: Path) -> set[str]:
    """The anchors of a document's headings, as forges make them."""
    headings = re.findall(r"^#+ (.+)$", document.read_text(), re.MULTILINE)
    plain = (re.sub(r"[^\w\s-]", "", heading.lower()) for heading in headings)
    return {heading.strip().replace(" ", "-") for heading in plain}


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_links_between_documents_lead_somewhere(document):
    for target, anchor in LINK.findall(document.read_text()):
        path = (document.parent / target).resolve() if target else document
        assert path.exists(), f"{name(document)} leads to {target}, which is not there."
        if anchor:
            assert anchor in anchors(path), f"{name(path)} has no heading #{anchor}."


@pytest.mark.parametrize("document", DOCUMENTS, ids=name)
def test_paths_in_documents_exist(document):
    paths = {
        path for path in PATH.findall(document.read_text()) if not NOT_OURS.search(path)
    }
    # Some documents name a file from where they stand.
    gone = [
        path
        for path in sorted(paths)
        if not any((base / path).exists() for base in (ROOT, document.parent))
    ]
    assert not gone, f"Say where it is now: {gone}"


def test_the_version_is_that_of_the_newest_release_in_the_changelog():
    version = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    releases = re.findall(
        r"^## (\d+\.\d+\.\d+) – (\d{4}-\d\d-\d\d)$",
        (ROOT / "CHANGELOG.md").read_text(),
        re.MULTILINE,
    )
    assert releases[0][0] == version
    numbers = [tuple(map(int, number.split("."))) for number, _day in releases]
    assert numbers == sorted(numbers, reverse=True)
    days = [date.fromisoformat(day) for _number, day in releases]
    assert days == sorted(days, reverse=True)


def recipe(target: str) -> str:
    """The lines of a target of the Makefile."""
    text = (ROOT / "Makefile").read_text()
    return re.search(rf"^{target}:.*\n((?:\t.*\n)+)", text, re.MULTILINE)[1]


TOOL = re.compile(r"\$\(BIN\)/([\w-]+(?: (?:check|format|-m [\w.]+))?)")


def test_the_hooks_before_a_commit_are_the_steps_of_make_lint():
    hooks = re.findall(
        r"entry: \.venv/bin/(.+)$",
        (ROOT / ".pre-commit-config.yaml").read_text(),
        re.MULTILINE,
    )
    steps = recipe("lint").replace("$(BIN)/", "")
    assert len(hooks) >= 4
    for hook in hooks:
        # A hook mends what the step only complains of.
        command = hook.replace(" --fix", "").split(" --")[0]
        assert command in steps, f"make lint does not run “{command}”."
    for tool in re.findall(TOOL, recipe("lint")):
        assert any(hook.startswith(tool) for hook in hooks), f"No hook for {tool}."


def test_ci_asks_the_script_that_anybody_can_run():
    workflow = (ROOT / ".github" / "workflows" / "ci.yml").read_text()
    assert re.search(r"run: \.ci/run$", workflow, re.MULTILINE)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert re.search(r"^\s+timeout-minutes: \d+$", workflow, re.MULTILINE)
    for action in re.findall(r"uses: (\S+)", workflow):
        assert re.search(r"@(v\d+\.\d+\.\d+|[0-9a-f]{40})$", action), (
            f"{action} may be another one tomorrow: name a whole version."
        )


def test_the_contact_for_security_is_the_one_that_the_site_names():
    assert settings.SECURITY_CONTACT in (ROOT / "SECURITY.md").read_text()
    assert settings.SECURITY_CONTACT in (ROOT / "CODE_OF_CONDUCT.md").read_text()


def test_files_are_written_as_the_editor_is_told():
    for path in map(ROOT.joinpath, tracked()):
        if path.suffix not in (".py", ".md", ".html", ".css", ".js", ".yml", ".toml"):
            continue
        text = path.read_bytes().decode()
        assert "\r" not in text, name(path)
        assert not text or text.endswith("\n"), name(path)
        assert not re.search(r"[ \t]+$", text, re.MULTILINE), name(path)


def test_no_text_area_begins_with_the_white_space_of_its_template():
    """What lies between the tags is what somebody would save."""
    found = [
        path
        for path in tracked()
        if path.endswith(".html")
        and re.search(r"<textarea.*>\s+\S.*</textarea>", (ROOT / path).read_text())
    ]
    assert not found, found

"""What ``docs/upgrading.md`` promises to whoever moves the site to newer versions."""

import os
import re
import subprocess
import sys
import tomllib
from itertools import chain

import pytest

from tests.test_architecture import PYTHON, ROOT, TESTS, name

DOCUMENT = (ROOT / "docs/upgrading.md").read_text()
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
CODE = [path for path in PYTHON if "/migrations/" not in name(path)]
# As comments name what others have still to mend: ``localize#789``.
ISSUE = re.compile(r"\b(?:wagtail|localize|Willow|django|psycopg|granian)#(\d+)")
GOES = re.compile(r"\b(?:Delete|delete) (?:this|``\w+``) |\bthis can go\b")
SOFTENED = re.compile(r"mark\.filterwarnings\(\s*[\"'](.+?)[\"']")
ROW = re.compile(r"^\| (`[^|]+) \|", re.MULTILINE)


def flat(path) -> str:
    """Its text, with comments that go over several lines in one."""
    return re.sub(r"\n\s*#?\s*", " ", path.read_text())


def test_each_issue_of_others_that_the_code_names_is_in_the_list():
    named = {
        number: name(path) for path in CODE for number in ISSUE.findall(flat(path))
    }
    assert len(named) > 10
    unknown = {
        f"#{n} ({where})" for n, where in named.items() if f"#{n}]" not in DOCUMENT
    }
    assert not unknown, f"Say in docs/upgrading.md when these can go: {unknown}"


def test_each_file_that_says_when_it_can_go_is_in_the_list():
    listed = {
        place for row in ROW.findall(DOCUMENT) for place in re.findall("`(.+?)`", row)
    }
    folders = tuple(place for place in listed if place.endswith("/"))
    said = [name(path) for path in CODE if GOES.search(flat(path))]
    assert len(said) > 10
    missing = [
        path for path in said if path not in listed and not path.startswith(folders)
    ]
    assert not missing, f"Say in docs/upgrading.md when these can go: {missing}"


def test_each_package_that_is_held_back_has_its_reason_there():
    lists = [
        PROJECT["project"]["dependencies"],
        *PROJECT["project"]["optional-dependencies"].values(),
        *PROJECT["dependency-groups"].values(),
    ]
    held = {
        match[1]: match[2]
        for text in chain.from_iterable(lists)
        if (match := re.match(r"([\w-]+)(?:\[.+?\])?[^;]*<([\d.]+)", text))
    }
    table = DOCUMENT.partition("## What is held below a version")[2].partition("\n## ")[
        0
    ]
    assert (
        dict(re.findall(r"^\| `([\w-]+)` \| ([\d.]+) \|", table, re.MULTILINE)) == held
    )


def test_warnings_are_errors_but_for_two_of_others():
    first, *rest = PROJECT["tool"]["pytest"]["ini_options"]["filterwarnings"]
    assert first == "error"
    assert [re.split("[:<]", entry)[1] for entry in rest] == ["Unclosed file "]
    softened = {
        (name(path), words)
        for path in TESTS
        for words in re.findall(
            r"mark\.filterwarnings\(\s*[\"'](.+?)[\"']", path.read_text()
        )
    }
    assert {words for _path, words in softened} == {
        "ignore:`UserListingButton` is deprecated"
    }
    assert all(path.startswith("tests/rights/") for path, _words in softened)


@pytest.mark.proof
def test_the_site_starts_with_every_warning_an_error():
    done = subprocess.run(
        [sys.executable, "-W", "error", "manage.py", "check"],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "openheritage.settings.test"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr

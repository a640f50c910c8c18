"""What the files of the repository promise to whoever sets it up or reads it."""

import re

import pytest

from tests.test_architecture import PYTHON, ROOT, TESTS, everywhere


@pytest.mark.parametrize(
    ("file", "at_least"),
    [
        ("requirements.txt", 10),
        ("requirements-dev.txt", 10),
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

"""What ``docs/security.md`` says stands against a threat is there, and is a test."""

import re

from tests.test_architecture import ROOT

DOCUMENT = (ROOT / "docs/security.md").read_text()
THREATS = DOCUMENT.partition("## Threats")[2].partition("\n## ")[0]
ROW = re.compile(r"^\| (?!Threat|---)(.+) \| (.+) \| (.+) \|$", re.MULTILINE)
PATH = re.compile(r"`([\w-]+/[\w./-]+\.py)`")


def test_each_threat_names_a_test_that_is_there():
    rows = re.findall(
        r"^\| (?!Threat|---)(.+) \| (.+) \| (.+) \|$", THREATS, re.MULTILINE
    )
    assert len(rows) > 20
    for threat, _mitigation, shown in rows:
        files = [ROOT / path for path in PATH.findall(shown)]
        assert files, threat
        assert all(file.is_file() for file in files), (threat, shown)
        assert any("\ndef test_" in file.read_text() for file in files), threat


def test_each_file_that_it_names_is_there():
    for path in PATH.findall(DOCUMENT):
        assert (ROOT / path).is_file(), path


def test_it_is_about_two_pages_and_the_threats_have_a_table():
    words = len(re.sub(r"[|`─-]", " ", DOCUMENT).split())
    assert 800 < words < 2200


def test_the_times_are_those_of_the_policy_for_reports():
    policy = (ROOT / "SECURITY.md").read_text()
    assert "The newest release alone" in policy
    assert "newest release alone" in DOCUMENT
    assert "within a week" in policy
    assert "within a week of a fix" in DOCUMENT
    assert "docs/security.md" in policy

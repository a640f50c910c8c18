"""What `make audit` says of what pip-audit answered, as pip-audit 2.10 writes it."""

import json
from datetime import date

import pytest

from tests import audit

TODAY = date(2026, 11, 27)
CLEAN = {"name": "django", "version": "5.2.9", "vulns": []}
UNSAFE = {
    "name": "pillow",
    "version": "9.0.0",
    "vulns": [
        {
            "id": "PYSEC-2023-175",
            "fix_versions": ["10.0.1"],
            "aliases": ["CVE-2023-4863"],
            "description": "…",
        }
    ],
}
SKIPPED = {"name": "elsewhere", "skip_reason": "Dependency not found on PyPI"}


def said(code: int, *rows: dict, complaint: str = "", wanted=("django",)):
    answer = json.dumps({"dependencies": [*rows], "fixes": []}) if rows else ""
    return audit.verdict(code, answer, complaint, {*wanted}, TODAY)


def test_all_that_is_locked_and_known_to_be_safe_ends_well():
    found = said(0, CLEAN, wanted=("django", "pywin32"))
    assert found.code == 0
    assert "1 packages: none is known to be unsafe" in found.words[0]
    assert "Not for this machine: pywin32" in found.words[0]


def test_what_is_unsafe_is_told_with_the_version_that_mends_it():
    found = said(1, CLEAN, UNSAFE)
    assert found.code == 1
    assert found.words == ["pillow 9.0.0: PYSEC-2023-175; in 10.0.1"]


@pytest.mark.parametrize("code", [0, 1])
def test_a_package_that_was_not_looked_at_is_no_good_end(code):
    found = said(code, CLEAN, SKIPPED)
    assert found.code == 1
    assert "elsewhere was not looked at" in found.words[0]


@pytest.mark.parametrize(
    ("code", "rows", "complaint"),
    [
        (1, [], "ERROR:pip_audit._cli:Failed to connect to the service"),
        (0, [], ""),
        (1, [CLEAN], "ERROR: it stopped half-way"),
    ],
)
def test_a_service_that_does_not_answer_fails_in_a_sentence(code, rows, complaint):
    found = said(code, *rows, complaint=complaint)
    assert found.code == 2
    assert "nothing was audited" in found.words[0]
    assert "pip_audit._cli" not in found.words[0]


def test_having_looked_at_hardly_anything_is_no_good_end():
    found = said(0, CLEAN, wanted=[f"package-{number}" for number in range(40)])
    assert found.code == 2
    assert "it looked at 1 packages" in found.words[0]


@pytest.mark.parametrize(("day", "code"), [(date(2026, 12, 1), 0), (TODAY, 1)])
def test_what_does_not_concern_us_passes_until_its_day(monkeypatch, day, code):
    accepted = audit.Accepted("Only WebP is decoded by it, and we send none.", day)
    monkeypatch.setitem(audit.ACCEPTED, "CVE-2023-4863", accepted)
    assert said(1, CLEAN, UNSAFE, wanted=()).code == code


def test_each_file_of_pins_is_read():
    names = audit.pins(audit.BASE_DIR / name for name in audit.FILES)
    assert {"django", "wagtail", "boto3", "pytest", "pip-audit"} <= names


def test_whatever_is_accepted_has_a_reason():
    assert all(len(row.reason) > 20 for row in audit.ACCEPTED.values())

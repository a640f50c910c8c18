"""Figures are written where they belong, and nowhere else."""

import pytest

from benchmarks import report
from benchmarks.__main__ import grouped, programs


def test_a_row_is_written_again_in_its_place(tmp_path):
    place = tmp_path / "performance.md"
    place.write_text("# Fast\n\n## Pages\n\nWords of people.\n")
    report.write("pages", "| 1 |", place)
    report.write("signing", "| 2 |", place)
    once = place.read_text()
    assert once.startswith("# Fast\n\n## Pages\n\nWords of people.\n")
    assert once.count(report.HEADING) == 1
    report.write("pages", "| 3 |", place)
    assert place.read_text() == once.replace("| 1 |", "| 3 |")


def test_every_program_says_what_it_measures():
    known = programs()
    assert {"pages", "signing", "signatures", "server", "matrix"} <= known.keys()
    assert "bare" not in known
    assert all(known.values())


def test_what_follows_a_name_is_told_to_its_program():
    known = {"pages": "", "signing": ""}
    found = grouped(["pages", "signing", "--reads", "2"], known)
    assert found == [("pages", []), ("signing", ["--reads", "2"])]
    with pytest.raises(SystemExit, match="no speed to measure"):
        grouped(["speed", "pages"], known)

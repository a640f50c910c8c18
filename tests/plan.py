"""In which order files are given to the workers, and how long each part took.

Slow files first, by the last run, so that no worker ends long after the other. A run of
all that is asked by turns writes which tests are slow to ``build/slow.csv``; copied to
``tests/slow.csv``, it says what is asked more rarely (``sparing``).
"""

import csv
import json
import os
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from statistics import fmean

import pytest

from tests.services.web import BASE_DIR
from tests.sparing import BY_TURNS

LAST_RUN = BASE_DIR / "build/seconds.json"
SLOW_TESTS = BASE_DIR / "build/slow.csv"
# Seconds from which a test is slow.
LEAST = 1
# What is slow where no run was.
SLOW = (
    *("tests/rights/", "tests/home/test_setup_site.py"),
    *("tests/browser/", "tests/renditions/", "tests/upgrades/", "tests/search/"),
    "tests/openheritage/test_entrypoint.py",
    "tests/faults/",
)
PARTS = {"tests/browser/": "browser", "tests/search/": "search"}


def file_of(nodeid: str) -> str:
    return nodeid.partition("::")[0]


def last_run() -> dict[str, float]:
    try:
        return json.loads(LAST_RUN.read_text())
    except (OSError, ValueError):
        return {}


def pytest_configure_node(node) -> None:
    """All workers go by what the file said when the run began."""
    config = node.config
    if not hasattr(config, "seconds"):
        config.seconds = last_run()
    node.workerinput["seconds"] = config.seconds


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list) -> None:
    # One worker alone has nothing to gain.
    if not hasattr(config, "workerinput"):
        return
    seconds = config.workerinput["seconds"]

    def is_slow(item: pytest.Item) -> float:
        file = file_of(item.nodeid)
        return seconds.get(file, 1000 if file.startswith(SLOW) else 0)

    # Stable: tests stay in the random order that they have within their file.
    items.sort(key=is_slow, reverse=True)


def write_slow(passed: Iterable[pytest.TestReport]) -> None:
    """The tests whose cases took long, as a mean."""
    seconds: dict[str, list[float]] = defaultdict(list)
    for report in passed:
        if report.when == "call":
            # Of a test in a class its own name too.
            *_, test = report.nodeid.partition("[")[0].split("::")
            seconds[f"{file_of(report.nodeid)}::{test}"].append(report.duration)
    SLOW_TESTS.parent.mkdir(exist_ok=True)
    with SLOW_TESTS.open("w", newline="") as file:
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["test", "seconds"])
        for test, took in sorted(seconds.items()):
            if (mean := fmean(took)) >= LEAST:
                rows.writerow([test, f"{mean:.0f}"])


def pytest_terminal_summary(terminalreporter, config: pytest.Config) -> None:
    seconds: Counter[str] = Counter()
    for reports in terminalreporter.stats.values():
        for report in reports:
            if hasattr(report, "duration") and hasattr(report, "nodeid"):
                seconds[file_of(report.nodeid)] += report.duration
    # Of a whole run alone.
    if not config.option.numprocesses or config.args != config.getini("testpaths"):
        return
    if not os.environ.get(BY_TURNS):
        write_slow(terminalreporter.stats.get("passed", ()))
    parts: Counter[str] = Counter()
    for file, each in seconds.items():
        part = (name for start, name in PARTS.items() if file.startswith(start))
        parts[next(part, "all others")] += each
    LAST_RUN.parent.mkdir(exist_ok=True)
    new = Path(f"{LAST_RUN}.new")
    new.write_text(json.dumps({file: round(s, 1) for file, s in seconds.items()}))
    new.replace(LAST_RUN)
    terminalreporter.section("seconds, of all workers together")
    for part, each in parts.most_common():
        terminalreporter.line(f"{each:6.0f}  {part}")
    terminalreporter.line("slowest files:")
    for file, each in seconds.most_common(10):
        terminalreporter.line(f"{each:6.0f}  {file}")

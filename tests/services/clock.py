"""The tests and their servers on other days, by Debian's ``faketime``.

    python -m tests.services.clock [--whole] [NAME …]

Each shift has a PostgreSQL of its own, into which the sample content is loaded on
that day. It runs the files that read the clock themselves; with ``--whole`` all tests
on which a day may tell, without the proofs and most of the browser's. What is asked in
each language is asked in two. Some shifts are run only when they, or all of them, are
asked for.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from calendar import isleap
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests import sparing

from .search import must_run
from .web import BASE_DIR

MISSING = (
    "The tests under a shifted clock need faketime: install Debian's package faketime."
)
TESTS = BASE_DIR / "tests"
# Thousands of requests, which differ in their addresses and not in their days; and what
# reads files of the repository, or a process that only starts, on whatever day.
ASIDE = {
    *("test_bad_input.py", "test_headers.py", "test_languages.py", "test_rights.py"),
    "test_smoke_sqlite.py",
    *("test_architecture.py", "test_arrows.py", "test_frontend.py", "test_lives.py"),
    *("test_catalogues.py", "test_glossary.py", "test_notes.py"),
    *("test_repository.py", "test_settings.py", "test_staff_words.py"),
    *("test_typography.py", "test_wrong_catalogues.py"),
}
# Chromium follows the clock too: whoever signs there does it on that day. Once is
# enough, it is the slowest of all.
IN_BROWSER = {"test_signing.py"}
# Of what these do the day is no part: words, files, pictures, what is found.
# Faults have time limits of their own, and clocks that they shift themselves.
BESIDE_THE_DAY = {"faults", "glossary", "images", "search", "wording"}
BESIDE_THE_DAY |= {"test_checks.py", "test_exchange.py", "test_foreign_files.py"}
BESIDE_THE_DAY |= {"test_memory.py", "test_round_trips.py", "test_tallies.py"}
BESIDE_THE_DAY |= {"test_po_files.py", "test_po_words.py", "test_panels.py"}
# Slow: for one shift alone. (Each of them loads the sample content.)
SLOW = {"test_demo.py", "test_races.py", "test_sentences.py"}
READS_THE_CLOCK = re.compile(
    r"^(from|import) (datetime|time)\b|\btimezone\b", re.MULTILINE
)

# Servers of the run are not those of a shift.
SERVERS = ("CI", "DATABASE_URL", "ELASTICSEARCH_URL", "SEARCH_URL")

BERLIN = "Europe/Berlin"


@dataclass
class Shift:
    name: str
    start: datetime
    zone: str = "UTC"
    locale: str = "C.UTF-8"
    is_whole: bool = False
    # Whether it is run when nobody names it; the others are much like these.
    is_usual: bool = True


def changes_of_clock(zone: str, now: datetime) -> Iterator[datetime]:
    """When summer time comes or goes next, to the hour."""
    hour = now.replace(minute=0, second=0, microsecond=0)
    offset = hour.astimezone(ZoneInfo(zone)).utcoffset()
    for _hour in range(366 * 24):
        hour += timedelta(hours=1)
        before, offset = offset, hour.astimezone(ZoneInfo(zone)).utcoffset()
        if offset != before:
            yield hour


def shifts() -> list[Shift]:
    now = datetime.now(UTC)
    first, second = list(changes_of_clock(BERLIN, now))[:2]
    leap = next(
        year
        for year in range(now.year, now.year + 9)
        if isleap(year) and now < datetime(year, 2, 29, tzinfo=UTC)
    )
    minute = timedelta(minutes=1)
    return [
        # Far ahead, on a day that most years lack; by the zone it is the day before.
        Shift(
            *("on a leap day", datetime(leap, 2, 29, 6, tzinfo=UTC)),
            "Pacific/Pago_Pago",
        ),
        # From one day, month and year to the next.
        Shift(
            *(
                "at the end of a year",
                datetime(now.year + 1, 1, 1, tzinfo=UTC) - minute,
            ),
            BERLIN,
        ),
        # Django keeps its processes in UTC wherever the machine is, so that no summer
        # time reaches them; and other years, nearer or farther, are like those above.
        Shift("in 400 days", now + timedelta(days=400), is_usual=False),
        Shift(
            *("in 8 days", now + timedelta(days=8), "Pacific/Kiritimati", "C"),
            is_usual=False,
        ),
        Shift("in 45 days", now + timedelta(days=45), is_usual=False),
        Shift("when the clock changes", first - minute, BERLIN, is_usual=False),
        Shift("when it changes back", second - minute, BERLIN, is_usual=False),
    ]


def files(shift: Shift) -> list[Path]:
    return [
        path
        for path in sorted(TESTS.rglob("test_*.py"))
        if (
            path.parent.name != "browser"
            or (shift.is_whole and path.name in IN_BROWSER)
        )
        and path.name not in ASIDE
        and not BESIDE_THE_DAY & {path.parent.name, path.name}
        and (
            shift.is_whole
            or (path.name not in SLOW and READS_THE_CLOCK.search(path.read_text()))
        )
    ]


def run(shift: Shift) -> subprocess.CompletedProcess:
    with tempfile.TemporaryDirectory(prefix="openheritage-clock-") as folder:
        for kept in (BASE_DIR / "build/postgres").glob("openheritage_*"):
            Path(folder, kept.name).symlink_to(kept)
        environment = {
            name: text for name, text in os.environ.items() if name not in SERVERS
        }
        environment |= {"TZ": shift.zone, "LC_ALL": shift.locale}
        environment |= {"POSTGRES_STORE": folder, sparing.VARIABLE: "true"}

        def start(begin: datetime, *command: str | Path) -> subprocess.CompletedProcess:
            # Relative: an absolute time would stand still.
            seconds = int((begin - datetime.now(UTC)).total_seconds())
            return subprocess.run(
                [
                    *("faketime", "-f", f"{seconds:+}s"),
                    *(sys.executable, "-m", "tests.services.postgres", *command),
                ],
                env=environment,
                cwd=BASE_DIR,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )

        # First the sample content alone, so that tests begin when the shift does.
        prepared = start(shift.start - timedelta(minutes=50), "true")
        if prepared.returncode:
            return prepared
        # What `make test` leaves out is slow, and proves the same on every day.
        chosen = ("-p", "no:cacheprovider", "-m", "not proof")
        # The long one has a second worker: the other one is done before it.
        chosen += ("-n", "2" if shift.is_whole else "0")
        pytest = (sys.executable, "-m", "pytest", *chosen)
        return start(shift.start, *pytest, *files(shift))


def main(names: list[str]) -> int:
    is_whole = "--whole" in names
    names = [name for name in names if name != "--whole"]
    if not shutil.which("faketime"):
        print(MISSING)
        return int(must_run())
    failed = []

    def report(shift: Shift) -> None:
        started = time.monotonic()
        done = run(shift)
        seconds = time.monotonic() - started
        day = f"{shift.start:%Y-%m-%d %H:%M} UTC, {shift.zone}"
        if done.returncode:
            failed.append(shift.name)
            print(done.stdout)
        last = done.stdout.strip().rpartition("\n")[2]
        print(f"{shift.name} ({day}), {seconds:.0f} s: {last}", flush=True)

    wanted = [
        shift
        for shift in shifts()
        if (shift.name in names if names else shift.is_usual or is_whole)
    ]
    for shift in wanted:
        shift.is_whole |= is_whole
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        list(pool.map(report, wanted))
    if failed:
        print(f"Failed: {', '.join(failed)}.")
    return int(bool(failed))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

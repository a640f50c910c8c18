"""Where figures are told: in docs/performance.md, between two marks for each row."""

import os
import platform
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PLACE = ROOT / "docs/performance.md"
# At its end there is room for a row that was never written.
HEADING = "## By one command"


def said_by(*command: str) -> str:
    done = subprocess.run(
        command, cwd=ROOT, check=False, capture_output=True, text=True
    )
    return done.stdout.strip()


def processor() -> str:
    names = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    return names[1] if names else platform.machine()


def memory() -> int:
    """Gigabytes."""
    return round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30)


def circumstances() -> str:
    """Without which no figure means anything."""
    commit = said_by("git", "rev-parse", "--short=10", "HEAD") or "unknown"
    if said_by("git", "status", "--porcelain", "--untracked-files=no"):
        commit += " with changes"
    load = os.getloadavg()[1]
    return (
        f"{datetime.now(UTC):%-d %B %Y}, commit {commit}; {os.cpu_count()} processors "
        f"({processor()}), {memory()} GB, Python {platform.python_version()}; "
        f"load of the five minutes at its end {load:.1f}."
    )


def write(name: str, text: str, place: Path = PLACE) -> None:
    """Puts ``text`` between the marks of a row, which are made if it has none."""
    begin, end = f"<!-- begin: {name} -->", f"<!-- end: {name} -->"
    block = f"{begin}\n{text.strip()}\n{end}"
    whole = place.read_text()
    if begin in whole:
        before, _begin, rest = whole.partition(begin)
        _old, _end, after = rest.partition(end)
        place.write_text(f"{before}{block}{after}")
        return
    if HEADING not in whole:
        whole = f"{whole.rstrip()}\n\n{HEADING}\n"
    place.write_text(f"{whole.rstrip()}\n\n### {name}\n\n{block}\n")

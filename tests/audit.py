"""Compares all packages that are locked with what is known to be unsafe.

    make audit

pip-audit asks the advisories of the package index, from an environment of its own. It
asks about hashed pins as they stand and resolves nothing. It would end well when it had
looked at no package, so what it looked at is counted against the files.
"""

import json
import re
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path

from .services.web import BASE_DIR

PROGRAM = BASE_DIR / "build/audit/bin/pip-audit"
# The tests' tools hold all that a site installs.
FILES = ("requirements-dev.txt", "requirements-java.txt", "requirements-audit.txt")
OPTIONS = ("--strict", "--disable-pip", "--require-hashes", "--format=json")
PIN = re.compile(r"^([\w.-]+)(?:\[[\w,-]+\])?==([\w.]+)", re.MULTILINE)


@dataclass(frozen=True)
class Accepted:
    reason: str
    # When somebody looks again.
    until: date


# By the advisory's name. Each needs both, or it is told as before.
ACCEPTED: dict[str, Accepted] = {}


@dataclass
class Verdict:
    code: int
    words: list[str] = field(default_factory=list)


NO_ANSWER = (
    "The advisories could not be asked, so nothing was audited: {}. Try again when the "
    "network and the service answer."
)


def pins(files: Iterable[Path]) -> set[str]:
    """Names as pip compares them."""
    return {
        re.sub(r"[-_.]+", "-", name).lower()
        for file in files
        for name, _version in PIN.findall(file.read_text())
    }


def verdict(
    code: int, answer: str, complaint: str, wanted: set[str], today: date
) -> Verdict:
    """What is said, and how it ends: 0 well, 1 something is unsafe, 2 nothing is known.

    ``wanted``: what should have been looked at, but for what is for other machines.
    """
    try:
        rows = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        lines = complaint.strip().splitlines() or ["pip-audit said nothing"]
        why = re.sub(r"^ERROR:[\w.]+:", "", lines[-1].strip()).rstrip(".")
        return Verdict(2, [NO_ANSWER.format(why)])
    words = []
    seen = {row["name"].lower() for row in rows if "skip_reason" not in row}
    for row in rows:
        if "skip_reason" in row:
            words.append(f"{row['name']} was not looked at: {row['skip_reason']}")
        for found in row.get("vulns", ()):
            names = {found["id"], *found.get("aliases", ())}
            if any(
                name in names and accepted.reason and today < accepted.until
                for name, accepted in ACCEPTED.items()
            ):
                continue
            fixed = ", ".join(found.get("fix_versions", ())) or "no version yet"
            words.append(f"{row['name']} {row['version']}: {found['id']}; in {fixed}")
    if words:
        return Verdict(1, words)
    if not seen or len(seen) < len(wanted) // 2:
        return Verdict(2, [NO_ANSWER.format(f"it looked at {len(seen)} packages")])
    # It also ends so when it found what is accepted.
    if code and not any(row["vulns"] for row in rows):
        said = complaint.strip() or f"it ended with {code}"
        return Verdict(2, [NO_ANSWER.format(said)])
    left = sorted(wanted - seen)
    elsewhere = f" Not for this machine: {', '.join(left)}." if left else ""
    return Verdict(0, [f"{len(seen)} packages: none is known to be unsafe.{elsewhere}"])


def main(more: list[str]) -> int:
    files = [BASE_DIR / name for name in FILES]
    named = [option for file in files for option in ("--requirement", str(file))]
    done = subprocess.run(
        [str(PROGRAM), *OPTIONS, "--progress-spinner=off", *named, *more],
        capture_output=True,
        text=True,
        check=False,
    )
    found = verdict(
        done.returncode, done.stdout, done.stderr, pins(files), datetime.now(UTC).date()
    )
    print("\n".join(found.words), file=sys.stderr if found.code else sys.stdout)
    return found.code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

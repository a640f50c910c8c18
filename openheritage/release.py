"""Puts what was made with an image where the site reads it.

    python -m openheritage.release built /srv/openheritage/var

Static files and catalogues of this release join those of before, which pages that
somebody has open still ask for. Each is there as a whole: what is the same stays, what
is new takes its place in one step, so that it may be killed and run again while the
release before serves.
"""

import filecmp
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

# What is being written ends thus.
UNFINISHED = ".unfinished"


def missing(source: Path, target: Path) -> Iterator[tuple[Path, Path]]:
    for path in sorted(source.rglob("*")):
        there = target / path.relative_to(source)
        if path.is_dir():
            there.mkdir(parents=True, exist_ok=True)
        elif not there.is_file() or not filecmp.cmp(path, there, shallow=False):
            yield path, there


def put(source: Path, target: Path) -> int:
    """How many files were new."""
    number = 0
    for path, there in missing(source, target):
        unfinished = there.with_name(there.name + UNFINISHED)
        shutil.copyfile(path, unfinished)
        unfinished.replace(there)
        number += 1
    return number


def main(arguments: list[str]) -> None:
    source, target = map(Path, arguments)
    if not source.is_dir():
        sys.exit(f"There is no {source.resolve()}: was the image built whole?")
    number = put(source, target)
    sys.stdout.write(f"{number} new files of this release.\n")


if __name__ == "__main__":
    main(sys.argv[1:])

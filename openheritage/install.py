"""Installs locked requirements and says how far it is.

    python openheritage/install.py requirements.txt

Two at a time: pip asks for one package after the other, and unpacks them so. The list
is complete and each of its files has a digest, so that neither has to know what the
other does. Python compiles what is imported when it first is, and not all that there
is.

Begun by ``make`` before there is anything but Python, so it imports nothing else.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue
from tempfile import TemporaryDirectory
from threading import Thread

PIP = "-m pip install --require-hashes --no-deps --no-compile --no-input"
PIP += " --disable-pip-version-check --progress-bar off --requirement"

# What pip says once for each package, and then once for all.
BEGUN = re.compile(r"(Collecting|Requirement already satisfied:) ")
UNPACKING = "Installing collected packages"

# A package, and the lines below it that belong to it.
PINNED = re.compile(r"^(?=[\w.-]+(?:\[.*\])?==)", re.MULTILINE)
# How many of pip work beside each other.
PARTS = 2
# In a log, where one line cannot count, after so many packages.
STEP = 25


def say(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


def main(path: str) -> int:
    head, *packages = PINNED.split(Path(path).read_text())
    is_terminal = sys.stdout.isatty()
    begun, unpacking = 0, False
    with TemporaryDirectory() as folder:
        parts = [
            Part(Path(folder, f"{number}.txt"), head + "".join(packages[number::PARTS]))
            for number in range(min(PARTS, len(packages)))
        ]
        for line in lines_of(parts):
            if BEGUN.match(line):
                begun += 1
                if is_terminal:
                    say(f"\r  {begun} of {len(packages)} packages", end="")
                elif not begun % STEP:
                    say(f"  {begun} of {len(packages)} packages")
            elif line.startswith(UNPACKING) and not unpacking:
                unpacking = True
                say(("\n" if is_terminal else "") + "  unpacking them …")
        failed = [part for part in parts if part.pip.wait()]
    for part in failed:
        say("\nThe packages could not be installed. What pip said last:")
        say("".join(part.lines[-15:]))
    return max(part.pip.returncode for part in parts)


class Part:
    """Some of the packages, and the pip that installs them."""

    def __init__(self, path: Path, requirements: str) -> None:
        path.write_text(requirements)
        self.lines: list[str] = []
        self.pip = subprocess.Popen(  # noqa: S603 - ourselves, and what make names
            [sys.executable, *PIP.split(), str(path)],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def listen(self, queue: SimpleQueue[str | None]) -> None:
        for line in self.pip.stdout or ():
            self.lines.append(line)
            queue.put(line)
        queue.put(None)


def lines_of(parts: list[Part]) -> Iterator[str]:
    """What all of them say, in the order in which they say it."""
    queue: SimpleQueue[str | None] = SimpleQueue()
    for part in parts:
        Thread(target=part.listen, args=[queue], daemon=True).start()
    for _part in parts:
        yield from iter(queue.get, None)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

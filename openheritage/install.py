"""Installs locked requirements and says how far it is.

    python openheritage/install.py requirements.txt

Begun by ``make`` before there is anything but Python, so it imports nothing else.
"""

import re
import subprocess
import sys
from pathlib import Path

PIP = "-m pip install --require-hashes --no-input --disable-pip-version-check"
PIP += " --progress-bar off --requirement"

# What pip says once for each package, and then once for all.
BEGUN = re.compile(r"(Collecting|Requirement already satisfied:) ")
UNPACKING = "Installing collected packages"

PINNED = re.compile(r"^[\w.-]+(\[.*\])?==", re.MULTILINE)
# In a log, where one line cannot count, after so many packages.
STEP = 25


def say(text: str, end: str = "\n") -> None:
    sys.stdout.write(text + end)
    sys.stdout.flush()


def main(path: str) -> int:
    total = len(PINNED.findall(Path(path).read_text()))
    is_terminal = sys.stdout.isatty()
    command = [sys.executable, *PIP.split(), path]
    pip = subprocess.Popen(  # noqa: S603 - ourselves, and what make names
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )
    begun, lines = 0, []
    for line in pip.stdout or ():
        lines.append(line)
        if BEGUN.match(line):
            begun += 1
            if is_terminal:
                say(f"\r  {begun} of {total} packages", end="")
            elif not begun % STEP:
                say(f"  {begun} of {total} packages")
        elif line.startswith(UNPACKING):
            say(("\n" if is_terminal else "") + "  unpacking them …")
    if pip.wait():
        say("\nThe packages could not be installed. What pip said last:")
        say("".join(lines[-15:]))
    return pip.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

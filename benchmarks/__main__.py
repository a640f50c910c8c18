"""Each row of docs/performance.md by one command.

    python -m benchmarks                      what there is to measure
    python -m benchmarks pages signing        measures these and writes them down
    python -m benchmarks --print pages        measures, and only prints
    python -m benchmarks signatures 1000000   with what a program is to be told

Each is a program of its own (``python -m benchmarks.pages``) that prints tables; here
they are put into docs/performance.md with the machine, the day and the commit.
"""

import ast
import subprocess
import sys
from pathlib import Path

from . import report

HERE = Path(__file__).parent
# They measure nothing: what the others share, and this.
SHARED = {"__init__", "__main__", "bare", "report"}
ONLY_PRINT = "--print"


def programs() -> dict[str, str]:
    """What can be measured, and the first line of what each says of itself."""
    return {
        path.stem: (ast.get_docstring(ast.parse(path.read_text())) or "").split("\n")[0]
        for path in sorted(HERE.glob("*.py"))
        if path.stem not in SHARED
    }


def grouped(words: list[str], known: dict[str, str]) -> list[tuple[str, list[str]]]:
    """Each name with the words that follow it."""
    found: list[tuple[str, list[str]]] = []
    for word in words:
        if word in known:
            found.append((word, []))
        elif found:
            found[-1][1].append(word)
        else:
            sys.exit(f"There is no {word} to measure, but {', '.join(known)}.")
    return found


def measure(name: str, told: list[str]) -> str:
    """What a program prints, which is shown while it does."""
    command = [sys.executable, "-m", f"benchmarks.{name}", *told]
    lines = []
    with subprocess.Popen(
        command, cwd=report.ROOT, stdout=subprocess.PIPE, text=True
    ) as running:
        for line in running.stdout or ():
            print(line, end="", flush=True)
            # Servers that a program starts speak between its tables.
            if not line.startswith("["):
                lines.append(line)
    if running.returncode:
        sys.exit(f"{name} has failed; nothing of it was written down.")
    return "".join(lines)


def main(words: list[str]) -> None:
    known = programs()
    wanted = grouped([word for word in words if word != ONLY_PRINT], known)
    if not wanted:
        print(__doc__)
        for name, line in known.items():
            print(f"{name:16} {line}")
    for name, told in wanted:
        text = measure(name, told)
        if ONLY_PRINT not in words:
            command = " ".join([f"python -m benchmarks {name}", *told])
            report.write(name, f"`{command}`, {report.circumstances()}\n\n{text}")


if __name__ == "__main__":
    main(sys.argv[1:])

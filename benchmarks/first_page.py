"""How long `make run` takes in a fresh clone, to the first page.

    python -m benchmarks.first_page

Clones the last commit and runs it in an empty environment, as a stranger would. Prints
when it said what, and when the first page was there.
"""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from tests.services.web import free_port

from .report import ROOT

LONGEST = 900
NEEDED = ("git", "make")


def note(lines: list[tuple[float, str]], running: subprocess.Popen, began: float):
    lines.extend(
        (time.monotonic() - began, line.strip()) for line in running.stdout or ()
    )


def is_there(port: int) -> bool:
    try:
        # As the site that is tried is called.
        with urlopen(f"http://localhost:{port}/en/", timeout=20) as answer:
            return answer.status == 200
    except (URLError, OSError):
        return False


def main() -> None:
    for program in NEEDED:
        if not shutil.which(program):
            sys.exit(f"{program} is missing.")
    with tempfile.TemporaryDirectory() as folder:
        clone, port = Path(folder, "clone"), free_port()
        subprocess.run(["git", "clone", "--quiet", ROOT, clone], check=True)
        # What pip has kept of earlier times stays: a stranger's network is no figure.
        environment = {name: os.environ[name] for name in ("PATH", "HOME")}
        began, lines = time.monotonic(), []
        running = subprocess.Popen(
            ["make", "run", f"PORT={port}"],
            cwd=clone,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=note, args=(lines, running, began), daemon=True).start()
        try:
            while time.monotonic() - began < LONGEST:
                if is_there(port):
                    break
                if running.poll() is not None:
                    sys.exit("\n".join(line for _at, line in lines))
                time.sleep(0.1)
            else:
                sys.exit(f"Nothing is there after {LONGEST} seconds.")
            took = time.monotonic() - began
        finally:
            with suppress(ProcessLookupError):
                os.killpg(running.pid, signal.SIGTERM)
            running.wait()
    print("| It said | after seconds |\n| --- | --- |")
    for at, line in lines:
        if line.endswith("…"):
            print(f"| {line} | {at:.1f} |")
    print(f"| the first page is there | {took:.1f} |")


if __name__ == "__main__":
    main()

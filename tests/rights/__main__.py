"""Writes the table anew: ``python -m tests.rights``. Then read the difference.

With ``--new`` it asks only for what has no line yet, and takes out what is gone.
"""

import os
import subprocess
import sys

from tests.services.web import BASE_DIR

RUN = [
    *(sys.executable, "-m", "tests.services", sys.executable, "-m", "pytest"),
    *("-n0", "-q", "tests/rights/writing.py"),
]


def main(options: list[str]) -> int:
    environment = os.environ | ({"RIGHTS_NEW": "1"} if "--new" in options else {})
    return subprocess.run(RUN, cwd=BASE_DIR, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

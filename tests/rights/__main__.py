"""Writes the table anew: ``python -m tests.rights``. Then read the difference."""

import subprocess
import sys

from tests.services.web import BASE_DIR

RUN = [
    *(sys.executable, "-m", "tests.services", sys.executable, "-m", "pytest"),
    *("-n0", "-q", "tests/rights/writing.py"),
]

if __name__ == "__main__":
    sys.exit(subprocess.run(RUN, cwd=BASE_DIR, check=False).returncode)

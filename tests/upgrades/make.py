"""Makes the kept database anew, by the code that it is of and the packages of that day.

    python -m tests.upgrades.make [--here]

The commit is the first whose migrations are kept. It is taken from git into a temporary
folder, with an environment of its own (``--here``: with this one) and an empty
PostgreSQL; ``fill.py`` runs there. Nothing in it is of anybody real.
"""

import gzip
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from tests.services import postgres
from tests.services.web import BASE_DIR

COMMIT = "46d1bc0768"
HERE = Path(__file__).parent
DUMP, KNOWN = HERE / "first.sql.gz", HERE / "first.json"
# Hashes of links and addresses hold under it, and under no other.
PSEUDONYM_KEY = "of-the-kept-database-alone"
# Of the admin's search, which `update_index` makes: a quarter of the file.
LEFT_OUT = "wagtailsearch_indexentry"
# Of newer programs than the one that may read it.
COMMANDS = re.compile(r"^\\(un)?restrict .*\n", re.MULTILINE)


def environment(url: str, folder: Path) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "openheritage.settings.production",
        "DATABASE_URL": url,
        "SECRET_KEY": "of-one-hour-and-nothing-after-it-" * 2,
        "PSEUDONYM_KEY": PSEUDONYM_KEY,
        "BASE_URL": "https://example.org",
        "EMAIL_URL": "smtp://localhost:1",
        "VAR_DIR": str(folder),
    }


def check_out(folder: Path) -> None:
    command = ["git", "archive", COMMIT]
    archive = subprocess.run(command, cwd=BASE_DIR, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", folder], input=archive.stdout, check=True)


def python_of(folder: Path) -> Path:
    """With what that day's requirements name, and pytest, for its helpers of tests."""
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    python = folder / "venv/bin/python"
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    needed = folder / "code/requirements.txt"
    subprocess.run([*pip, "--require-hashes", "-r", needed], check=True)
    subprocess.run([*pip, "pytest"], check=True)
    return python


def dump(url: str, programs: Path) -> bytes:
    options = ["--no-owner", "--no-privileges", f"--exclude-table-data={LEFT_OUT}"]
    made = subprocess.run(
        [programs / "pg_dump", *options, url],
        capture_output=True,
        text=True,
        check=True,
    )
    # The same bytes for the same database.
    return gzip.compress(COMMANDS.sub("", made.stdout).encode(), 9, mtime=0)


def main(arguments: list[str]) -> int:
    programs = postgres.find_programs()
    if programs is None:
        sys.exit(postgres.MISSING)
    with (
        tempfile.TemporaryDirectory(prefix="openheritage-first-") as name,
        postgres.server(filled=False) as url,
    ):
        folder = Path(name)
        code = folder / "code"
        code.mkdir()
        check_out(code)
        python = Path(sys.executable) if "--here" in arguments else python_of(folder)
        shutil.copy(HERE / "fill.py", code / "fill.py")
        of_code = environment(url, folder / "var")
        for command in (
            ["manage.py", "catalogues", "--compile"],
            ["manage.py", "collectstatic", "--noinput", "--verbosity", "0"],
            ["manage.py", "migrate", "--verbosity", "0"],
            ["fill.py", KNOWN, COMMIT],
        ):
            subprocess.run([python, *command], cwd=code, env=of_code, check=True)
        DUMP.write_bytes(dump(url, programs))
    print(f"{DUMP.name}: {DUMP.stat().st_size // 1000} kB.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

import sqlite3
import subprocess
import sys

from django.conf import settings


def migrate(folder) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "manage.py", "migrate", "--verbosity", "0"],
        cwd=settings.BASE_DIR,
        env={
            "DJANGO_SETTINGS_MODULE": "openheritage.settings.dev",
            "VAR_DIR": str(folder),
            "PATH": "/usr/bin:/bin",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def test_a_database_of_before_the_rooms_gets_one_clear_sentence(tmp_path):
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        database.execute(
            "CREATE TABLE django_migrations"
            " (id integer, app text, name text, applied text)"
        )
        database.execute(
            "INSERT INTO django_migrations VALUES (1, 'home', '0001_initial', ?)",
            ["2001-01-01"],
        )
    done = migrate(tmp_path)
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    (line,) = done.stderr.strip().splitlines()
    assert "make clean" in line

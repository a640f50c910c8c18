"""What an operator meets: a backup that is whole, or words that say what is wrong."""

import json
import os
import resource
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from backups import manifest, restoring, state
from backups.errors import BackupError
from tests.services import sample

pytestmark = [pytest.mark.django_db, pytest.mark.turns(2)]


def environment(**variables: str) -> dict[str, str]:
    """Of a process that works on the database of this one."""
    url = sample.at(os.environ["DATABASE_URL"], connection.settings_dict["NAME"])
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "openheritage.settings.test",
        "DATABASE_URL": url,
        "TESTS_DIR": str(django_settings.VAR_DIR),
        **variables,
    }


def manage(*command: str | Path, preexec=None, **variables: str) -> tuple[int, str]:
    done = subprocess.run(
        [sys.executable, "manage.py", *map(str, command)],
        cwd=django_settings.BASE_DIR,
        env=environment(**variables),
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=preexec,
    )
    return done.returncode, done.stdout + done.stderr


@pytest.fixture(scope="module")
def made(django_db_setup, tmp_path_factory) -> Path:
    """One for all: nothing changes it."""
    folder = tmp_path_factory.mktemp("backups")
    code, said = manage("backup", "--to", folder)
    assert code == 0, said
    (path,) = (path for path in folder.iterdir() if path.is_dir())
    return path


@pytest.fixture
def backup(made, tmp_path) -> Path:
    """A copy to be damaged."""
    return Path(shutil.copytree(made, tmp_path / made.name))


def look(folder: Path) -> list[str]:
    said: list[str] = []
    restoring.look(folder, None, said.append)
    return said


def change(folder: Path, **values) -> None:
    found = manifest.read(folder)
    for name, value in values.items():
        setattr(found, name, value)
    (folder / manifest.NAME).write_text(found.text())


def test_a_backup_is_for_its_owner_alone(made):
    assert made.stat().st_mode & 0o777 == 0o700
    for path in made.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
    assert look(made) == []


def test_what_it_says_of_itself_is_no_secret(made):
    text = (made / manifest.NAME).read_text()
    assert "@" not in text
    assert django_settings.SECRET_KEY not in json.loads(text)["keys"].values()


@pytest.mark.parametrize("harm", ["missing", "short", "other"])
def test_a_damaged_backup_is_not_restored(backup, harm):
    path = backup / "database.dump"
    data = path.read_bytes()
    if harm == "missing":
        path.unlink()
    else:
        other = bytes([data[-1] ^ 1])
        path.write_bytes(data[:-1] if harm == "short" else data[:-1] + other)
    with pytest.raises(BackupError, match=r"database\.dump"):
        look(backup)
    code, said = manage("backup", "--verify", backup)
    assert code == 1
    assert "damaged" in said


def test_an_unfinished_one_is_none(backup):
    (backup / manifest.NAME).unlink()
    with pytest.raises(BackupError, match="is no backup"):
        look(backup)


def test_one_of_a_newer_release_is_refused(backup):
    migrations = manifest.read(backup).migrations
    migrations["register"].append("0999_of_tomorrow")
    change(backup, migrations=migrations)
    with pytest.raises(BackupError, match="newer release"):
        look(backup)


def test_a_manifest_that_somebody_changed_is_refused(backup):
    path = backup / manifest.NAME
    path.write_text(path.read_text().replace('"site"', '"site" '))
    assert look(backup) == []
    values = json.loads(path.read_text()) | {"site": "elsewhere.example"}
    path.write_text(json.dumps(values))
    with pytest.raises(BackupError, match="changed"):
        look(backup)


def test_another_key_is_noticed(backup, settings):
    settings.PSEUDONYM_KEY = "another"
    (said,) = look(backup)
    assert "PSEUDONYM_KEY" in said


def test_a_site_that_is_there_is_not_replaced(made):
    code, said = manage("restore", made)
    assert code == 1
    assert "--overwrite" in said or "Stop web and worker" in said
    assert connection.introspection.table_names()


def test_where_there_is_no_room_nothing_is_left(tmp_path):
    def little_room() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (200_000, 200_000))

    code, said = manage("backup", "--to", tmp_path, preexec=little_room)
    assert code == 1
    assert "Traceback" not in said
    assert not [path for path in tmp_path.iterdir() if path.is_dir()]
    assert "failed_at" in state.read(tmp_path)


def test_a_database_that_does_not_answer_is_told_in_words(tmp_path):
    url = "postgres://nobody@127.0.0.1:1/none"
    code, said = manage("backup", "--to", tmp_path, DATABASE_URL=url)
    assert code == 1
    assert "does not answer" in said
    assert "Traceback" not in said


def test_the_oldest_go_and_the_last_good_one_never(made, tmp_path):
    for day in range(1, 4):
        shutil.copytree(made, tmp_path / f"2020-01-0{day}T000000Z")
    (tmp_path / ".unfinished-2020-01-04T000000Z").mkdir()
    code, said = manage("backup", "--to", tmp_path, "--keep", "2")
    assert code == 0, said
    left = sorted(path.name for path in tmp_path.iterdir() if path.is_dir())
    assert left[0] == "2020-01-03T000000Z"
    assert len(left) == 2


# The readiness check ----------------------------------------------------------------


@pytest.fixture
def folder(settings, tmp_path, made) -> Path:
    settings.BACKUP_DIR = str(tmp_path)
    shutil.copytree(made, tmp_path / made.name)
    state.write(tmp_path, done_at=timezone.now().isoformat(), name=made.name)
    return tmp_path


def readiness(client) -> str | None:
    return client.get(reverse("ready")).json().get("backup")


def ago(**passed: int) -> str:
    return (timezone.now() - timedelta(**passed)).isoformat()


def test_who_makes_no_backups_here_reads_nothing_of_them(client):
    assert readiness(client) is None


def test_a_fresh_backup_is_well(client, folder):
    assert readiness(client) == "ok"


def test_an_old_one_a_failed_one_and_one_that_is_gone_are_told(client, folder, made):
    state.write(folder, done_at=ago(hours=27))
    assert readiness(client).startswith("none since 20")
    state.write(folder, done_at=ago(hours=2), failed_at=ago(hours=1))
    assert readiness(client).startswith("failed at 20")
    state.write(folder, failed_at=ago(hours=3))
    assert readiness(client) == "ok"
    # The process that began one is no more.
    state.write(folder, begun_at=ago(minutes=5))
    assert readiness(client).startswith("failed at 20")
    state.write(folder, begun_at=ago(hours=3))
    shutil.rmtree(folder / made.name)
    assert readiness(client) == "never made"


def test_superusers_see_it_and_nobody_else(sign_in, superuser, folder):
    state.write(folder, done_at=ago(days=3))
    home = reverse("wagtailadmin_home")
    assert "The last backup" in sign_in("root").get(home).text
    assert "The last backup" not in sign_in("editor").get(home).text

"""Files of lists: what leaves is in none from that moment on, whatever way it leaves,
however many workers there are, and if one is killed."""

import gzip
import os
import subprocess
import sys
import time
from urllib.parse import urlsplit

import pytest
from django.conf import settings as project
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.test import Client

from register import files, series
from register.models import ListFile, RegisterFacts
from signatures import signing
from signatures.models import Signature
from tests.conftest import body_of
from tests.correspondence.conftest import committed
from tests.correspondence.test_races import in_parallel
from tests.signing import make_published

from .test_files import ALL, GZIP, made, named, on_disk, plain
from .test_leaving import COMMENT, NAME, WAYS, member, public, waiting

__all__ = ["committed", "member", "public", "waiting"]

pytestmark = pytest.mark.django_db

# A worker that stops for good where it is told, with a file on the disk.
WORKER = """
import sys, time
import django
django.setup()
from register import files, series
files.AT_ONCE, series.ROWS = 0, 7
stored, store = [], files.stored_files.store
def stopping(folder, kind, content):
    name = store(folder, kind, content)
    stored.append(kind)
    if stored.count(sys.argv[1]) == 2:
        print("stopped", flush=True)
        time.sleep(600)
    return name
files.stored_files.store = stopping
files.make_all()
"""


@pytest.fixture(autouse=True)
def many(monkeypatch, settings, tmp_path):
    """As if the sample's signatures were many: several parts."""
    settings.MEDIA_ROOT = tmp_path / "media"
    monkeypatch.setattr(files, "AT_ONCE", 0)
    monkeypatch.setattr(series, "ROWS", 7)


def words_on_disk() -> str:
    """All that stands in any file, and in any part of one."""
    found = [plain(part) for part in files.ListPart.objects.all()]
    for row in ListFile.objects.all():
        with default_storage.open(row.file) as file:
            found.append(gzip.decompress(file.read()).decode())
    return "\n".join(found)


@pytest.mark.parametrize("leave", WAYS)
def test_whatever_way_it_leaves(
    client, sign_in, public, settings, leave, django_capture_on_commit_callbacks
):
    signature, link = public
    with django_capture_on_commit_callbacks(execute=True):
        made()
    for words in (NAME, COMMENT, signature.reference):
        assert words in words_on_disk()
    settings.CLOSED_DAYS = 0
    with django_capture_on_commit_callbacks(execute=True):
        leave(client, sign_in, signature, link)
    # Before the worker has done anything.
    for path in ALL:
        answer = client.get(path)
        assert answer.status_code == 503
        assert 0 < int(answer["Retry-After"]) <= 60
    assert on_disk() == named()
    for words in (NAME, COMMENT):
        assert words not in words_on_disk()
    with django_capture_on_commit_callbacks(execute=True):
        made()
    for path in ALL:
        answer = client.get(path, headers=GZIP)
        text = gzip.decompress(body_of(answer)).decode()
        assert NAME not in text
        assert COMMENT not in text


def shown(path: str) -> str:
    """What anybody gets now; nothing while it is made."""
    answer = Client().get(path, headers=GZIP)
    if answer.status_code == 503:
        return ""
    assert answer.status_code == 200
    return gzip.decompress(body_of(answer)).decode()


def test_two_workers_show_nobody_who_has_left(committed):
    """One after another leaves, while two workers make files of who is there."""
    with transaction.atomic():
        leaving = [
            make_published(f"{number}@museum.example", name=f"Leaving {number}.")
            for number in range(12)
        ]
    made()
    assert "Leaving 0." in shown(ALL[0])
    faults: list[str] = []
    left: list[str] = []

    def withdraw() -> None:
        for row in leaving:
            signing.withdraw(Signature.objects.get(pk=row.pk))
            left.append(row.name)
            time.sleep(0.05)

    def work() -> None:
        while len(left) < len(leaving):
            files.step()

    def read() -> None:
        while len(left) < len(leaving):
            for path in ALL:
                gone = [*left]
                text = shown(path)
                faults.extend(name for name in gone if name in text)

    in_parallel(lambda number: [withdraw, work, work, read][number](), 4, 4)
    assert not faults
    made()
    for path in ALL:
        text = shown(path)
        assert text
        assert "Leaving" not in text
    assert "Leaving" not in words_on_disk()
    assert on_disk() == named()


@pytest.mark.parametrize("kind", ["part", "list"])
def test_a_worker_that_is_killed_shows_nobody_who_has_left(committed, tmp_path, kind):
    with transaction.atomic():
        row = make_published(None, name="Leaving Museum")
    url = urlsplit(os.environ["DATABASE_URL"])
    url = url._replace(path=f"/{connection.settings_dict['NAME']}")
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER, kind],
        cwd=project.BASE_DIR,
        stdout=subprocess.PIPE,
        env=os.environ
        | {
            "DATABASE_URL": url.geturl(),
            "DJANGO_SETTINGS_MODULE": "openheritage.settings.test",
            "TESTS_DIR": str(tmp_path),
        },
    )
    try:
        assert process.stdout.readline() == b"stopped\n"
        # While it stands there, another one makes nothing, and nothing is shown.
        assert files.step() == 0
        assert [shown(path) for path in ALL] == ["", "", ""]
        signing.withdraw(Signature.objects.get(pk=row.pk))
    finally:
        process.kill()
        process.communicate()
    assert on_disk() - named()
    for path in on_disk() - named():
        # As old as what a worker leaves is when the next one is at work.
        os.utime(default_storage.path(path), times=(1, 1))
    for _attempt in range(50):
        if files.step():
            break
        time.sleep(0.1)
    made()
    for path in ALL:
        text = shown(path)
        assert text
        assert "Leaving Museum" not in text
    # Nor is it anywhere on the disk.
    assert on_disk() == named()
    assert "Leaving Museum" not in words_on_disk()


def test_a_file_that_was_begun_before_is_not_published_after(committed, monkeypatch):
    """The withdrawal is committed between the reading of rows and the writing of the
    row that names the file: of a part, of the files, and of what is erased later."""
    work = files.stored_files.store
    for kind in ("part", "list", "erased"):
        with transaction.atomic():
            row = make_published(f"{kind}@museum.example", name=f"Leaving {kind}")
        done: list[bool] = []

        def meanwhile(folder, of, content, *, kind=kind, pk=row.pk, done=done) -> str:
            name = work(folder, of, content)
            if not done and of == kind.replace("erased", "part"):
                done.append(True)
                in_parallel(lambda _number: go(kind, pk), 1, 1)
            return name

        monkeypatch.setattr(files.stored_files, "store", meanwhile)
        files.ListPart.objects.all().drop()
        ListFile.objects.all().drop()
        made()
        assert done
        for path in ALL[2:] if kind == "erased" else ALL:
            assert f"Leaving {kind}" not in shown(path)
        assert on_disk() == named()


def go(kind: str, pk: int) -> None:
    if kind == "erased":
        with transaction.atomic():
            RegisterFacts.objects.filter(signature_id=pk).delete()
    else:
        signing.withdraw(Signature.objects.get(pk=pk))

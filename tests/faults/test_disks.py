"""A disk is full: reading goes on, writing is refused in words, recovers by itself."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from io import BytesIO
from pathlib import Path

import psycopg
import pytest
from PIL import Image

from tests.services import sample

from .clients import PAGES, readers, signers
from .reckoning import patiently, reconcile
from .site import HOST, Answer, Site, wait_until

SITE = {"SECOND_FACTOR_REQUIRED": "0", "MAILS_AN_HOUR": "0"}

SESSION = """
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
user = User.objects.get(username="editor")
session = SessionStore()
session[SESSION_KEY] = str(user.pk)
session[BACKEND_SESSION_KEY] = "accounts.backends.LimitedBackend"
session[HASH_SESSION_KEY] = user.get_session_auth_hash()
session.create()
print(session.session_key)
"""


@contextmanager
def small_disk(folder: Path, kilobytes: int, owner: str = "") -> Iterator[Path]:
    """A file system of its own, of which the test fills what is left."""
    folder.mkdir(parents=True, exist_ok=True)
    options = f"size={kilobytes}k"
    subprocess.run(["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder], check=True)
    try:
        if owner:
            subprocess.run(["chown", owner, folder], check=True)
        yield folder
    finally:
        # Whoever still writes there lets go in a moment.
        subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> Path:
    """Takes all room that is left."""
    filler = folder / "filler"
    with suppress(OSError), filler.open("ab", buffering=0) as file:
        while True:
            file.write(b"\0" * 4096)
    return filler


def upload(site: Site, session: str, name: str) -> Answer:
    """As an editor's browser adds a picture."""
    picture = BytesIO()
    Image.effect_noise((300, 300), 90).convert("RGB").save(picture, "PNG")
    token, line = "A" * 32, "storm-storm-storm"
    fields = {"csrfmiddlewaretoken": token, "title": name}
    part = '--{}\r\nContent-Disposition: form-data; name="{}"\r\n\r\n{}\r\n'
    body = "".join(part.format(line, *field) for field in fields.items()).encode()
    head = f'--{line}\r\nContent-Disposition: form-data; name="files[]"; '
    head += f'filename="{name}.png"\r\nContent-Type: image/png\r\n\r\n'
    body += head.encode() + picture.getvalue() + f"\r\n--{line}--\r\n".encode()
    connection = site.connect()
    headers = {
        "Host": HOST,
        "X-Forwarded-Proto": "https",
        "X-Requested-With": "XMLHttpRequest",
        "Cookie": f"sessionid={session}; csrftoken={token}",
        "Referer": f"https://{HOST}/admin/",
        "Content-Type": f"multipart/form-data; boundary={line}",
    }
    connection.request("POST", "/admin/images/multiple/add/", body, headers)
    response = connection.getresponse()
    text = response.read().decode()
    connection.close()
    return Answer(response.status, text)


def empty_files(folder: Path) -> list[Path]:
    return [
        path for path in folder.rglob("*") if path.is_file() and not path.stat().st_size
    ]


@pytest.mark.fault_long
def test_without_room_for_media_pictures_are_refused_in_words(site):
    session = site.shell(SESSION).strip().splitlines()[-1]
    with small_disk(site.media, 4096) as disk:
        filler = fill(disk)
        answer = upload(site, session, "storm")
        assert answer.status == 200, answer.text
        assert '"success": false' in answer.text
        assert "room" in answer.text
        files = [path for path in disk.rglob("*") if path.is_file()]
        assert files == [filler], "No file is left of it, not an empty one either."
        with readers(site, 4, 3) as read, signers(site, 1, 2) as crowd:
            pass
        # A busy machine may turn some away.
        assert {*read.statuses} <= {200, 503}
        for path in PAGES:
            patiently(site, path)
        assert not crowd.gave_up
        filler.unlink()
        answer = upload(site, session, "storm")
        assert '"success": true' in answer.text, answer.text
        assert not empty_files(disk)
    print("\nmedia full:", read.told(), "; signers:", crowd.told())


@pytest.mark.fault_long
def test_without_room_for_logs_all_goes_on(site):
    log = site.parts["web"].log
    with small_disk(site.folder / "small", 64) as disk:
        for name in ("web", "worker"):
            site.stop(name)
            site.parts[name].log = disk / f"{name}.log"
        fill(disk)
        for name in ("web", "worker"):
            site.start(name)
        for number in range(20):
            # Each is worth a line in the log.
            assert site.ask(f"/en/nothing-{number}/").status == 404
        with readers(site, 4, 3) as read, signers(site, 1, 2) as crowd:
            pass
        # A busy machine may turn some away.
        assert {*read.statuses} <= {200, 503}
        for path in PAGES:
            patiently(site, path)
        line = reconcile(site, crowd, to_publish=False)
        for name in ("web", "worker"):
            site.stop(name)
            site.parts[name].log = log.with_name(f"{name}.log")
            site.start(name)
    print("\nlogs full:", read.told(), "; signers:", line)


@contextmanager
def moved_to(site: Site, disk: Path) -> Iterator[None]:
    """The database lies on another disk; nobody may be connected when it moves."""
    url = sample.at(site.database_url, "postgres")

    def run(*statements: str) -> None:
        for name in ("web", "worker"):
            site.stop(name)
        with psycopg.connect(url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)
        for name in ("web", "worker"):
            site.start(name)

    run(
        f"CREATE TABLESPACE small LOCATION '{disk}'",
        "ALTER DATABASE site SET TABLESPACE small",
    )
    try:
        yield
    finally:
        run("ALTER DATABASE site SET TABLESPACE pg_default", "DROP TABLESPACE small")


@pytest.mark.fault_long
def test_without_room_for_the_database_signers_keep_their_answers(site):
    size = site.sql("SELECT pg_database_size('site')")[0][0] // 1024
    folder = site.database.folder / "small"
    with (
        small_disk(folder, size + 12_000, "postgres") as disk,
        moved_to(site, disk),
    ):
        for path in PAGES:
            patiently(site, path)
        filler = fill(disk)
        refused = []
        with signers(site, 4, 12, patience=200) as crowd:

            def is_refused() -> bool:
                refused[:] = [
                    one.answer for one in crowd.requests if one.answer.status == 503
                ]
                return len(refused) > 3

            try:
                wait_until(is_refused)
                # Reading needs no room.
                for path in PAGES:
                    patiently(site, path)
                while_full = len(crowd.signed)
            finally:
                filler.unlink()
        for answer in refused:
            assert answer.headers["Retry-After"]
        forms = [one for one in refused if re.search('name="answers"', one.text)]
        assert forms, "Whoever was about to sign keeps what they typed."
        assert not crowd.gave_up, "Without anybody's doing."
        print(
            f"\ndatabase full: {while_full} had signed, {len(refused)} were refused "
            f"with 503 ({len(forms)} with their answers), then all:",
            reconcile(site, crowd, to_publish=False),
        )

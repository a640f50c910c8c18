"""What ``make run`` does, on SQLite and without make, in a folder of its own."""

import hashlib
import os
import re
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from html import unescape
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, build_opener, urlopen

import pytest

from openheritage.names import bcp47, direction

from .conftest import LANGUAGES
from .services.postgres import free_port
from .services.web import BASE_DIR, serving

pytestmark = [pytest.mark.proof, pytest.mark.apart]

# Where git, Python and the tests keep what is theirs.
CACHES = {
    ".git",
    ".venv",
    "__pycache__",
    "build",
    ".hypothesis",
    ".pytest_cache",
    ".ruff_cache",
}


@dataclass
class Run:
    folder: Path
    address: str
    # What loading the sample content printed, the first time and the second.
    loading: str
    loading_again: str
    # Digests of the database after each.
    loaded: str
    loaded_again: str
    # What lay in the repository before anything ran.
    files_before: set[Path]
    log: Path

    def fetch(self, path: str) -> str:
        with urlopen(self.address + path, timeout=60) as answer:
            return answer.read().decode()

    def picture_of(self, path: str) -> str:
        """The address of the smallest AVIF of a page's first picture."""
        return re.search(r'srcset="(/images/\S+)', self.fetch(path))[1]


def files() -> set[Path]:
    """All files of the work tree, ignored ones too, but not the caches."""
    found = set()
    for folder, folders, names in os.walk(BASE_DIR):
        folders[:] = [name for name in folders if name not in CACHES]
        found.update(Path(folder, name) for name in names)
    return found


def digest(database: Path) -> str:
    """Of every row of every table."""
    total = hashlib.sha256()
    with closing(sqlite3.connect(database)) as connection:
        for line in connection.iterdump():
            total.update(line.encode())
    return total.hexdigest()


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Iterator[Run]:
    folder = tmp_path_factory.mktemp("var")
    files_before = files()
    address = f"http://127.0.0.1:{(port := free_port())}"
    ours = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE")
    environment = {name: text for name, text in os.environ.items() if name not in ours}
    environment |= {"VAR_DIR": str(folder), "PORT": str(port)}

    def manage(*arguments: str) -> str:
        command = [sys.executable, "manage.py", *arguments]
        done = subprocess.run(
            command,
            cwd=BASE_DIR,
            env=environment,
            capture_output=True,
            check=False,
            text=True,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    manage("catalogues", "--compile")
    manage("migrate", "--verbosity", "0")
    database = folder / "db.sqlite3"
    loading = manage("load_demo", "--address", address)
    loaded = digest(database)
    loading_again = manage("load_demo", "--address", address)
    loaded_again = digest(database)
    command = [sys.executable, "manage.py", "runserver", "--noreload", str(port)]
    log = tmp_path_factory.mktemp("log") / "runserver.log"
    with serving(command, address, environment, log):
        yield Run(
            folder,
            address,
            loading,
            loading_again,
            loaded,
            loaded_again,
            files_before,
            log,
        )
    assert "Traceback" not in log.read_text()


def test_loading_again_changes_nothing(run):
    assert "already" in run.loading_again
    assert run.loaded_again == run.loaded


@pytest.mark.parametrize("language", LANGUAGES)
def test_home_and_statement_are_read_in_every_language(run, language):
    for path in (f"/{language}/", f"/{language}/statement/"):
        html = run.fetch(path)
        assert f'<html lang="{bcp47(language)}" dir="{direction(language)}">' in html
        assert "<h1" in html


def test_the_bare_address_leads_to_a_home_page(run):
    with urlopen(run.address, timeout=60) as answer:
        assert answer.url == f"{run.address}/en/"


def test_the_logins_stand_last_before_the_pages(run):
    before = run.log.read_text().partition("INFO openheritage")[0]
    told = before.strip().splitlines()[-5:]
    assert any("sign in as editor" in line for line in told)
    assert any("password" in line for line in told)


def test_the_server_writes_one_line_for_a_page_and_none_for_what_it_brings(run):
    page = run.fetch("/en/background/")
    run.fetch(re.search(r'href="(/static/[^"]+\.css)"', page)[1])
    run.fetch("/en/search/suggest/?q=internet")
    lines = run.log.read_text().splitlines()
    [line] = [line for line in lines if "/en/background/" in line]
    # The last word is the request's own.
    said = r"INFO openheritage\.middleware 200 GET /en/background/ \[[0-9a-f]{32}\]"
    assert re.fullmatch(said, line)
    assert not [line for line in lines if "/static/" in line or "suggest" in line]


@pytest.mark.parametrize("language", LANGUAGES)
def test_anybody_can_verify_the_text(run, tmp_path, language):
    page = run.fetch(f"/{language}/statement/")
    shown = re.search(r'<code class="digest"[^>]*>([0-9a-f]{64})</code>', page)[1]
    with urlopen(f"{run.address}/{language}/statement.txt", timeout=60) as answer:
        text = tmp_path / "statement.txt"
        text.write_bytes(answer.read())
    if shutil.which("sha256sum"):
        command = ["sha256sum", text]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        assert done.stdout.split()[0] == shown
    else:
        assert hashlib.sha256(text.read_bytes()).hexdigest() == shown


@pytest.mark.parametrize("statement", ["UPDATE {} SET verb = ''", "DELETE FROM {}"])
def test_the_history_is_only_ever_added_to(run, statement):
    with closing(sqlite3.connect(run.folder / "db.sqlite3")) as connection:
        count = "SELECT count(*) FROM events_event"
        (before,) = connection.execute(count).fetchone()
        assert before
        with pytest.raises(sqlite3.IntegrityError, match="only ever added"):
            connection.execute(statement.format("events_event"))
        assert connection.execute(count).fetchone() == (before,)


def test_search_finds_a_member(run):
    assert "/en/coalition/internet-archive/" in run.fetch("/en/search/?q=internet")


def test_a_search_that_finds_nothing_is_counted(run):
    for word in ("xyzzyqwv", "xyzzyqwv", "qwvxyzzy"):
        run.fetch(f"/en/search/?q={word}")
    with closing(sqlite3.connect(run.folder / "db.sqlite3")) as connection:
        asked = "SELECT query, hits FROM search_missed ORDER BY id"
        found = connection.execute(asked).fetchall()
    assert found == [("xyzzyqwv", 2), ("qwvxyzzy", 1)]


def test_a_picture_is_made_when_it_is_first_asked_for(run):
    def renditions() -> list[Path]:
        return list((run.folder / "media").rglob("market*.avif"))

    picture = run.picture_of("/en/news/songbook-without-watermark/")
    assert not renditions(), "A picture was made that nobody had asked for."
    for _time in ("made", "kept"):
        with urlopen(run.address + picture, timeout=60) as answer:
            assert answer.headers["Content-Type"] == "image/avif"
            assert "immutable" in answer.headers["Cache-Control"]
            assert answer.read(12)[4:] == b"ftypavif"
        assert len(renditions()) == 1


def test_the_run_says_where_the_site_is_and_who_may_sign_in(run):
    assert run.address in run.loading
    assert run.address in run.loading_again
    for account in ("editor", "moderator", "translator", "reviewer"):
        assert account in run.loading
    assert re.search(r"password\s+\S+", run.loading)


@pytest.mark.parametrize("account", ["editor", "moderator", "translator", "reviewer"])
def test_a_demo_account_signs_in_with_the_password_that_was_printed(run, account):
    password = re.search(r"password\s+(\S+)", run.loading)[1]
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    with browser.open(f"{run.address}/admin/", timeout=60) as answer:
        assert "/admin/login/" in answer.url
        form = answer.read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', form)[1]
    data = {"username": account, "password": password, "csrfmiddlewaretoken": token}
    data["next"] = "/admin/"
    with browser.open(answer.url, urlencode(data).encode(), timeout=60) as answer:
        assert answer.url == f"{run.address}/admin/"
        assert account in answer.read().decode()


SIGNER = {"signer": "Amina Oumarou", "job_title": "Director"}
STEPS = [
    (
        "continue",
        {
            "kind": "institution",
            "sector": "museum",
            "country": "NE",
            "name": "Musée des Sables",
            "name_latin": "",
            "website": "https://sables.example/",
        },
    ),
    ("continue", {**SIGNER, "email": "director@sables.example", "topic": ""}),
    ("send", {"comment": "", "consent_record": "on", "consent_authority": "on"}),
]


def sign(run: Run) -> str:
    """The whole form in a browser; the page that it ends with."""
    browser = build_opener(HTTPCookieProcessor(CookieJar()))
    browser.addheaders = [("Origin", run.address)]

    def send(address: str, fields: dict[str, str]) -> str:
        data = urlencode(fields).encode()
        try:
            with browser.open(run.address + address, data, timeout=60) as answer:
                return answer.read().decode()
        except HTTPError as error:
            if error.code != 307:
                raise
            # The browser is asked to send the same again, with its new cookie.
            return send(error.headers["Location"], fields)

    with browser.open(f"{run.address}/en/sign/", timeout=60) as answer:
        page = answer.read().decode()
    for button, fields in STEPS:
        hidden = dict(
            re.findall(r'name="(step|answers)"\s+value="([^"]*)"', page),
        )
        action = re.search(r'id="sign-form"[^>]* action="([^"]*)"', page)[1]
        page = send(unescape(action), {**hidden, **fields, "go": button})
    return page


def test_who_signs_twice_has_one_signature_and_as_many_lines_of_history(run):
    def rows(table: str, column: str) -> list:
        database = sqlite3.connect(run.folder / "db.sqlite3", timeout=60)
        with closing(database) as connection:
            query = f"SELECT {column} FROM {table} ORDER BY id DESC"  # noqa: S608 - ours
            return [value for (value,) in connection.execute(query)]

    before = len(rows("signatures_signature", "id"))
    for _time in range(2):
        assert "director@sables.example" in sign(run)
    assert len(rows("signatures_signature", "id")) == before + 1
    assert rows("signatures_signature", "name")[0] == "Musée des Sables"
    assert rows("events_event", "verb")[:2] == ["submitted again", "submitted"]
    # The first waits, or has left; the second is not sent beside it.
    assert "dropped" in rows("correspondence_message", "state")[:2]


def test_all_that_is_written_lies_in_the_folder(run):
    urlopen(run.address + run.picture_of("/en/news/coalition-launches/")).close()
    run.fetch("/en/search/?q=archive")
    run.fetch("/admin/login/")
    assert {path.name for path in run.folder.iterdir()} >= {"db.sqlite3", "media"}
    assert files() - run.files_before == set()

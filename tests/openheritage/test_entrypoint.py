"""What the Dockerfile builds and the entry point begins, run for real without any
container: on PostgreSQL, Redis and nginx, by an account without rights."""

import json
import os
import re
import signal
import ssl
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPSConnection
from urllib.parse import urlsplit

import psycopg
import pytest

from tests.faults.processes import wait_until
from tests.services import sample

from .boxed import HOST, Box, box
from .containers import ALONE, Compose

pytestmark = [pytest.mark.proof, pytest.mark.rota]


@pytest.fixture(scope="module")
def built() -> Iterator[Box]:
    with box() as made:
        made.copy()
        made.build()
        made.close()
        made.enter("secrets")
        yield made


@pytest.fixture(scope="module")
def database(worker_id) -> Iterator[str]:
    """What migrations make, without any content."""
    url, name = os.environ["DATABASE_URL"], f"test_container_{worker_id}"
    sample.copy_empty(url, name)
    yield sample.at(url, name)
    sample.drop(url, name)


def start_redis(made: Box, compose: Compose) -> None:
    """By compose.yaml's own line, at a port of its own."""
    line = compose(ALONE)["services"]["redis"]["command"]
    line = [word.replace("/etc/openheritage", f"{made.folder}/etc") for word in line]
    made.begin("redis", *line, "--port", str(made.ports["redis"]))
    (told,) = re.findall(
        r"^CACHE_URL=(.*)$",
        (made.folder / "etc/site/openheritage.env").read_text(),
        re.MULTILINE,
    )
    at = f"127.0.0.1:{made.ports['redis']}"
    made.environment["CACHE_URL"] = told.replace("redis:6379", at)


def start_nginx(made: Box) -> None:
    """With the files of the container, in folders and at ports of ours."""
    pairs = {
        "/etc/nginx/site/": f"{made.folder}/nginx/",
        "/run/openheritage/": f"{made.folder}/run/",
        "/var/cache/nginx/": f"{made.folder}/spare/",
        "/var/log/nginx/": f"{made.folder}/spare/",
        "0.0.0.0:8001": f"127.0.0.1:{made.ports['door']}",
        "8080": str(made.ports["http"]),
        "8443": str(made.ports["https"]),
    }
    main = made.folder / "main.conf"
    text = (made.code / "deploy/nginx/main.conf").read_text()
    # First of all, and here alone: our own folder lies there.
    main.write_text(text.replace(" /tmp/", f" {made.folder}/spare/"))
    for path in (main, made.folder / "nginx/openheritage.conf"):
        text = path.read_text()
        for old, new in pairs.items():
            text = text.replace(old, new)
        path.write_text(text)
    made.begin("nginx", "/usr/sbin/nginx", "-c", main)


@pytest.fixture(scope="module")
def site(built, database, tmp_path_factory) -> Iterator[Box]:
    """All that compose.yaml begins, but for the search server."""
    compose = Compose(tmp_path_factory.mktemp("compose"))
    built.environment["DATABASE_URL"] = database
    start_redis(built, compose)
    # Killed in the middle of it, it is begun again.
    built.begin("migrate", "deploy/entrypoint", "migrate")
    wait_until(lambda: [*(built.folder / "var").rglob("*.css")])
    assert built.end("migrate", signal.SIGKILL) == -signal.SIGKILL
    built.migrated = built.enter("migrate", SITE_LANGUAGES="en,fr")
    for name in ("web", "worker", "backup"):
        built.begin(name, "deploy/entrypoint", name)
    start_nginx(built)
    healthy = ("/usr/bin/python3", "-IS", "deploy/healthy.py")
    door = str(built.ports["door"])
    checks = (healthy, (*healthy, "worker"), ("deploy/nginx/healthy", door))
    for check in checks:
        wait_until(lambda check=check: built.run(*check)[0] == 0)
    wait_until(lambda: [*built.folder.glob("backups/*Z/manifest.json")])
    yield built
    # Asked to, each ends with what it has in hand.
    for name, code in (("backup", 143), ("worker", 0), ("web", 0)):
        assert built.end(name) == code, built.log(name)


def ask(site: Box, path: str) -> tuple[int, str, dict[str, str]]:
    """As a browser does that trusts the authority."""
    trusting = ssl.create_default_context(cafile=site.folder / "etc/tls/authority.pem")
    asking = HTTPSConnection(HOST, context=trusting, timeout=30)
    plain = HTTPConnection("127.0.0.1", site.ports["https"], timeout=30)
    plain.connect()
    asking.sock = trusting.wrap_socket(plain.sock, server_hostname=HOST)
    asking.request("GET", path)
    answer = asking.getresponse()
    text = answer.read().decode("utf-8", "replace")
    asking.close()
    return answer.status, text, dict(answer.headers)


def test_the_site_is_there_over_tls_with_its_files(site):
    status, page, headers = ask(site, "/fr/")
    assert status == 200, page[:600]
    assert 'lang="fr"' in page
    assert headers["X-Cache"] in ("MISS", "HIT")
    styles = re.findall(r'href="(/static/[^"]+\.css)"', page)
    assert styles
    status, _style, headers = ask(site, styles[0])
    assert status == 200
    # nginx's own, out of the folder that both read.
    assert "immutable" in headers["Cache-Control"]
    assert (
        "server_name heritage.example.org;"
        in (site.folder / "nginx/openheritage.conf").read_text()
    )


def test_all_parts_have_found_one_another(site):
    def told() -> tuple[int, str, str, str]:
        status, text, _headers = ask(site, "/health/ready/")
        found = json.loads(text)
        return status, found["worker"], found["cache"], found["backup"]

    # For ten seconds it says what it said before, of a backup too.
    wait_until(lambda: told() == (200, "ok", "ok", "ok"))


def test_the_back_door_forgets_what_it_is_told(site):
    ask(site, "/en/")
    assert ask(site, "/en/")[2]["X-Cache"] == "HIT"
    door = HTTPConnection("127.0.0.1", site.ports["door"], timeout=30)
    door.request("PURGE", "/en/", headers={"Host": HOST})
    assert door.getresponse().status < 300
    door.close()
    assert ask(site, "/en/")[2]["X-Cache"] == "MISS"


def test_what_began_it_may_begin_it_again(site):
    told = (site.folder / "etc/site/openheritage.env").read_text()
    site.enter("secrets")
    assert (site.folder / "etc/site/openheritage.env").read_text() == told
    assert "No migrations to apply." in site.migrated
    assert "made    page /fr/faq/, live" in site.migrated
    release = (".venv/bin/python", "-m", "openheritage.release", "built")
    code, said = site.run(*release, site.folder / "var")
    assert (code, said) == (0, "0 new files of this release.\n")
    assert not [*(site.folder / "var").rglob("*.unfinished")]


def test_a_backup_was_made_at_once_and_is_whole(site):
    (made,) = site.folder.glob("backups/*Z")
    assert made.stat().st_mode & 0o077 == 0
    code, said = site.run("deploy/manage", "backup", "--verify", made)
    assert code == 0, said


def test_the_code_is_as_it_was_built(site):
    """Whatever wanted to write there could not, and nobody missed it."""
    begun = (site.folder / "etc").stat().st_ctime
    changed = [
        path
        for path in site.code.rglob("*")
        if not path.is_symlink() and path.stat().st_mtime > begun
    ]
    assert changed == []
    code, _said = site.run("touch", site.code / "openheritage/new.py")
    assert code != 0 or os.geteuid() != 0


def test_health_checks_say_what_is_wrong(built):
    bind = {"WEB_BIND": f"unix:{built.folder}/run/none.sock"}
    code, said = built.run("/usr/bin/python3", "-IS", "deploy/healthy.py", **bind)
    assert code == 1
    assert "does not answer" in said
    code, _said = built.run("deploy/nginx/healthy", "1")
    assert code == 1


def test_role_and_database_are_made_once_and_the_password_is_set(built, worker_id):
    url = os.environ["DATABASE_URL"]
    parts = urlsplit(url)
    name = f"test_role_{worker_id}"
    given = {
        "PGHOST": parts.hostname,
        "PGPORT": str(parts.port),
        "PGUSER": parts.username,
        "DATABASE_NAME": name,
    }
    try:
        for _time in range(2):
            built.enter("database", **given)
        with psycopg.connect(sample.at(url, name)) as connection:
            row = connection.execute(
                "SELECT rolpassword, rolsuper, rolcreatedb, pg_get_userbyid(datdba),"
                " pg_encoding_to_char(encoding), datcollate"
                " FROM pg_authid, pg_database WHERE rolname = %s AND datname = %s",
                [name, name],
            ).fetchone()
            others = connection.execute(
                "SELECT has_database_privilege('pg_monitor', %s, 'CONNECT')", [name]
            ).fetchone()
        assert row[0].startswith("SCRAM-SHA-256$")
        assert row[1:] == (False, False, name, "UTF8", "C.UTF-8")
        assert others == (False,)
    finally:
        sample.drop(url, name)
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f'DROP ROLE IF EXISTS "{name}"')


def test_without_an_address_it_says_so(built):
    for what in ("secrets", "migrate"):
        code, said = built.run("deploy/entrypoint", what, BASE_URL="")
        assert code != 0
        assert "BASE_URL" in said


def test_nothing_of_the_builds_settings_is_in_what_it_made(built):
    made = built.code / "built"
    assert [*made.glob("locale/fr/LC_MESSAGES/*.mo")]
    assert (made / "static/staticfiles.json").is_file()
    for path in made.rglob("*"):
        if path.is_file():
            assert b"build.invalid" not in path.read_bytes(), path

"""Secrets and certificates of a site in containers: made once, whatever happens."""

import os
import random
import shutil
import signal
import ssl
import stat
import subprocess
import sys
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from openheritage import keys, tls
from tests.services import nginx

from .test_walk import ROOT

HOST = "heritage.example.org"
MADE = (
    *("site/secret-key", "site/pseudonym-key", "database/superuser", "database/role"),
    *("search/password", "cache/password"),
)


def begin(folder: Path) -> subprocess.Popen:
    command = [sys.executable, "-m", "openheritage.keys", str(folder)]
    return subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def run(folder: Path) -> str:
    with begin(folder) as process:
        said = "".join(process.communicate(timeout=60))
    assert process.returncode == 0, said
    return said


def contents(folder: Path) -> dict[str, str]:
    """Whatever is there whole; what is hidden is not."""
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in folder.rglob("[!.]*")
        if path.is_file()
    }


def variables(folder: Path) -> dict[str, str]:
    lines = (folder / keys.VARIABLES).read_text().splitlines()
    return dict(line.split("=", 1) for line in lines)


def test_secrets_are_made_once_and_nobody_reads_those_of_others(tmp_path):
    said = run(tmp_path)
    made = contents(tmp_path)
    assert {*made} == {*MADE, keys.VARIABLES, keys.REDIS}
    secrets = [made[name] for name in MADE]
    assert len({*secrets}) == len(secrets)
    assert min(map(len, secrets)) >= 64
    assert not any(secret in said for secret in secrets)
    for path in (tmp_path / "site").glob("[!.]*"):
        assert stat.S_IMODE(path.stat().st_mode) == 0o400
    run(tmp_path)
    assert contents(tmp_path) == made


def test_the_variables_are_those_that_the_site_starts_with(tmp_path):
    run(tmp_path)
    told = variables(tmp_path)
    assert {*told} == {
        *("SECRET_KEY", "PSEUDONYM_KEY", "DATABASE_URL", "SEARCH_URL", "CACHE_URL")
    }
    code = """
import json
from django.conf import settings
database, cache = settings.DATABASES["default"], settings.CACHES["default"]
print(json.dumps([database["PASSWORD"], cache["LOCATION"], settings.PSEUDONYM_KEY]))
"""
    given = {"BASE_URL": f"https://{HOST}", "EMAIL_URL": "smtp://mailpit:1025"}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"DJANGO_SETTINGS_MODULE": "openheritage.settings.production"}
        | told
        | given,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    for name in ("database/role", "cache/password", "site/pseudonym-key"):
        assert (tmp_path / name).read_text() in done.stdout


def test_killed_at_any_moment_it_goes_on_where_it_was(tmp_path):
    """What was there once is there for ever: a database may know it already."""
    seen: dict[str, str] = {}
    killed = 0
    # At once, whatever else the machine has to do; then at moments of its beginning.
    for moment in (0, *(random.uniform(0.02, 0.15) for _time in range(7))):  # noqa: S311 - no secrets
        process = begin(tmp_path)
        end = time.monotonic() + moment
        while time.monotonic() < end and process.poll() is None:
            time.sleep(0.002)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        killed += process.returncode == -signal.SIGKILL
        found = contents(tmp_path)
        assert {name: found.get(name) for name in seen} == seen
        seen = found
    assert killed
    run(tmp_path)
    whole = contents(tmp_path)
    assert {name: whole[name] for name in seen} == seen
    assert {*whole} == {*MADE, keys.VARIABLES, keys.REDIS}


def test_two_at_once_make_the_same(tmp_path):
    both = [begin(tmp_path) for _one in range(2)]
    for process in both:
        process.communicate(timeout=60)
        assert process.returncode == 0
    made = contents(tmp_path)
    assert made["database/role"] in variables(tmp_path)["DATABASE_URL"]
    run(tmp_path)
    assert contents(tmp_path) == made


def test_a_secret_that_was_emptied_is_not_made_anew_in_silence(tmp_path):
    keys.make(tmp_path)
    path = tmp_path / "site/pseudonym-key"
    path.chmod(0o600)
    path.write_text("")
    with begin(tmp_path) as process:
        _said, wrong = process.communicate(timeout=60)
    assert process.returncode == 1
    assert str(path) in wrong
    assert "Put back what it held" in wrong
    assert path.read_text() == ""


def test_keys_of_a_site_that_was_there_are_not_made_anew_in_silence(
    tmp_path, monkeypatch
):
    """Their volume is gone, the others are not."""
    keys.make(tmp_path)
    shutil.rmtree(tmp_path / "site")
    monkeypatch.setenv("PSEUDONYM_KEY", "")
    with pytest.raises(keys.SpoiltError, match=r"Put the key of before into \.env"):
        keys.make(tmp_path)
    assert not [*(tmp_path / "site").glob("[!.]*")]
    monkeypatch.setenv("PSEUDONYM_KEY", "of-before" * 8)
    keys.make(tmp_path)
    assert (tmp_path / "site/pseudonym-key").exists()


@pytest.mark.parametrize("given", ["", "of-before"])
def test_an_empty_key_stands_before_none_that_was_made(tmp_path, given):
    keys.make(tmp_path)
    made = variables(tmp_path)["PSEUDONYM_KEY"]
    script = f"""
. {ROOT}/deploy/variables.sh
read_variables {tmp_path}/{keys.VARIABLES}
printf %s "$PSEUDONYM_KEY|$SEARCH_URL"
"""
    done = subprocess.run(
        ["bash", "-c", script],
        env={"PSEUDONYM_KEY": given, "SEARCH_URL": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    # Another variable is empty because somebody wants it so.
    assert done.stdout == f"{given or made}|"


# Certificates ---------------------------------------------------------------------


def handshake(folder: Path) -> None:
    """A client that trusts the authority believes what a server shows."""
    current = folder / "tls/current"
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(current / "fullchain.pem", current / "privkey.pem")
    client = ssl.create_default_context(cafile=str(folder / "tls/authority.pem"))
    pipes = [ssl.MemoryBIO() for _one in range(4)]
    asking = client.wrap_bio(pipes[0], pipes[1], server_hostname=HOST)
    answering = server.wrap_bio(pipes[2], pipes[3], server_side=True)
    for side in (asking, answering) * 3:
        with suppress(ssl.SSLWantReadError):
            side.do_handshake()
        pipes[2].write(pipes[1].read())
        pipes[0].write(pipes[3].read())
    assert asking.version() == "TLSv1.3"


def test_a_certificate_is_made_that_its_authority_vouches_for(tmp_path):
    assert "was made" in tls.make(tmp_path, HOST)
    handshake(tmp_path)
    certificate = tls.current(tmp_path)
    assert "holds" in tls.make(tmp_path, HOST)
    assert tls.current(tmp_path) == certificate
    # The key of the authority is where nginx does not look.
    for path in (tmp_path / "tls").rglob("*.pem"):
        assert path.name in ("authority.pem", "fullchain.pem", "privkey.pem")
    assert "PRIVATE" not in (tmp_path / "tls/authority.pem").read_text()
    private = (tmp_path / "tls/current/privkey.pem").resolve()
    assert stat.S_IMODE(private.stat().st_mode) == 0o400


def test_for_another_host_the_same_authority_makes_another_one(tmp_path):
    tls.make(tmp_path, "localhost")
    authority = (tmp_path / "tls/authority.pem").read_text()
    tls.make(tmp_path, HOST)
    handshake(tmp_path)
    assert (tmp_path / "tls/authority.pem").read_text() == authority


def test_before_its_end_it_is_made_anew(tmp_path, monkeypatch):
    tls.make(tmp_path, HOST)
    certificate = tls.current(tmp_path)
    monkeypatch.setattr(tls, "RENEWED", tls.DAYS + 1)
    assert "was made" in tls.make(tmp_path, HOST)
    assert tls.current(tmp_path) != certificate
    handshake(tmp_path)


def give(folder: Path, given: bytes, host: str = HOST) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "openheritage.tls", "take", str(folder)],
        input=given,
        env=os.environ | {"BASE_URL": f"https://{host}"},
        cwd=ROOT,
        capture_output=True,
        check=False,
    )


@pytest.fixture(scope="module")
def others(tmp_path_factory) -> dict[str, bytes]:
    """Of an authority elsewhere."""
    folder = tmp_path_factory.mktemp("elsewhere")
    _authority, certificate, key = nginx.certificates(folder, HOST)
    (folder / "other").mkdir()
    *_rest, another = nginx.certificates(folder / "other", HOST)
    return {
        "pair": certificate.read_bytes() + key.read_bytes(),
        "another key": certificate.read_bytes() + another.read_bytes(),
        "no key": certificate.read_bytes(),
        "nothing": b"",
    }


def test_a_certificate_that_is_given_is_taken_and_left_alone(tmp_path, others):
    tls.make(tmp_path, HOST)
    done = give(tmp_path, others["pair"])
    assert done.returncode == 0, done.stderr
    given = x509.load_pem_x509_certificate(others["pair"])
    assert tls.current(tmp_path) == given
    assert "was given" in tls.make(tmp_path, HOST)
    assert "was given" in tls.make(tmp_path, "localhost")
    assert tls.current(tmp_path) == given


@pytest.mark.parametrize(
    ("what", "host", "why"),
    [
        ("another key", HOST, "does not belong"),
        ("no key", HOST, "and its key"),
        ("nothing", HOST, "Give a certificate"),
        ("pair", "elsewhere.example", "is not for elsewhere.example"),
    ],
)
def test_one_that_cannot_be_used_changes_nothing(tmp_path, others, what, host, why):
    tls.make(tmp_path, HOST)
    before = tls.current(tmp_path)
    done = give(tmp_path, others[what], host)
    assert done.returncode == 1
    assert why in done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert tls.current(tmp_path) == before


def test_one_that_has_ended_is_refused(tmp_path, others, monkeypatch):
    later = datetime.now(UTC) + timedelta(days=36525)

    class Clock(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return later

    monkeypatch.setattr(tls, "datetime", Clock)
    with pytest.raises(tls.RefusedError, match="has ended"):
        tls.take(tmp_path, others["pair"], HOST)

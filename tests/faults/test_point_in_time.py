"""Back to a moment by PostgreSQL's own log, then the journal: five minutes are lost at
most, and nobody comes back."""

import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from .site import Site, running, wait_until

pytestmark = pytest.mark.fault_long

SIGN = """
from tests.signing import make_signature
for name in ("Withdrawn", "Standing"):
    make_signature("published", f"{name}@drill.example", name=f"Museum {name}")
"""
AFTERWARDS = """
from signatures import signing
from signatures.models import Signature
signing.withdraw(Signature.objects.get(name="Museum Withdrawn"))
Signature.objects.get(name="Museum Standing").people.update(name="Spoiled")
"""
STATE = "SELECT state FROM signatures_signature WHERE name = %s"
HEAD = "SELECT sequence, hash FROM register_registerentry ORDER BY 1 DESC LIMIT 1"


@pytest.fixture(scope="module")
def archive() -> Iterator[Path]:
    # PostgreSQL writes here as another user than we are.
    with tempfile.TemporaryDirectory(prefix="openheritage-wal-") as folder:
        Path(folder).chmod(0o777)
        yield Path(folder)


@pytest.fixture(scope="module")
def site(archive):
    options = (
        *("wal_level=replica", "archive_mode=on", "archive_timeout=300"),
        f"archive_command=cp %p {archive}/%f",
    )
    with running(options=options) as site:
        yield site


def copy_to_begin_from(site: Site, target: Path) -> None:
    database = site.database
    program = database.programs / "pg_basebackup"
    command = [program, "-D", target, "--checkpoint=fast", "-h", "127.0.0.1"]
    command += ["-p", database.port, "-U", "test"]
    subprocess.run([*database.as_user, *map(str, command)], check=True)


def test_it_goes_back_to_a_moment_and_who_withdrew_after_it_stays_so(site, archive):
    base = archive / "base"
    copy_to_begin_from(site, base)
    site.shell(SIGN)
    ((moment,),) = site.sql("SELECT clock_timestamp()::text")
    site.shell(AFTERWARDS)
    ((segment,),) = site.sql("SELECT pg_walfile_name(pg_switch_wal())")
    wait_until((archive / segment).exists)
    head = site.sql(HEAD)
    for name in ("web", "worker", "database"):
        site.kill(name)

    began = time.monotonic()
    data = site.database.data
    shutil.rmtree(data)
    shutil.copytree(base, data)
    with (data / "postgresql.auto.conf").open("a") as file:
        file.write(
            f"restore_command = 'cp {archive}/%f %p'\n"
            f"recovery_target_time = '{moment}'\n"
            "recovery_target_action = 'promote'\n"
        )
    (data / "recovery.signal").touch()
    site.database.own()
    data.chmod(0o700)
    site.start("database")
    wait_until(lambda: site.sql("SELECT pg_is_in_recovery()") == [(False,)])
    assert site.sql(STATE, "Museum Withdrawn") == [("published",)]
    print(site.manage("replay_journal"))
    print(f"back at {moment} in {time.monotonic() - began:.1f} s")

    assert site.sql(STATE, "Museum Withdrawn") == [("withdrawn",)]
    assert site.sql(STATE, "Museum Standing") == [("published",)]
    assert site.sql(
        "SELECT count(*) FROM signatures_signatory WHERE name = 'Spoiled'"
    ) == [(0,)]
    assert site.sql(HEAD) == head
    for name in ("web", "worker"):
        site.start(name)
    assert site.readiness()["register"] == "ok"

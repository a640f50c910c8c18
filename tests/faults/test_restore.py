"""Everything is lost but a backup and the journal: the way back, as documented.

The site is the one that people use: its own settings, server, worker and mails.
"""

import hashlib
import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.services import sample
from tests.services.web import BASE_DIR

from .site import Site, running, wait_until

NAMES = ("Withdrawn", "Erased", "Published", "Handed Over", "Rejected", "Merged")

# What becomes of each after the backup is in its name. Their mails wait when the
# backup is made, and leave after it.
SIGN = f"""
from tests.signing import make_signature
public = ("Withdrawn", "Erased", "Handed Over", "Merged")
for number, name in enumerate({NAMES!r}):
    state = "published" if name in public else "waiting"
    make_signature(state, f"restore{{number}}@drill.example", name=f"Museum {{name}}")
make_signature("unconfirmed", "late@drill.example", name="Museum Confirmed")
"""

# What people and staff do after the backup.
DEEDS = """
from django.contrib.auth.models import User
from django.core.management import call_command
from correspondence.models import Suppression
from limits.models import Ban
from review import decide
from signatures import signing, succession
from signatures.models import Signature
from tests.signing import make_signature
def of(name): return Signature.objects.get(name=f"Museum {name}")
signing.withdraw(of("Withdrawn"))
decide.publish(of("Published"), None)
decide.reject(of("Rejected"), None, "unknown")
decide.merge(of("Merged"), of("Published"), None)
signing.confirm(of("Confirmed"))
decide.amend(of("Handed Over"), None, {"name": "Museum Handed On", "comment": "é 文"})
succession.hand_over(of("Handed On"), "successor@drill.example", "en")
succession.succeed(of("Handed On"), name="S", job_title="D", language="en", consents=[])
make_signature("published", "new@drill.example", name="Museum New")
signing.confirm(make_signature(email="lost@drill.example", name="Museum Lost"))
call_command("erase_person", "restore1@drill.example")
Suppression.objects.create(key="a" * 64, reason="complaint")
Ban.objects.create(kind="network", value="192.0.2.7/32", reason="flood")
user = User.objects.get(username="editor")
user.is_active = False
user.save()
User.objects.get(username="moderator").groups.clear()
"""

# The chain goes on where the public left it, and a second replay finds nothing.
GO_ON = """
from django.core.management import call_command
from register import chain
from tests.signing import make_published
call_command("check_counts")
call_command("check_search")
before = chain.head().sequence
make_published("next@drill.example")
assert chain.head().sequence == before + 1
call_command("verify_register")
call_command("replay_journal")
"""

WAITING = "SELECT count(*) FROM correspondence_message WHERE state = 'waiting'"
HEAD = "SELECT sequence, hash FROM register_registerentry ORDER BY 1 DESC LIMIT 1"
STATES = "SELECT name, state FROM signatures_signature WHERE name LIKE 'Museum %%'"
GROUPS = (
    "SELECT count(*) FROM auth_user_groups g JOIN auth_user u ON u.id = g.user_id "
    "WHERE username = 'moderator'"
)
# What nobody touches between backup and disaster.
UNTOUCHED = (
    *("wagtailcore_page", "members_", "consents_consentw", "wagtail_localize"),
    *("images_customimage", "statement_", "auth_permission", "home_"),
)


def uploads(site: Site) -> dict[str, str]:
    """Without what the site makes itself."""
    made = {site.media / "images", site.media / "renditions"}
    return {
        str(path.relative_to(site.media)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in site.media.rglob("*")
        if path.is_file() and not made & {*path.parents}
    }


def exports(site: Site) -> dict[str, object]:
    """What the public sees, but for the moment in which it is written."""
    found: dict[str, object] = {}
    for path in ("/en/signatories.csv", "/ar/signatories.json", "/register.jsonl"):
        answer = site.ask(path)
        assert answer.status == 200, path
        found[path] = answer.text
    data = json.loads(found["/ar/signatories.json"])
    moments = [name for name in data if name.startswith("generated")]
    found["/ar/signatories.json"] = {k: v for k, v in data.items() if k not in moments}
    return found


def tables(site: Site) -> dict[str, str]:
    """A digest of the rows of each table that nobody touches."""
    names = site.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = {}
    with psycopg.connect(site.database_url) as connection:
        for (name,) in names:
            if name.startswith(UNTOUCHED):
                query = "SELECT md5(string_agg(md5(t::text), '' ORDER BY t::text)) "
                rows = sql.SQL(query + "FROM {} t").format(sql.Identifier(name))
                found[name] = connection.execute(rows).fetchone()[0]
    return found


def destroy(site: Site) -> None:
    """The machine burns; a new one has PostgreSQL with an empty database."""
    for name in ("web", "worker"):
        site.kill(name)
    cluster = sample.at(site.database_url, "postgres")
    with psycopg.connect(cluster, autocommit=True) as connection:
        connection.execute("DROP DATABASE site WITH (FORCE)")
        connection.execute("CREATE DATABASE site")
    shutil.rmtree(site.media)


def backups(site: Site) -> list[Path]:
    folder = Path(site.environment["BACKUP_DIR"])
    return sorted(path for path in folder.glob("*") if path.is_dir())


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> tuple[Path, str]:
    """Of age: the private one lies elsewhere than the site."""
    path = tmp_path_factory.mktemp("keys") / "key.txt"
    subprocess.run(["age-keygen", "-o", path], check=True, capture_output=True)
    public = subprocess.run(
        ["age-keygen", "-y", path], check=True, capture_output=True, text=True
    )
    return path, public.stdout.strip()


@pytest.fixture(scope="module")
def site(tmp_path_factory, keys):
    away = tmp_path_factory.mktemp("away")
    with running(
        BACKUP_DIR=str(away / "backups"),
        BACKUP_RECIPIENT=keys[1],
        JOURNAL_DIR=str(away / "journal"),
        PSEUDONYM_KEY="of-the-drill-" * 5,
    ) as site:
        yield site


def test_who_withdrew_or_was_erased_stays_so_and_the_register_goes_on(site, keys):
    assert site.readiness()["backup"] == "never made"
    site.stop("worker")
    site.shell(SIGN)
    assert site.sql(WAITING) > [(3,)]
    then, began = tables(site), time.monotonic()
    print("\n" + site.manage("backup"), end="")
    print(f"backed up in {time.monotonic() - began:.1f} s")
    (backup,) = backups(site)
    # For ten seconds it says what it said before.
    wait_until(lambda: site.readiness()["backup"] == "ok")
    assert not any(b"drill.example" in path.read_bytes() for path in backup.iterdir())

    site.start("worker")
    site.shell(DEEDS)
    wait_until(lambda: site.sql(WAITING) == [(0,)])
    site.stop("worker")
    files, public, head = uploads(site), exports(site), site.sql(HEAD)
    mailed = len(site.mails())
    assert mailed > 10

    destroy(site)
    began = time.monotonic()
    said = site.manage("restore", str(backup), "--identity", str(keys[0]))
    seconds = time.monotonic() - began
    print(f"{said}{seconds:.1f} s with the start of Python")
    for name in ("web", "worker"):
        site.start(name)
    # 15 minutes are for a site that is larger.
    assert seconds < 15 * 60 / 4

    # The public sees what it saw.
    assert uploads(site) == files
    assert exports(site) == public
    assert site.sql(HEAD) == head
    assert len(then) > 10
    assert tables(site) == then

    # Who is gone is gone.
    states = dict(site.sql(STATES))
    people = {row[0] for row in site.sql("SELECT email FROM signatures_signatory")}
    assert states["Museum Withdrawn"] == "withdrawn"
    assert states["Museum Rejected"] == "rejected"
    assert states["Museum Merged"] == "merged"
    assert states["Museum Confirmed"] == "waiting"
    assert states["Museum New"] == states["Museum Handed On"] == "published"
    assert not people & {"restore1@drill.example", "restore3@drill.example"}
    user = "SELECT is_active FROM auth_user WHERE username = 'editor'"
    assert site.sql(user) == [(False,)]
    assert site.sql(GROUPS) == [(0,)]
    kept = "SELECT count(*) FROM correspondence_suppression WHERE reason = 'complaint'"
    assert site.sql(kept) == [(1,)]
    banned = "SELECT value FROM limits_ban WHERE reason = 'flood'"
    assert site.sql(banned) == [("192.0.2.7/32",)]

    # The worker has had its turn: no mail went twice.
    wait_until(lambda: site.sql(WAITING) == [(0,)])
    assert len(site.mails()) == mailed
    # Whoever is to know, is told.
    assert "confirmed or decided on after the backup" in said
    assert "handed over after the backup" in said
    assert "published after the backup" in said

    assert "Done again by the journal: nothing." in site.shell(GO_ON)
    # The journal names nobody.
    folder = Path(site.environment["JOURNAL_DIR"])
    text = "".join(path.read_text() for path in folder.glob("*.jsonl"))
    assert "@" not in text
    assert "192.0.2" not in text


def say_until(site: Site, command: list[str], words: str) -> None:
    """Begins a command and kills it as soon as it has said something."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", *command],
        cwd=BASE_DIR,
        env=site.environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    for line in process.stdout:
        if words in line:
            process.kill()
            break
    process.wait()
    process.stdout.close()


@pytest.mark.fault_long
@pytest.mark.parametrize("words", ["uploaded files are in", "rows are in"])
def test_a_restore_that_is_killed_is_begun_again(site, keys, words):
    if not backups(site):
        site.manage("backup")
    for name in ("web", "worker"):
        site.stop(name)
    head = site.sql(HEAD)
    destroy(site)
    command = ["restore", str(backups(site)[-1]), "--identity", str(keys[0])]
    say_until(site, command, words)
    said = site.manage(*command)
    assert "The register is whole" in said
    assert site.sql(HEAD) == head
    for name in ("web", "worker"):
        site.start(name)
    assert "restore" not in site.readiness()

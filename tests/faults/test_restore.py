"""Everything is lost but a backup and the journal: the way back, as documented.

The site is the one that people use: its own settings, server, worker and mails.
"""

import hashlib
import json
import shutil
import subprocess
import time
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.services import sample

from .site import Site, running, wait_until

# Signed by now; what becomes of each after the backup is in its name.
NAMES = ("Withdrawn", "Erased", "Published", "Handed Over", "Rejected", "Merged")

SIGN = """
from tests.signing import make_signature
from signatures.models import Signature
from review import decide
public = ("Withdrawn", "Erased", "Handed Over", "Merged")
for number, name in enumerate({names!r}):
    state = "published" if name in public else "waiting"
    make_signature(state, f"restore{{number}}@drill.example", name=f"Museum {{name}}")
make_signature("unconfirmed", "late@drill.example", name="Museum Confirmed")
"""

# What people and staff do after the backup, and what somebody sees of it.
DEEDS = """
from tests.signing import make_signature
from django.contrib.auth.models import User
from correspondence.models import Suppression
from correspondence import links
from review import decide
from signatures import signing, succession
from signatures.models import Signature
from limits.models import Ban
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
Suppression.objects.create(key="a" * 64, reason="complaint")
Ban.objects.create(kind="network", value="192.0.2.7/32", reason="flood")
user = User.objects.get(username="editor")
user.is_active = False
user.save()
User.objects.get(username="moderator").groups.clear()
"""


def digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def uploads(site: Site) -> dict[str, str]:
    return {
        str(path.relative_to(site.media)): digest(path)
        for path in site.media.rglob("*")
        if path.is_file() and site.media / "images" not in path.parents
    }


def exports(site: Site) -> dict[str, str]:
    """What the public sees, but for the moment in which it is written."""
    found = {}
    for path in ("/en/signatories.csv", "/ar/signatories.json", "/register.jsonl"):
        answer = site.ask(path)
        assert answer.status == 200, path
        found[path] = answer.text
    data = json.loads(found["/ar/signatories.json"])
    found["/ar/signatories.json"] = json.dumps(
        {k: v for k, v in data.items() if k not in ("generated_at", "generated")}
    )
    return found


def tables(site: Site) -> dict[str, str]:
    """A digest of each table's rows."""
    names = site.sql("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    found = {}
    with psycopg.connect(site.database_url) as connection:
        for (name,) in names:
            query = sql.SQL(
                "SELECT md5(string_agg(md5(t::text), '' ORDER BY t::text)) FROM {} t"
            ).format(sql.Identifier(name))
            found[name] = connection.execute(query).fetchone()[0]
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


def refused(site: Site, *command: str, **variables: str) -> str:
    done = subprocess.run(
        ["python", "manage.py", *command],
        executable=shutil.which("python3"),
        env=site.environment | variables,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stderr


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


def test_what_was_withdrawn_or_erased_stays_so_and_the_register_goes_on(site, keys):
    backups = Path(site.environment["BACKUP_DIR"])
    assert site.readiness()["backup"] == "never made"
    site.shell(SIGN.format(names=NAMES))
    wait_until(lambda: site.sql(WAITING) == [(0,)])
    site.stop("worker")
    # One mail waits while the backup is made, and leaves after it.
    site.shell(
        "from signatures import signing; from signatures.models import Signature;"
        "signing.send_data(Signature.objects.get(name='Museum Withdrawn'))"
    )
    assert site.sql(WAITING) == [(1,)]
    then, began = tables(site), time.monotonic()
    print("\n" + site.manage("backup"), end="")
    print(f"backed up in {time.monotonic() - began:.1f} s")
    (backup,) = (path for path in backups.iterdir() if path.is_dir())
    assert site.readiness()["backup"] == "ok"
    assert "is whole" in site.manage("backup", "--verify", str(backup))
    assert not any(b"drill.example" in path.read_bytes() for path in backup.iterdir())

    site.start("worker")
    site.shell(DEEDS)
    site.manage("erase_person", "restore1@drill.example")
    wait_until(lambda: site.sql(WAITING) == [(0,)])
    # Totals and search follow within seconds, and are made anew by a restore.
    site.stop("worker")
    site.manage("check_counts", "--repair")
    files, public = uploads(site), exports(site)
    mailed = len(site.mails())
    head = site.sql(
        "SELECT sequence, hash FROM register_registerentry "
        "ORDER BY sequence DESC LIMIT 1"
    )

    destroy(site)
    began = time.monotonic()
    command = ("restore", str(backup), "--identity", str(keys[0]))
    said = site.manage(*command)
    seconds = time.monotonic() - began
    print(said)
    print(f"restored in {seconds:.1f} s")
    for name in ("web", "worker"):
        site.start(name)
    # 15 minutes for a site that is a hundred times as large.
    assert seconds < 120

    # The public sees what it saw.
    assert uploads(site) == files
    assert exports(site) == public
    assert "is whole" in site.manage("verify_register")
    assert head == site.sql(
        "SELECT sequence, hash FROM register_registerentry "
        "ORDER BY sequence DESC LIMIT 1"
    )
    site.manage("check_counts")
    site.manage("check_search")
    now = tables(site)
    untouched = [
        name
        for name in then
        if name.startswith(
            (
                "wagtailcore_page",
                "members",
                "consents_consentw",
                "wagtail_localize",
                "images_customimage",
                "statement",
            )
        )
    ]
    assert untouched
    assert {n: now[n] for n in untouched} == {n: then[n] for n in untouched}

    # Who is gone is gone.
    states = dict(
        site.sql(
            "SELECT name, state FROM signatures_signature WHERE name LIKE 'Museum %%'"
        )
    )
    people = {row[0] for row in site.sql("SELECT email FROM signatures_signatory")}
    assert states["Museum Withdrawn"] == "withdrawn"
    assert states["Museum Rejected"] == "rejected"
    assert states["Museum Merged"] == "merged"
    assert states["Museum Confirmed"] == "waiting"
    assert states["Museum New"] == states["Museum Handed On"] == "published"
    assert "restore1@drill.example" not in people
    assert "restore3@drill.example" not in people
    assert site.sql("SELECT is_active FROM auth_user WHERE username = 'editor'") == [
        (False,)
    ]
    assert site.sql(
        "SELECT count(*) FROM auth_user_groups g JOIN auth_user u ON "
        "u.id = g.user_id WHERE username = 'moderator'"
    ) == [(0,)]
    assert site.sql(
        "SELECT count(*) FROM correspondence_suppression WHERE reason = 'complaint'"
    ) == [(1,)]
    assert site.sql("SELECT value FROM limits_ban WHERE reason = 'flood'") == [
        ("192.0.2.7/32",)
    ]

    # The worker has had its turn: no mail went twice.
    wait_until(lambda: site.sql(WAITING) == [(0,)])
    assert len(site.mails()) == mailed
    # Whoever is to know, is told.
    assert "confirmed or decided on after the backup" in said
    assert "handed over after the backup" in said

    # The chain goes on where the public left it, and a second replay finds nothing.
    site.shell(
        "from tests.signing import make_published; make_published('n@drill.example')"
    )
    assert "is whole" in site.manage("verify_register")
    ((sequence,),) = site.sql("SELECT max(sequence) FROM register_registerentry")
    assert sequence == head[0][0] + 1
    assert "nothing" in site.manage("replay_journal")
    # The journal names nobody.
    text = "".join(
        path.read_text() for path in Path(site.environment["JOURNAL_DIR"]).iterdir()
    )
    assert "@" not in text
    assert "192.0.2" not in text


WAITING = "SELECT count(*) FROM correspondence_message WHERE state = 'waiting'"

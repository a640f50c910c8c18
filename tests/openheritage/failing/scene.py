"""A web server and a worker in which everything fails in turn, and what they write."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from tests.faults.processes import Program, wait_until
from tests.openheritage.test_settings import COMPLETE
from tests.services import reports, web
from tests.signing import sign

from .visitor import Visitor
from .ways import WAYS, Person

PERSON = Person("Zuleika Quixworth", "z.quixworth@rare-museum.example")
JOB_TITLE = "Conjuror"
TOKEN = "KQXZ7WMPJT"
# However they are written.
RARE = re.compile(
    rf"zuleika|quixworth|rare-museum|conjuror|kqxz7|192[.]0[.]2[.]7|{reports.KEY}",
    re.IGNORECASE,
)

# Seconds that any of it may take on a busy machine.
PATIENCE = 300

ID = "0f8c2a51" * 4
OTHER_ID = "7b1de4f0-1c2d-4e3f-8a9b-0123456789ab"


@dataclass
class Scene:
    web: Program
    worker: Program
    receiver: reports.Receiver
    visitor: Visitor
    answers: dict[str, object] = field(default_factory=dict)

    @property
    def written(self) -> list[str]:
        return [
            line
            for program in (self.web, self.worker)
            for line in program.log.read_text().splitlines()
        ]

    def lines(self, **wanted: object) -> list[dict]:
        """Of logs in JSON; ``wanted`` are values of theirs."""
        found = [json.loads(line) for line in self.written]
        return [
            line
            for line in found
            if all(line.get(name) == value for name, value in wanted.items())
        ]


def prepare(
    folder: Path, database: str, receiver: reports.Receiver, **variables: str
) -> Scene:
    """A web server and a worker, not started yet."""
    with psycopg.connect(database) as direct:
        # What was loaded waits to be mailed; what another worker did is done again.
        direct.execute("DELETE FROM correspondence_message")
        direct.execute("DELETE FROM openheritage_taskrun")
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "tests.openheritage.failing.settings",
        "DATABASE_URL": database,
        "VAR_DIR": str(folder),
        "DNS_RESOLVER": "",
        "FAILING_NAME": PERSON.name,
        "FAILING_EMAIL": PERSON.email,
        **COMPLETE,
        **{name: text for name, text in os.environ.items() if "COVERAGE" in name},
        **variables,
    }
    (folder / "locale").symlink_to(web.BASE_DIR / "var/locale")
    port = web.free_port()
    site = Program(web.command(port, workers=1), environment, folder / "web.log")
    site.is_ready = lambda: "Serving at" in site.log.read_text()
    jobs = [sys.executable, "manage.py", "worker", "--idle", "0.1"]
    worker = Program(jobs, environment, folder / "worker.log")
    address = f"http://127.0.0.1:{port}"
    return Scene(site, worker, receiver, Visitor(address, PERSON))


def provoke(scene: Scene) -> None:
    """Everything that could be written of a person, and what came of it."""
    visitor = scene.visitor
    for way in WAYS:
        scene.answers[way] = visitor.ask(f"/en/fails/by/{way}/?q=Zuleika")
    scene.answers["later"] = visitor.ask("/en/fails/later/")
    scene.answers["private"] = visitor.ask(f"/en/k/{TOKEN}/fails/unique/")
    visitor.ask(f"/en/k/{TOKEN}/")
    visitor.ask("/en/nothing/?name=Zuleika+Quixworth")
    scene.answers["host"] = visitor.ask("/en/", Host="quixworth.example")
    scene.answers["token"] = visitor.ask(
        "/admin/login/",
        {"username": PERSON.email, "password": "Zuleika"},
        Origin="https://quixworth.example",
        Referer=f"https://quixworth.example/en/k/{TOKEN}/",
    )
    visitor.ask("/admin/login/", {"username": PERSON.email, "password": "Zuleika"})
    scene.answers["named"] = visitor.ask("/en/fails/by/group/", X_Request_ID=ID)
    scene.answers["uuid"] = visitor.ask("/en/fails/by/group/", X_Request_ID=OTHER_ID)
    scene.answers["forged"] = visitor.ask(
        "/en/fails/as/Forged/", X_Request_ID="Zuleika-Quixworth"
    )
    scene.answers["page"] = visitor.ask("/robots.txt", X_Request_ID=ID)
    scene.answers["loaded"] = json.loads(visitor.ask("/en/fails/loaded/").text)
    scene.answers["signed"] = sign(
        *(visitor, "en"),
        name=f"Museum in {scene.web.log.parent.name}",
        signer=PERSON.name,
        email=PERSON.email,
        job_title=JOB_TITLE,
    )
    # The worker tells this of the mail that the server refuses, and of its jobs.
    wait_until(
        lambda: "SMTPRecipientsRefused" in scene.worker.log.read_text(), PATIENCE
    )
    wait_until(lambda: "A letter." in scene.worker.log.read_text(), PATIENCE)


def flood(scene: Scene) -> None:
    for _time in range(20):
        scene.visitor.ask("/en/fails/by/refused/")


def command(scene: Scene) -> str:
    """What one says that a timer started, and that breaks off."""
    code = f"raise LookupError({PERSON.name!r})"
    done = subprocess.run(
        [sys.executable, "manage.py", "shell", "--no-imports", "-c", code],
        cwd=web.BASE_DIR,
        env=scene.web.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    return done.stdout + done.stderr


def slow_down(scene: Scene) -> None:
    """The receiver takes a report and does not answer."""
    receiver, visitor = scene.receiver, scene.visitor
    receiver.hold()
    visitor.ask("/en/fails/as/Held/")
    receiver.wait_for(lambda it: it.waiting)
    # More than wait in memory.
    slow = [visitor.ask(f"/en/fails/as/Slow{number}/") for number in range(25)]
    scene.answers["slow"] = {answer.status_code for answer in slow}
    scene.answers["still held"] = receiver.waiting
    receiver.go_on()
    # The last that found room.
    receiver.wait_for(lambda it: it.of("Slow19"))


@contextmanager
def running(scene: Scene) -> Iterator[None]:
    """Both, until they have ended in peace."""
    programs = (scene.web, scene.worker)
    try:
        for program in programs:
            program.start(wait=False)
        for program in programs:
            wait_until(lambda it=program: it.is_ready() or not it.is_running, PATIENCE)
            assert program.is_running, program.log.read_text()[-5000:]
        yield
        for program in programs:
            program.stop(PATIENCE)
    finally:
        for program in programs:
            program.kill()

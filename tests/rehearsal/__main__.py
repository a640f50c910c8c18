"""python -m tests.rehearsal: see ``deploy/rehearse``."""

import fcntl
import os
import re
import signal
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from tests.services.web import BASE_DIR

from . import screens, second, upkeep
from .machine import HOST, FailedError, Machine, MissingError, insist
from .walk import DOCUMENT, Step, steps

NAME, ADDRESS = "ada", f"ada@{HOST}"
SIGNER, SIGNED = "directrice@museum.example", "Musée des Arts du Sahel"
# The steps of the walk after which somebody comes.
VISIT = "8."
UPKEEP = {
    "containers would be told that all is well": upkeep.look_at_health,
    "the log of nginx is rotated": upkeep.rotate_logs,
}


class Clock:
    def __init__(self) -> None:
        self.begun = time.monotonic()

    def step(self, words: str, do: Callable[[], object]) -> None:
        begun = time.monotonic()
        print(f"  {words} …", end="", flush=True)
        try:
            do()
        except BaseException:
            print(" failed")
            raise
        print(f" {time.monotonic() - begun:.1f} s", flush=True)


def visits(machine: Machine) -> list[tuple[str, Callable[[], None]]]:
    site = f"https://{HOST}"
    browser = screens.Browser(site, machine.ports["https"], machine.authority)
    signer = screens.Browser(site, machine.ports["https"], machine.authority)
    mailbox = screens.Mailbox(machine.mails_to)
    today = datetime.now(UTC).date().isoformat()

    def printed(pattern: str) -> str:
        found = re.search(pattern, machine.output)
        if found is None:
            raise FailedError(f"setup_site did not print {pattern}.")
        return found[1]

    return [
        (
            "a superuser chooses a password and sets up a second factor",
            lambda: screens.become_superuser(
                browser, printed(r"(https://\S+/k/\w+/)"), NAME, ADDRESS, mailbox
            ),
        ),
        (
            "staff enter the Statement, and publish it",
            lambda: screens.enter_statement(
                browser, printed(r"Statement.*/admin/pages/(\d+)/edit/"), today
            ),
        ),
        (
            "somebody signs it in French, and confirms by mail",
            lambda: screens.sign(signer, SIGNED, SIGNER, mailbox),
        ),
        (
            "a reviewer publishes the signature",
            lambda: screens.publish(browser, SIGNED),
        ),
        ("readers find it on the list", lambda: screens.read_list(signer, SIGNED)),
    ]


def rehearse(machine: Machine, walk: list[Step]) -> None:
    clock = Clock()
    clock.step("a machine", machine.make)
    with machine.mail.running():
        for step in walk:
            clock.step(step.heading, lambda step=step: machine.type(step.commands))
            if step.heading.startswith(VISIT):
                for words, do in visits(machine):
                    clock.step(f"   {words}", do)
                for words, do in UPKEEP.items():
                    clock.step(f"   {words}", partial(do, machine))
        signer = visits(machine)[-1][1]
        clock.step("   readers still find it", signer)
        for words, work in second.steps(machine):
            clock.step(f"   {words}", work)
    print(f"From empty to open in {time.monotonic() - clock.begun:.0f} s.")


def main() -> int:
    # So that a cancelled run stops its servers too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    walk = steps((BASE_DIR / DOCUMENT).read_text("utf-8"))
    try:
        programs = insist()
    except MissingError as error:
        print(f"The walk of {DOCUMENT} was not taken. {error}", file=sys.stderr)
        return 1 if "CI" in os.environ else 0
    with (Path(tempfile.gettempdir()) / "openheritage-rehearsal.lock").open(
        "w"
    ) as lock:
        # They would make the same account.
        fcntl.flock(lock, fcntl.LOCK_EX)
        machine = Machine(programs)
        try:
            rehearse(machine, walk)
        except (FailedError, AssertionError) as error:
            print(f"{error}", file=sys.stderr)
            if isinstance(error, AssertionError):
                print(machine.logs(), file=sys.stderr)
            return 1
        finally:
            machine.remove()
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""An hour of everything at random, and the numbers agree at the end.

``FAULT_MINUTES`` says how long, ``FAULT_SEED`` (printed) repeats an order of faults.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import contextmanager, suppress

import pytest

from tests.services import faults

from .clients import PAGES, readers, signers
from .reckoning import patiently, reconcile
from .site import Site, running, wait_until

MINUTES = float(os.environ.get("FAULT_MINUTES", "60"))


class Trouble:
    """What may happen to a site; each kind lasts so many seconds and is then over."""

    def __init__(self, site: Site, chance: random.Random) -> None:
        self.site, self.chance = site, chance
        self.kinds: list[Callable[[float], None]] = [
            self.web_process_killed,
            self.web_reloaded,
            self.worker_killed,
            self.worker_frozen,
            self.database_killed,
            self.database_frozen,
            self.cache_killed,
            self.cache_frozen,
            self.mail_refused,
            self.mail_later,
            self.mail_hangs_up,
        ]

    def web_process_killed(self, seconds: float) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.chance.choice(self.site.pids("web")[1:]), signal.SIGKILL)
        time.sleep(seconds)

    def web_reloaded(self, seconds: float) -> None:
        self.site.reload()
        time.sleep(seconds)

    def killed(self, name: str, seconds: float) -> None:
        self.site.kill(name)
        time.sleep(seconds)
        self.site.start(name, wait=False)

    def frozen(self, name: str, seconds: float) -> None:
        self.site.freeze(name)
        time.sleep(seconds)
        self.site.thaw(name)

    def worker_killed(self, seconds: float) -> None:
        self.killed("worker", seconds)

    def worker_frozen(self, seconds: float) -> None:
        self.frozen("worker", seconds)

    def database_killed(self, seconds: float) -> None:
        self.killed("database", seconds)

    def database_frozen(self, seconds: float) -> None:
        self.frozen("database", seconds)

    def cache_killed(self, seconds: float) -> None:
        self.killed("redis", seconds)

    def cache_frozen(self, seconds: float) -> None:
        self.frozen("redis", seconds)

    def mail_refused(self, seconds: float) -> None:
        self.site.stop("mail")
        time.sleep(seconds)
        self.site.start("mail")

    @contextmanager
    def mail_server(self, name: str, value: str):
        setattr(self.site.mail, name, value)
        yield
        setattr(self.site.mail, name, "")

    def mail_later(self, seconds: float) -> None:
        with self.mail_server("recipient", "451 4.7.1 later"):
            time.sleep(seconds)

    def mail_hangs_up(self, seconds: float) -> None:
        with self.mail_server("drops", "RCPT"):
            time.sleep(seconds)


def nonsense(chance: random.Random) -> Callable:
    """A search server that is silent, hangs up, or says something else."""

    def treat(connection) -> None:
        kind = chance.choice(["silent", "gone", "rubbish", "page", "gateway"])
        if kind == "gone":
            connection.close()
        elif kind != "silent":
            said = {"rubbish": faults.RUBBISH, "page": faults.PAGE}
            connection.sendall(said.get(kind, faults.BAD_GATEWAY))
            connection.close()

    return treat


@pytest.mark.fault_long
def test_an_hour_of_everything_ends_in_equal_numbers():
    seed = os.environ.get("FAULT_SEED") or str(random.SystemRandom().randrange(10**6))
    chance = random.Random(seed)  # noqa: S311 - faults, no secrets
    print(f"\nFAULT_SEED={seed} FAULT_MINUTES={MINUTES:g}")
    seconds = MINUTES * 60
    pages = [*PAGES, "/en/search/?q=museum"]
    with faults.listener(nonsense(chance)) as search:
        url = search.replace("http://", "elasticsearch+http://") + "/storm"
        options = {"MAILS_AN_HOUR": "0", "SEARCH_URL": url}
        with running(nginx=True, redis=True, **options) as site:
            for page in pages:
                patiently(site, page, edge=True)
            trouble, happened = Trouble(site, chance), Counter()
            end = time.monotonic() + seconds
            with (
                readers(site, 3, seconds, pages=pages) as read,
                signers(site, 0.7, seconds, patience=300) as crowd,
            ):
                while time.monotonic() < end - 30:
                    kind = chance.choice(trouble.kinds)
                    happened[kind.__name__] += 1
                    kind(chance.uniform(1, 15))
                    time.sleep(chance.uniform(1, 10))
            print("faults:", dict(happened))
            print("readers:", read.told(), "\nsigners:", crowd.told())
            assert not crowd.gave_up
            wait_until(lambda: site.readiness()["mail"] == "ok", 900)
            print(reconcile(site, crowd))
            assert read.statuses[200] > 0.97 * len(read.requests)

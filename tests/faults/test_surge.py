"""Many sign while what they sign on dies under them: nothing is lost, nothing doubled."""

import os
import random
import signal
import time

from .clients import readers, signers
from .reckoning import reconcile
from .site import Site, wait_until

SITE = {"nginx": True, "MAILS_AN_HOUR": "0"}


def kill_one(site: Site) -> None:
    """One of the processes that answer requests; the first one starts another."""
    os.kill(random.choice(site.pids("web")[1:]), signal.SIGKILL)


def test_a_surge_with_workers_killed_ends_in_equal_numbers(site):
    began = time.monotonic()
    with readers(site, 5, 12) as read, signers(site, 2, 12) as crowd:
        for _kill in range(4):
            crowd.stopping.wait(2.5)
            kill_one(site)
            site.kill("worker")
            site.start("worker", wait=False)
    print("\nreaders:", read.told(), "\nsigners:", crowd.told())
    assert not crowd.gave_up
    assert len(crowd.signed) == 24
    # What a dead worker had in hand is free after a minute.
    print(reconcile(site, crowd), f"; {time.monotonic() - began:.0f} s in all")
    pages = [one.answer for one in read.requests]
    assert all(page.status == 200 for page in pages), read.statuses


def test_mails_wait_for_a_server_that_fails_and_leave_once(site):
    """As a whole: then nobody has to wait for their mail's own pause."""
    figures = []
    for name, text in (
        ("recipient", "451 4.7.1 greylisted"),
        ("data", "452 4.3.1 disk full"),
        ("drops", "DATA"),
        ("", ""),
    ):
        if name:
            setattr(site.mail, name, text)
        else:
            site.stop("mail")
        with signers(site, 2, 2) as crowd:
            pass
        wait_until(lambda: site.readiness()["mail"].startswith("failing since"))
        if name:
            setattr(site.mail, name, "")
        else:
            site.start("mail")
        began = time.monotonic()
        line = reconcile(site, crowd, to_publish=False)
        figures.append(f"{text or 'refused'}: {line}, {time.monotonic() - began:.0f} s")
        wait_until(lambda: site.readiness()["mail"] == "ok")
    print("", *figures, sep="\n")

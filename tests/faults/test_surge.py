"""Many sign while processes die under them: nothing is lost, nothing doubled."""

import os
import signal
import time

import pytest

from .clients import PAGES, readers, signers
from .reckoning import mailed, patiently, reconcile
from .site import Site, wait_until

SITE = {"nginx": True, "MAILS_AN_HOUR": "0"}


def kill_one(site: Site) -> None:
    """One of the processes that answer requests; the first one starts another."""
    os.kill(site.pids("web")[-1], signal.SIGKILL)


def test_a_surge_with_workers_killed_ends_in_equal_numbers(site):
    began = time.monotonic()
    for page in PAGES:
        patiently(site, page, edge=True)
    with readers(site, 5, 12) as read, signers(site, 2, 12) as crowd:
        for _kill in range(3):
            crowd.stopping.wait(3)
            kill_one(site)
            site.kill("worker")
            site.start("worker", wait=False)
    print("\nreaders:", read.told(), "\nsigners:", crowd.told())
    assert not crowd.gave_up
    assert len(crowd.signed) == 24
    # What a dead worker had in hand is free after a minute.
    print(reconcile(site, crowd), f"; {time.monotonic() - began:.0f} s in all")
    # nginx has the pages.
    assert {*read.statuses} == {200}, read.told()


@pytest.mark.fault_long
def test_mails_wait_for_a_server_that_fails_and_leave_once(site):
    """As a whole: then nobody has to wait for their mail's own pause."""
    figures = []
    for name, text in (
        ("recipient", "451 4.7.1 greylisted"),
        ("drops", "RCPT"),
        ("", ""),
    ):
        if name:
            setattr(site.mail, name, text)
        else:
            site.stop("mail")
        with signers(site, 3, 2) as crowd:
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


@pytest.mark.fault_long
def test_a_worker_that_stood_still_sends_nothing_that_another_has_sent(site):
    other = site.add("another worker", site.parts["worker"].command, lambda: True)
    site.mail.hangs = "RCPT"
    site.mail.is_waiting.clear()
    with signers(site, 1, 1) as crowd:
        pass
    assert site.mail.is_waiting.wait(60)
    site.freeze("worker")
    try:
        # Longer than a step of SMTP; the rest of the minute is left out.
        time.sleep(11)
        site.sql(
            "UPDATE correspondence_message SET leased_until = now() - interval '1 s'"
            " WHERE leased_until IS NOT NULL"
        )
        site.mail.release()
        other.start()
        emails = {one.email for one in crowd.signed}
        wait_until(lambda: emails <= {*mailed(site)}, 120)
    finally:
        site.thaw("worker")
    wait_until(lambda: "taken up by another worker" in site.logs("worker"))
    other.stop()
    print("\n", reconcile(site, crowd, to_publish=False))

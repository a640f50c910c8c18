"""Clocks that are wrong, each otherwise, and change: mails leave once, links work."""

from calendar import isleap
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.services.clock import BERLIN, changes_of_clock

from .clients import signers
from .reckoning import mailed, reconcile
from .site import Site, running, wait_until

LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"))


class Clock:
    """Of one process, so many seconds beside the true one.

    It is started anew each time: while libfaketime shifts a running process, Python's
    ``time.sleep`` fails, which it would not with a clock that is set.
    """

    def __init__(self, site: Site, name: str) -> None:
        assert LIBRARIES, "Install Debian's package faketime."
        self.site, self.name = site, name

    def set(self, seconds: int) -> None:
        self.site.kill(self.name)
        preload, shift = str(LIBRARIES[0]), f"{seconds:+d}s"
        self.site.start(self.name, LD_PRELOAD=preload, FAKETIME=shift)


def sign_at(site: Site, web: Clock, worker: Clock, shifts: list[tuple[int, int]]):
    crowds = []
    for ahead, behind in shifts:
        web.set(ahead)
        worker.set(behind)
        with signers(site, 2, 2) as crowd:
            pass
        assert not crowd.gave_up, crowd.told()
        emails = {one.email for one in crowd.signed}
        wait_until(lambda: emails <= {*mailed(site)}, 120)  # noqa: B023 - waits here
        crowds.append(crowd)
    return crowds


@pytest.mark.fault_long
def test_an_hour_forth_and_back_delays_no_mail_and_doubles_none():
    """In the web, in the worker, and between the two."""
    hour = 3600
    with running(MAILS_AN_HOUR="0") as site:
        web, worker = Clock(site, "web"), Clock(site, "worker")
        shifts = [(hour, -hour), (-hour, hour)]
        crowds = sign_at(site, web, worker, shifts)
        print("\n", reconcile(site, *crowds))


@pytest.mark.fault_long
def test_summer_time_and_leap_days_are_days_as_others():
    """To the second before, and over it, while the site runs."""
    now = datetime.now(UTC)
    leap = next(
        day
        for year in range(now.year, now.year + 9)
        if isleap(year) and (day := datetime(year, 2, 29, tzinfo=UTC)) > now
    )
    for day in [leap, *list(changes_of_clock(BERLIN, now))[:2]]:
        seconds = (day - datetime.now(UTC)).total_seconds() - 4
        with running(MAILS_AN_HOUR="0", TZ=BERLIN) as site:
            web, worker = Clock(site, "web"), Clock(site, "worker")
            crowds = sign_at(site, web, worker, [(int(seconds), int(seconds))])
            print("\n", day, reconcile(site, *crowds, to_publish=False))

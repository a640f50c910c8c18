"""Redis killed, frozen and emptied under load: pages take as long as ever, nobody is
refused, and limits on mail stay closed."""

import statistics
import time
from collections.abc import Iterator

import pytest

from .clients import NUMBERS, Log, Signer, readers, signers
from .site import Site, wait_until

SITE = {"redis": True, "worker": True, "workers": 2}
# Seconds of each fault, and requests a second.
LASTS, RATE = 4, 3
# As in the settings.
MAILS_A_DAY = 3


def kill(site: Site) -> None:
    site.kill("redis")


def freeze(site: Site) -> None:
    site.freeze("redis")


def empty(site: Site) -> None:
    import redis

    port = int(site.environment["CACHE_URL"].split(":")[-1].partition("/")[0])
    with redis.Redis(port=port) as client:
        end = time.monotonic() + LASTS
        while time.monotonic() < end:
            client.flushall()
            time.sleep(0.05)


def mend(site: Site) -> None:
    site.thaw("redis")
    if not site.is_running("redis"):
        site.start("redis")


@pytest.fixture(autouse=True)
def mended(site) -> Iterator[None]:
    wait_until(lambda: site.readiness()["cache"] == "ok")
    yield
    mend(site)
    wait_until(lambda: site.readiness()["cache"] == "ok")


def told(site: Site) -> int:
    return site.logs("web").count("The cache does not answer")


def typical(log) -> float:
    return statistics.median(each.answer.seconds for each in log.requests)


LONG = pytest.mark.fault_long


@pytest.mark.parametrize(
    "fault", [freeze, pytest.param(kill, marks=LONG), pytest.param(empty, marks=LONG)]
)
def test_nobody_notices_that_redis_is_in_trouble(site, fault):
    known = told(site)
    with readers(site, RATE, 2) as before:
        pass
    with readers(site, RATE, LASTS) as read, signers(site, 1, LASTS) as crowd:
        fault(site)
        if fault is not empty:
            wait_until(lambda: site.readiness()["cache"] == "absent")
    slow = sorted(each.answer.seconds for each in read.requests)
    times = f"{typical(before):.3f} s, then {typical(read):.3f}, at most {slow[-1]:.3f}"
    print(f"\n{fault.__name__}: usual {times}; {read.told()}; signers {crowd.told()}")
    # A machine that is busy with other things turns some away in any case.
    assert set(read.statuses) <= {200, *before.statuses}
    assert not crowd.gave_up
    # The default time-outs of the client would cost each call five seconds and more.
    assert typical(read) < 2 * typical(before) + 1
    if fault is not empty:
        # Once in each process; a busy machine may find it silent once more.
        assert 1 <= told(site) - known <= 12


def mails_to(site: Site, address: str) -> int:
    return list(site.mail.recipients).count(address)


@pytest.mark.parametrize("fault", [kill, pytest.param(freeze, marks=LONG)])
def test_limits_stay_closed_without_redis(site, fault):
    """They are counted in the database, and nowhere else."""
    fault(site)
    address = f"{fault.__name__}-director@one-mailbox.example"
    for _again in range(6):
        victim = Signer(site, Log(), next(NUMBERS), edge=False)
        victim.email = address
        victim.sign()
    last = Signer(site, Log(), next(NUMBERS), edge=False)
    last.sign()
    # What was written before has left by then, or does not.
    wait_until(lambda: mails_to(site, last.email))
    assert mails_to(site, address) == MAILS_A_DAY

    # Nor can passwords be tried without end; reading goes on meanwhile.
    token = "A" * 32
    fields = {"csrfmiddlewaretoken": token, "username": fault.__name__}
    fields["password"] = "wrong"
    answers = [
        site.ask(
            *("/admin/login/", fields),
            ip=f"192.0.2.{ord(fault.__name__[0])}",
            Cookie=f"csrftoken={token}",
            Referer="https://example.org/admin/login/",
        ).status
        for _again in range(7)
    ]
    assert set(answers[:5]) == {200}
    assert answers[-1] == 429
    wait_until(lambda: site.ask("/fr/statement/").status == 200)

"""More come than can be served: some are turned away at once, the others are served.

Times are those of a busy machine; what was found before is far beyond them: everybody
waited for seconds, and ten wrong passwords a second took a search from 0.1 s to 25 s.
"""

import threading
import time

import pytest

from .clients import Log, Request, Visitor, arriving, signers
from .site import Answer, Site

SITE = {"nginx": True, "worker": False}


def test_whoever_cannot_be_served_is_told_so_at_once(site):
    with signers(site, 60, 1, patience=200) as crowd:
        pass
    away = crowd.seconds(503, 429)
    served = crowd.seconds(200, 302, 307)
    print(
        f"\n{crowd.told()}\nserved: {len(served)}, "
        f"p95 {crowd.percentile(95, 200, 302, 307) * 1000:.0f} ms; "
        f"turned away: {len(away)}, "
        f"p50 {crowd.percentile(50, 503, 429) * 1000:.0f} ms, "
        f"p95 {crowd.percentile(95, 503, 429) * 1000:.0f} ms"
    )
    assert {*crowd.statuses} <= {200, 302, 307, 503, 429}, "No error, no time-out."
    # Whoever comes back as they were told to, signs.
    assert not crowd.gave_up
    assert crowd.percentile(95, 200, 302, 307) < 4
    if away:
        assert crowd.percentile(50, 503, 429) < 0.5
    for request in crowd.requests:
        if request.answer.status in (503, 429):
            assert request.answer.headers["Retry-After"]
            assert "no-store" in request.answer.headers["Cache-Control"]


def passwords(site: Site, log: Log, *, edge: bool) -> threading.Thread:
    """Ten wrong ones a second, from one address."""
    token = "A" * 32

    def come() -> None:
        visitor = Visitor(site, log, 77, edge=edge)
        fields = {"csrfmiddlewaretoken": token, "username": "root", "password": "wrong"}
        answer = site.ask(
            *("/admin/login/", fields),
            ip=visitor.ip,
            connection=visitor.connect(),
            Cookie=f"csrftoken={token}",
            Referer="https://example.org/admin/login/",
        )
        log.requests.append(Request(time.time(), "/admin/login/", answer))
        visitor.close()

    def all_of_them() -> None:
        with arriving(log, 10, 6, come):
            pass

    return threading.Thread(target=all_of_them)


def searches(site: Site, number: int, *, edge: bool) -> list[Answer]:
    found = []
    for turn in range(number):
        path = f"/en/search/?q=visitor{turn}"
        found.append(site.ask(path, edge=edge, ip="10.9.9.9"))
        time.sleep(0.3)
    return found


@pytest.mark.fault_long
def test_wrong_passwords_leave_the_search_as_it_was(site):
    for edge in (True, False):
        searches(site, 2, edge=edge)
        alone = sorted(answer.seconds for answer in searches(site, 5, edge=edge))
        log = Log()
        thread = passwords(site, log, edge=edge)
        thread.start()
        beside = searches(site, 12, edge=edge)
        thread.join()
        seconds = sorted(answer.seconds for answer in beside)
        print(
            f"\n{'through nginx' if edge else 'directly'}: "
            f"logins {dict(log.statuses)}; a search alone {alone[2] * 1000:.0f} ms, "
            f"beside them {seconds[6] * 1000:.0f} ms, at worst {seconds[-1] * 1000:.0f}"
        )
        assert {answer.status for answer in beside} == {200}
        assert log.statuses[429] > 30, "Most are refused, and cost no hash."
        assert seconds[6] < 1
        assert seconds[-1] < 4

"""The site that the other tests break, whole."""

from .clients import readers, signers
from .site import wait_until

SITE = {}


def test_signers_and_readers_are_served(site):
    with readers(site, 5, 4) as read, signers(site, 2, 4) as crowd:
        pass
    print("\nreaders:", read.told(), "\nsigners:", crowd.told())
    print("started in", round(site.seconds_to_start, 1), "s")
    assert set(read.statuses) == {200}
    assert not crowd.gave_up
    rows = site.sql(
        "SELECT email FROM signatures_signatory WHERE email LIKE %s", "%@museum%"
    )
    assert {one.email for one in crowd.signed} <= {row[0] for row in rows}
    wait_until(lambda: {one.email for one in crowd.signed} <= {*site.mail.recipients})


def test_parts_die_and_come_back(site):
    for name in ("web", "worker", "database"):
        site.kill(name)
        assert not site.is_running(name)
        site.start(name)
    wait_until(lambda: site.ask("/en/").status == 200)
    site.freeze("web")
    assert site.ask("/health/live/", timeout=2).status == 0
    site.thaw("web")
    wait_until(site.is_live)
    site.reload()
    wait_until(site.is_live)

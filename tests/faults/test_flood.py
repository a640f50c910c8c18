"""A flood of forms with other people's addresses: each of them gets next to nothing."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest

from .clients import signers
from .reckoning import reconcile
from .site import Site, running, wait_until

# Forms as they are before the last button, all different, sealed as the site does it.
SEALED = """
import json
from signatures.carried import Carried
from signatures.shown import find_shown
from openheritage.furniture import speaking
with speaking("en"):
    seen = find_shown("en").seen
forms = []
for number in range({posts}):
    victim = number % {victims}
    answers = dict(
        name=f"Flood {{number}} Gallery", name_latin="", kind="institution",
        sector="museum", country="NE", website=f"https://flood{{number}}.example/",
        signer="Nobody", job_title="Director",
        email=f"victim{{victim}}@victims{{victim}}.example",
    )
    forms.append(Carried(answers=answers, language="en", seen=seen).sealed())
print(json.dumps(forms))
"""


def victims_of(site: Site) -> Counter[str]:
    return Counter(name for name in site.mail.recipients if name.startswith("victim"))


def flood(site: Site, posts: int, victims: int, networks: int, brake: int) -> None:
    said = site.shell(SEALED.format(posts=posts, victims=victims))
    forms = json.loads(said.strip().splitlines()[-1])
    statuses: Counter[int] = Counter()

    def post(number: int) -> None:
        network = number % networks
        fields = {"step": "check", "answers": forms[number], "go": "send"}
        fields |= {"comment": "", "consent_record": "on", "consent_authority": "on"}
        ip = f"172.{16 + network // 65536}.{network // 256 % 256}.{network % 256}"
        while True:
            answer = site.ask("/en/sign/check/", fields, ip=ip, timeout=60)
            statuses[answer.status] += 1
            if answer.status not in (0, 503):
                return

    with ThreadPoolExecutor(8) as pool, signers(site, 1, 6) as crowd:
        list(pool.map(post, range(posts)))
    assert not crowd.gave_up, "Who means it signs beside it."
    # What leaves is told to strangers in the same way, whatever becomes of it.
    assert {*statuses} <= {302, 503}, statuses
    waiting = (
        "SELECT count(*) FROM correspondence_message"
        " WHERE state = 'waiting' AND next_attempt_at <= now()"
    )
    wait_until(
        lambda: site.readiness()["mail"] == "held" or site.sql(waiting) == [(0,)]
    )
    counted = (
        "SELECT count(*) FROM correspondence_message"
        " WHERE state = 'sent' AND slot IS NOT NULL"
    )
    assert site.sql(counted)[0][0] <= brake
    held = site.sql(waiting)[0][0]
    site.shell("from correspondence import brake; brake.release()")
    line = reconcile(site, crowd, to_publish=False)
    wait_until(lambda: site.sql(waiting) == [(0,)], 300)
    got = victims_of(site)
    print(
        f"\n{posts} posts {dict(statuses)} for {victims} victims from {networks} "
        f"networks: {got.total()} mails, at most {max(got.values())} each; "
        f"{held} were held by a brake of {brake}; signers beside it: {line}"
    )
    assert max(got.values()) <= 3
    assert len(got) <= victims


@pytest.mark.fault_long
def test_victims_get_no_more_than_their_budget():
    with running(MAILS_AN_HOUR="12") as site:
        flood(site, posts=80, victims=8, networks=20, brake=12)


@pytest.mark.fault_long
def test_ten_thousand_posts_for_a_hundred_victims():
    with running(MAILS_AN_HOUR="120") as site:
        flood(site, posts=10_000, victims=100, networks=500, brake=120)

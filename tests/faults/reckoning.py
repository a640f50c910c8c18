"""At the end: what signers were told = database = mails = count = files to download."""

import csv
import json
import re
from collections import Counter
from io import StringIO

from .clients import Log
from .processes import wait_until
from .site import Answer, Site

OURS = "director@museum%.example"
LINK = re.compile(r"https?://[^/]+(/[a-z-]+/k/[0-9A-Z]+/)\s")
SEEN = re.compile(r'name="seen" value="([^"]*)"')

# As a reviewer does it, in one decision for the whole list.
PUBLISH = """
from django.contrib.auth.models import User
from review import moderation
from signatures.models import Signature
ours = {"people__email__startswith": "director@museum"}
rows = Signature.objects.filter(state="waiting", **ours)
user = User.objects.get(username="moderator")
while number := rows.count():
    result = moderation.run(rows, "publish", user)
    assert rows.count() < number, result
"""


def patiently(
    site: Site, path: str, fields: dict | None = None, **options: bool
) -> Answer:
    """The first answer that is one."""
    found = []

    def is_answered() -> bool:
        found.append(site.ask(path, fields, **options))
        return 200 <= found[-1].status < 400

    wait_until(is_answered, 120)
    return found[-1]


def rows(site: Site) -> Counter[str]:
    found = site.sql("SELECT email FROM signatures_signatory WHERE email LIKE %s", OURS)
    return Counter(email for (email,) in found)


def mailed(site: Site) -> Counter[str]:
    return Counter(
        name
        for delivery in site.mails()
        for name in delivery.recipients
        if name.startswith("director@museum")
    )


def confirm(site: Site, emails: set[str]) -> None:
    """Each opens the link in their mail and presses the button."""
    for delivery in site.mails():
        if not emails & {*delivery.recipients}:
            continue
        link = LINK.search(delivery.message.get_body(("plain",)).get_content())[1]
        seen = SEEN.search(patiently(site, link).text)[1]
        patiently(site, link, {"action": "confirm", "seen": seen})


def public(site: Site) -> tuple[int, int, int, int]:
    """The count on pages, the rows of both files, and those in the database."""
    count = json.loads(patiently(site, "/count.json").text)["signatures"]
    table = list(csv.DictReader(StringIO(patiently(site, "/en/signatories.csv").text)))
    entries = json.loads(patiently(site, "/en/signatories.json").text)
    number = len(entries["signatories"] if isinstance(entries, dict) else entries)
    query = "SELECT count(*) FROM signatures_signature WHERE state = 'published'"
    return count, len(table), number, site.sql(query)[0][0]


def reconcile(site: Site, *logs: Log, to_publish: bool = True) -> str:
    told = {one.email for log in logs for one in log.signed}
    wait_until(lambda: {*mailed(site)} >= told, 180)
    came = {email for log in logs for email in log.came}
    kept, sent = (
        Counter({email: number for email, number in found.items() if email in came})
        for found in (rows(site), mailed(site))
    )
    assert {*kept} == told, (
        "Who was told to have signed is in the database, nobody else."
    )
    assert {*kept.values()} <= {1}, "Each once."
    twice = {email: number for email, number in sent.items() if number > 1}
    assert not twice, "One form, one mail."
    line = f"told {len(told)} = rows {kept.total()} = mails {sent.total()}"
    if not to_publish:
        return line
    before = public(site)
    confirm(site, told)
    site.shell(PUBLISH)
    wait_until(lambda: len({*public(site)}) == 1, 180)
    after = public(site)
    assert after[0] - before[3] == len(told), (before, after)
    return f"{line}; published {before[3]} + {len(told)} = count, CSV, JSON {after[0]}"

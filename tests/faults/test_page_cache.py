"""Pages kept in memory: what is published, changed, withdrawn or closed is seen by the
next reader of every process, on every machine."""

import json
import shutil
from collections import ChainMap
from http.client import HTTPConnection

from tests.services import web
from tests.services.postgres import free_port

from .processes import Program, wait_until
from .site import HOST, Site

TOKEN = "a-token-of-the-monitoring-0123456789"
# So that each of the two processes of a server is asked.
TIMES = 12
# Seconds in which PostgreSQL tells of a commit; a few thousandths, on an idle machine.
SOON = 0.2

# A command is another machine: it commits, and asks each server at that moment.
DEEDS = """
import json, time
from http.client import HTTPConnection
from django.db import connection, transaction
from news.models import NewsPage
from home.models import ContentPage
from openheritage import languages
from signatures.transitions import locked, move
from tests.signing import make_signature
from wagtail.models import Locale, Page

PORTS, HOST, TIMES, SOON = %r, %r, %r, %r

def ask(port, path):
    asked = HTTPConnection("127.0.0.1", port, timeout=20)
    asked.request("GET", path, headers={"Host": HOST, "X-Forwarded-Proto": "https"})
    answer = asked.getresponse()
    return answer.status, answer.read().decode()

def look(path, is_new):
    answers = [ask(port, path) for port in PORTS for _time in range(TIMES)]
    return [len(answers), sum(not is_new(*answer) for answer in answers)]

found = []
def prove(name, path, deed, is_new):
    before = look(path, lambda status, text: not is_new(status, text))
    deed()
    time.sleep(SOON)
    found.append([name, *before, *look(path, is_new)])

article = NewsPage.objects.live().filter(locale__language_code="en").first()
for number in range(4):
    title = f"An article of the {number}th edition"
    def publish():
        article.title = title
        article.save_revision().publish()
    prove("publish", "/en/news/", publish, lambda status, text: title in text)

entry = Page.objects.live().filter(
    locale__language_code="fr", depth=3, slug="background"
).first()
def rename():
    page = entry.specific
    page.title = "Un autre mot du menu"
    page.save_revision().publish()
for path in ("/fr/", "/fr/statement/"):
    prove("menu " + path, path, rename, lambda status, text: "Un autre mot" in text)
    Page.objects.filter(pk=entry.pk).update(title="Comme avant")
rename()

signature = make_signature("waiting", name="Library of the next reader")
def is_listed(status, text):
    return "Library of the next reader" in text
def publish_signature():
    from review import decide
    decide.publish(signature, None)
prove("sign", "/en/signatories/", publish_signature, is_listed)
def withdraw():
    with transaction.atomic():
        move(locked(signature), "withdraw")
prove("withdraw", "/en/signatories/", withdraw,
      lambda status, text: not is_listed(status, text))

swahili = Locale.objects.get(language_code="sw")
def close():
    languages.change(swahili, to_open=False)
prove("close", "/sw/", close, lambda status, text: status != 200)

def by_sql():
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_page SET title = 'By SQL' WHERE id = %%s",
                       [article.pk])
prove("SQL", "/en/news/", by_sql, lambda status, text: "By SQL" in text)
print(json.dumps(found))
"""


def second_machine(site: Site) -> None:
    var = site.folder / "second"
    var.mkdir()
    for name in ("static", "locale"):
        shutil.copytree(site.var / name, var / name)
    port = free_port()
    site.others = [f"http://127.0.0.1:{port}"]
    environment = ChainMap({"VAR_DIR": str(var)}, site.environment)
    log = site.folder / "web2.log"
    site.parts["web2"] = Program(web.command(port), environment, log)


SITE = {"worker": False, "more": second_machine, "MONITORING_TOKEN": TOKEN}


def told(site: Site, port: int) -> dict[str, float]:
    """What a server counts of its cache, both its processes together."""
    asked = HTTPConnection("127.0.0.1", port, timeout=20)
    said = {"Host": HOST, "Authorization": f"Bearer {TOKEN}"}
    asked.request("GET", "/metrics", headers=said)
    found = {}
    for line in asked.getresponse().read().decode().splitlines():
        if line.startswith("openheritage_page_cache_total{"):
            name, number = line.rsplit(" ", 1)
            found[name.split('"')[1]] = float(number)
    return found


def test_the_next_reader_sees_what_was_committed(site):
    ports = [int(url.rpartition(":")[2]) for url in (site.url, *site.others)]
    # Each process listens as soon as it has something to do.
    wait_until(lambda: site.ask("/en/").status == 200)
    for _time in range(TIMES):
        for port in ports:
            told(site, port)
    done = site.shell(DEEDS % (ports, HOST, TIMES, SOON))
    rows = json.loads(done.splitlines()[-1])
    print(*rows, sep="\n")
    for name, asked, old, asked_after, stale in rows:
        assert (asked, old) == (asked_after, 0), f"{name}: it was so before"
        assert stale == 0, f"{name}: {stale} of {asked_after} answers are old"
    for port in ports:
        counted = told(site, port)
        assert counted["hit"] > 50, counted
        assert counted["kept"] < counted["hit"], counted

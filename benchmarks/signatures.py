"""The list, searches, the counts and the files with a million published signatures.

    python -m benchmarks.signatures [NUMBER [files]]

Starts a PostgreSQL of its own with its own settings, loads the sample content, adds
signatures, register and search entries (``million.sql``), serves it as in production
(our server, two workers, nothing kept) and asks each address a few times, one after the
other. With ``files``, the worker's lists as files are made, too, which takes seconds
for each 2,000. Prints tables for docs/performance.md.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.services.postgres import find_programs

from .pages import HEADERS, get, load, manage, production, served

NUMBER = 1_000_000
MANY = Path(__file__).parent / "million.sql"
TIMES = 7
# Of its first: see there.
REFERENCE = f"{4096:010X}"
ASKED = {
    "the list": "/en/signatories/",
    "the list, Arabic": "/ar/signatories/",
    "its middle page": "/en/signatories/?page={middle}",
    "its last page": "/en/signatories/?page=999999",
    "by name": "/en/signatories/?sort=name",
    "by name, middle page": "/en/signatories/?sort=name&page={middle}",
    "by name, last page": "/en/signatories/?sort=name&page=999999",
    "one country": "/en/signatories/?country=FR",
    "one country, last page": "/en/signatories/?country=FR&page=999999",
    "one kind, last page": "/en/signatories/?kind=institution&page=999999",
    "one sector, last page": "/en/signatories/?sector=museum&page=999999",
    "with a comment, last page": "/en/signatories/?comment=1&page=999999",
    "country, kind, by name": "/en/signatories/?country=FR&kind=institution&sort=name",
    "a word and a number": "/en/signatories/?q=musee%2077",
    "a word that an eighth has": "/en/signatories/?q=musee",
    "the same, by name": "/en/signatories/?q=musee&sort=name",
    "the same of a kind, by name": (
        "/en/signatories/?q=musee&kind=institution&sort=name"
    ),
    "a name that nobody has": "/en/signatories/?q=qwertz",
    "two letters": "/en/signatories/?q=us",
    "receipt": f"/en/signatures/{REFERENCE}/",
    "register page": "/en/register/",
    "numbers": "/count.json",
    "badge": "/en/badge.svg",
    "feed": "/en/signatories.atom",
    "API, a page": "/api/v1/signatories/",
    "search, a word that an eighth has": "/en/search/?q=museum",
    "its page 30": "/en/search/?q=museum&page=30",
    "one kind of it": "/en/search/?q=museum&kind=signatory",
    "search, the beginning of two words": "/en/search/?q=museu+archi",
    "search, spelled wrongly": "/en/search/?q=musuem",
    "search, two words that no name has": "/en/search/?q=museum+archivo",
    "search, three such words": "/en/search/?q=museum+archivo+library",
    "search, a word and a number": "/en/search/?q=museum+77",
    "search, words that nobody has": "/en/search/?q=qwertz+asdf",
    "suggestions for three letters": "/en/search/suggest/?q=mus",
}
EXPORTS = {
    "CSV": "/en/signatories.csv",
    "JSON": "/en/signatories.json",
    "register": "/register.jsonl",
}

COUNT = """
import time
from register.counts import recount
for attempt in range(TIMES):
    start = time.perf_counter()
    recount(force=True)
    print("seconds", time.perf_counter() - start)
"""

# Whatever one who withdraws is in is forgotten.
FILES = """
import time
from django.db import transaction
from register import files
from signatures.models import Signature
published = Signature.objects.filter(state="published").order_by("published_at")

def make():
    start = time.process_time()
    files.make_all()
    print("seconds", time.process_time() - start)

make()
with transaction.atomic():
    files.forget_signature(published[NUMBER // 2].published_at)
make()
"""

QUERIES = """
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
client = Client(headers=HEADERS)
for path in PATHS:
    client.get(path)
    with CaptureQueriesContext(connection) as queries:
        client.get(path).getvalue()
    print("queries", path, len(queries))
"""


def shell(environment: dict, code: str, **values: object) -> list[list[str]]:
    """The words of each line that the code prints."""
    settings = "".join(f"{name} = {value!r}\n" for name, value in values.items())
    output = manage(environment, "shell", "--no-imports", "-c", settings + code)
    return [line.split() for line in output.splitlines() if line]


def fill(environment: dict, number: int) -> None:
    programs = find_programs()
    if programs is None:
        sys.exit("PostgreSQL is missing; on Debian: apt install postgresql")
    command = [programs / "psql", "--quiet", "-v", f"number={number}"]
    command += ["-f", MANY, environment["DATABASE_URL"]]
    subprocess.run(command, check=True)


def measure(port: int, path: str, times: int) -> tuple[list[float], int]:
    """Milliseconds of each answer, and the bytes of one."""
    get(port, path)
    found, size = [], 0
    for _attempt in range(times):
        start = time.perf_counter()
        status, body = get(port, path)
        found.append(1000 * (time.perf_counter() - start))
        size = len(body)
        if status != 200:
            sys.exit(f"{path}: {status}")
    return found, size


def main(number: int, *, with_files: bool) -> None:
    with production(durable=True) as environment:
        load(environment)
        start = time.perf_counter()
        fill(environment, number)
        print(f"{number:,} signatures made in {time.perf_counter() - start:.0f} s.\n")

        said = shell(environment, COUNT, TIMES=TIMES)
        first, *again = [float(words[1]) for words in said if words[0] == "seconds"]
        print(f"Counting all: {first:.1f} s, again {statistics.median(again):.1f} s.\n")

        asked = {
            name: each.format(middle=number // 100) for name, each in ASKED.items()
        }
        said = shell(environment, QUERIES, HEADERS=HEADERS, PATHS=[*asked.values()])
        queries = {words[1]: words[2] for words in said if words[0] == "queries"}
        with served(environment) as port:
            print("| Address | queries | median ms | slowest ms |")
            print("| --- | --- | --- | --- |")
            for name, path in asked.items():
                found, _size = measure(port, path, TIMES)
                median, worst = statistics.median(found), max(found)
                print(f"| {name} | {queries[path]} | {median:.0f} | {worst:.0f} |")
        if not with_files:
            return
        said = shell(environment, FILES, NUMBER=number)
        spent, more = [float(words[1]) for words in said if words[0] == "seconds"]
        print(f"\nFiles of the lists, made by the worker: {spent:.0f} s of the")
        print(f"processor; after one withdrew {more:.1f} s.")
        with served(environment) as port:
            print("\n| File | seconds | MB |\n| --- | --- | --- |")
            for name, path in EXPORTS.items():
                found, size = measure(port, path, 2)
                print(f"| {name} | {min(found) / 1000:.1f} | {size / 1e6:.1f} |")


if __name__ == "__main__":
    _program, *told = sys.argv
    numbers = [int(each) for each in told if each.isdigit()]
    main(*(numbers or [NUMBER]), with_files="files" in told)

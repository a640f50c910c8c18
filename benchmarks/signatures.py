"""The list, the exports and the counts with 100,000 published signatures.

    python -m benchmarks.signatures [NUMBER]

Starts a PostgreSQL of its own, loads the sample content, adds rows and a register,
serves it as in production (our server, two workers, no cache in front) and asks each
address a few times, one after the other. Prints a table for docs/performance.md.
"""

import statistics
import subprocess
import sys
import time
from pathlib import Path

from tests.services.postgres import find_programs

from .pages import HEADERS, get, load, manage, production, served

NUMBER = 100_000
# More are loaded by ``million.sql``, which needs minutes where the site needs hours.
BY_THE_SITE = 100_000
MANY = Path(__file__).parent / "million.sql"
TIMES = 7
LISTS = {
    "the list": "/en/signatories/",
    "the list, Arabic": "/ar/signatories/",
    "its middle page": "/en/signatories/?page=1000",
    "its last page": "/en/signatories/?page=999999",
    "by name": "/en/signatories/?sort=name",
    "by name, last page": "/en/signatories/?sort=name&page=999999",
    "one country": "/en/signatories/?country=FR",
    "country, kind, by name": "/en/signatories/?country=FR&kind=institution&sort=name",
    "part of a name": "/en/signatories/?q=musee%2077",
    "a word that an eighth has": "/en/signatories/?q=musee",
    "the same, by name": "/en/signatories/?q=musee&sort=name",
    "a name that nobody has": "/en/signatories/?q=qwertz",
    "two letters": "/en/signatories/?q=us",
    "receipt": "/en/signatures/{reference}/",
    "register page": "/en/register/",
    "numbers": "/count.json",
    "badge": "/en/badge.svg",
    "feed": "/en/signatories.atom",
}
EXPORTS = {
    "CSV": "/en/signatories.csv",
    "JSON": "/en/signatories.json",
    "register": "/register.jsonl",
}

FILL = """
import random
from datetime import date, timedelta
from django.db import connection
from django.utils import timezone
from openheritage.names import countries
from openheritage.matching import kept_words, sort_key
from organisations.models import Kind, Sector
from register import chain
from register.models import RegisterEntry, RegisterFacts, commitment, entry_hash
from signatures.models import Signature
from statement.models import StatementText

chance = random.Random(1)
texts = list(StatementText.objects.select_related("locale", "version"))
codes = [code for code, name in countries("en")]
words = ["Museum", "Musée", "Archivo", "متحف", "図書館", "Библиотека", "Arquivo"]
head = chain.head()
previous, sequence, now = head.hash, head.sequence, timezone.now()
for start in range(0, NUMBER, 5000):
    rows = []
    for number in range(start, min(start + 5000, NUMBER)):
        text = chance.choice(texts)
        rows.append(Signature(
            name=f"{chance.choice(words)} {number}", text=text,
            language=text.locale.language_code, kind=chance.choice(Kind.values),
            sector=chance.choice(Sector.values), country=chance.choice(codes),
            website=f"https://n{number}.example/", state="published",
            comment="Words " * 40 if number % 10 == 0 else "",
            duplicate_key=f"{number:064}", confirmed_at=now,
            signed_on=date(2025, 10, 6) + timedelta(days=number % 400),
            published_at=now - timedelta(seconds=NUMBER - number),
        ))
    for row in rows:
        row.sort_name = sort_key(row.name)
        row.search_name = kept_words(row.name)
    Signature.objects.bulk_create(rows)
    entries, facts = [], []
    for row in rows:
        sequence += 1
        at = row.published_at.replace(microsecond=0)
        said = chain.public_facts(row)
        sealed = commitment("0" * 32, said)
        digest = entry_hash(previous, sequence, "published", at, sealed)
        entries.append(RegisterEntry(sequence=sequence, event="published", at=at,
            commitment=sealed, previous=previous, hash=digest))
        facts.append(RegisterFacts(entry_id=sequence, signature=row,
            salt="0" * 32, facts=said))
        previous = digest
    RegisterEntry.objects.bulk_create(entries)
    RegisterFacts.objects.bulk_create(facts)
with connection.cursor() as cursor:
    cursor.execute("VACUUM ANALYZE")
print("reference", row.reference)
"""

COUNT = """
import time
from register.counts import recount
recount(force=True)
for attempt in range(TIMES):
    start = time.perf_counter()
    recount(force=True)
    print("seconds", time.perf_counter() - start)
"""

FILES = """
import time
from register import files
start = time.process_time()
files.make_all()
print("seconds", time.process_time() - start)
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


def fill(environment: dict, number: int) -> str:
    """Makes so many signatures; the reference of one."""
    if number <= BY_THE_SITE:
        said = shell(environment, FILL, NUMBER=number)
        return next(words[1] for words in said if words[0] == "reference")
    programs = find_programs()
    if programs is None:
        sys.exit("PostgreSQL is missing; on Debian: apt install postgresql")
    command = [programs / "psql", "--quiet", "-v", f"number={number}"]
    command += ["-f", MANY, environment["DATABASE_URL"]]
    subprocess.run(command, check=True)
    # Of its first: see there.
    return f"{4096:010X}"


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


def main(number: int) -> None:
    with production() as environment:
        load(environment)
        start = time.perf_counter()
        reference = fill(environment, number)
        print(f"{number:,} signatures made in {time.perf_counter() - start:.0f} s\n")

        said = shell(environment, COUNT, TIMES=TIMES)
        seconds = [float(words[1]) for words in said if words[0] == "seconds"]
        print(f"recount: {1000 * statistics.median(seconds):.0f} ms (median)\n")

        said = shell(environment, FILES)
        (cpu,) = [float(words[1]) for words in said if words[0] == "seconds"]
        print(f"files of the lists, made by the worker: {cpu:.0f} s of CPU\n")

        lists = {name: path.format(reference=reference) for name, path in LISTS.items()}
        said = shell(environment, QUERIES, HEADERS=HEADERS, PATHS=list(lists.values()))
        queries = {words[1]: words[2] for words in said if words[0] == "queries"}
        with served(environment) as port:
            print("| Address | queries | median ms | slowest ms |")
            print("| --- | --- | --- | --- |")
            for name, path in lists.items():
                found, _size = measure(port, path, TIMES)
                median, worst = statistics.median(found), max(found)
                print(f"| {name} | {queries[path]} | {median:.0f} | {worst:.0f} |")
            print("\n| Export | seconds | MB |\n| --- | --- | --- |")
            for name, path in EXPORTS.items():
                found, size = measure(port, path, 2)
                print(f"| {name} | {min(found) / 1000:.1f} | {size / 1e6:.1f} |")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else NUMBER)

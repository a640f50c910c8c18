"""The table of all pages and languages, with 1,000 pages in 40 languages.

    python -m benchmarks.matrix [PAGES [LANGUAGES]]

Starts a PostgreSQL of its own, loads the sample content, adds pages with about 15
sentences each and their translations, counts them, and asks for the table as a
moderator and as a translator do. Prints a table for docs/performance.md.
"""

import sys

from .pages import HEADERS, load, manage, production

PAGES, LANGUAGES = 1000, 40
TIMES = 7

ADDRESSES = {
    "the table": "",
    "its middle": "?p=12",
    "all languages": "?all=1",
    "two languages": "?language=fr&language=ar",
    "only what is stale": "?stale=1",
    "only drafts": "?all=1&state=draft",
    "a title": "?q=page+77",
    "CSV": "csv/?all=1",
    "CSV, only what is stale": "csv/?all=1&stale=1",
}

FILL = """
import time
from django.contrib.auth import get_user_model
from django.db import connection
from tests.workbench.many import fill
from translations import tallies
from translations.models import Tally
users = tuple(get_user_model().objects.values_list("pk", flat=True))
start = time.perf_counter()
fill(PAGES, LANGUAGES, users=users)
print(f"filled in {time.perf_counter() - start:.0f} s")
start = time.perf_counter()
tallies.count(Tally.objects.values_list("pk", flat=True))
print(f"{Tally.objects.count()} counted again in {time.perf_counter() - start:.1f} s")
with connection.cursor() as cursor:
    cursor.execute("VACUUM ANALYZE")
"""

ASK = """
import statistics, time
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
print("| Asked by | for | queries | median ms | slowest ms | kB |")
print("| --- | --- | --- | --- | --- | --- |")
for name in ("moderator", "translator"):
    client = Client(headers=HEADERS)
    client.force_login(get_user_model().objects.get(username=name))
    for label, rest in ADDRESSES.items():
        path = f"/admin/translate/pages/{rest}"
        with CaptureQueriesContext(connection) as queries:
            response = client.get(path)
        assert response.status_code == 200, (path, response.status_code)
        count, taken = len(queries), []
        for attempt in range(TIMES):
            start = time.perf_counter()
            size = len(client.get(path).content)
            taken.append(1000 * (time.perf_counter() - start))
        print(f"| {name} | {label} | {count} | {statistics.median(taken):.0f} "
              f"| {max(taken):.0f} | {size / 1000:.0f} |")
"""


def run(environment: dict, code: str, **values: object) -> str:
    head = "\n".join(f"{name} = {value!r}" for name, value in values.items())
    return manage(environment, "shell", "--no-imports", "-c", f"{head}\n{code}")


def main() -> None:
    numbers = [int(argument) for argument in sys.argv[1:]]
    pages, languages = [*numbers, *(PAGES, LANGUAGES)[len(numbers) :]]
    with production(SECOND_FACTOR_REQUIRED="0") as environment:
        load(environment)
        print(run(environment, FILL, PAGES=pages, LANGUAGES=languages))
        print(run(environment, ASK, ADDRESSES=ADDRESSES, TIMES=TIMES, HEADERS=HEADERS))


if __name__ == "__main__":
    main()

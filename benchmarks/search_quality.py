"""How well searches are answered, and how fast among 10,000 pages.

    python -m benchmarks.search_quality

Loads the sample content into a PostgreSQL and a SQLite of its own and asks the
labelled queries of ``search_queries.json``: recall@5 (how much of what is wanted is
among the first five) and MRR (how far up the first of it is). ``ELASTICSEARCH_URL``
adds that server. Then made-up entries are added, and the same queries are timed.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import mean, quantiles

FOLDER = Path(__file__).parent
QUERIES: dict = json.loads((FOLDER / "search_queries.json").read_text("utf-8"))
PAGES = 10_000
ROUNDS = 5
FIRST = 5
PREFIX = "quality"


def environments(postgres: str, folder: str) -> Iterator[tuple[str, dict]]:
    plain = os.environ | {"SEARCH_URL": "", "VAR_DIR": folder}
    plain["DJANGO_SETTINGS_MODULE"] = "openheritage.settings.dev"
    on_postgres = plain | {"DATABASE_URL": postgres}
    yield "SQLite", plain | {"DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
    yield "PostgreSQL", on_postgres
    if url := os.environ.get("ELASTICSEARCH_URL"):
        url = f"elasticsearch+{url.rstrip('/')}/{PREFIX}"
        yield "Elasticsearch", on_postgres | {"SEARCH_URL": url}


def run(environment: dict, *command: str) -> None:
    subprocess.run(
        [sys.executable, *command], env=environment, check=True, stdout=sys.stderr
    )


def main() -> None:
    from tests.services.postgres import server

    results = {}
    with server() as postgres, tempfile.TemporaryDirectory() as folder:
        ready = set()
        for name, environment in environments(postgres, folder):
            database = environment["DATABASE_URL"]
            if database not in ready:
                run(environment, "manage.py", "catalogues", "--compile")
                run(environment, "manage.py", "migrate", "--verbosity", "0")
                run(environment, "manage.py", "load_demo")
                ready.add(database)
            output = Path(folder) / f"{name}.json"
            run(environment, "-m", "benchmarks.search_quality", str(output))
            results[name] = json.loads(output.read_text())
    report(results)


def report(results: dict[str, dict]) -> None:
    languages = [*QUERIES, "all"]
    for what in ("recall@5", "MRR"):
        print(f"\n| {what} | {' | '.join(languages)} |")
        print("|---" * (len(languages) + 1) + "|")
        for name, found in results.items():
            numbers = [f"{found[what][language]:.2f}" for language in languages]
            print(f"| {name} | {' | '.join(numbers)} |")
    print(f"\n| {PAGES:,} pages, ms | p50 | p95 | max |\n|---|---|---|---|")
    for name, found in results.items():
        print(f"| {name} | {' | '.join(f'{ms:.1f}' for ms in found['ms'])} |")
    for name, found in results.items():
        print(f"\n{name} did not find: {'; '.join(found['missed']) or 'nothing'}")


# In the process of one backend ------------------------------------------------


def quality(backend) -> dict:
    from search.backends import Query
    from search.models import Entry

    paths = {entry.document_id: entry.path for entry in Entry.objects.all()}
    found = {"recall@5": {}, "MRR": {}, "missed": []}
    for language, queries in QUERIES.items():
        recalls, ranks = [], []
        for text, *wanted in queries:
            ids = backend.search(Query(text, language, size=20)).ids
            hits = [paths.get(name) for name in ids]
            recalls.append(len({*wanted} & {*hits[:FIRST]}) / len(wanted))
            places = [hits.index(path) + 1 for path in wanted if path in hits]
            ranks.append(1 / min(places) if places else 0)
            if not {*wanted} & {*hits[:FIRST]}:
                found["missed"].append(f"{text} ({language})")
        found["recall@5"][language] = mean(recalls)
        found["MRR"][language] = mean(ranks)
    for what in ("recall@5", "MRR"):
        found[what]["all"] = mean(found[what].values())
    return found


def made_up() -> Iterator:
    """Entries of words that the sample content uses, so that every query meets many."""
    from openheritage.locales import locale_ids
    from search import sources
    from search.models import Entry

    chance = random.Random(5)  # noqa: S311 - the same entries each time
    pieces = {
        language: [
            sentence
            for text in Entry.objects.filter(language=language).values_list(
                "text", flat=True
            )
            for sentence in text.split("\n")
        ]
        for language in locale_ids()
    }
    others = [code for code, some in pieces.items() if some and code != "en"]
    for number in range(PAGES):
        # An original, and one translation: readers of each language have all pages.
        other = others[number % len(others)]
        for language in ("en", other):
            some = chance.sample(pieces[language], 8)
            shown = {"en", *others} - {other} if language == "en" else {other}
            yield sources.entry(
                thing=f"page:made-up-{number}",
                language=language,
                shown_in=sources.spaced(shown),
                kind="page",
                title=f"{some[0][:40]} {number}",
                text="\n".join(some),
                path=f"made-up/{number}/",
                source="home.contentpage",
                source_id=0,
            )


def latency(backend) -> list[float]:
    from search.backends import Query

    times = []
    for turn in range(ROUNDS + 1):
        for language, queries in QUERIES.items():
            for text, *_wanted in queries:
                started = time.perf_counter()
                backend.search(Query(text, language))
                if turn:  # the first turn warms up
                    times.append((time.perf_counter() - started) * 1000)
    return [*(quantiles(times, n=20)[at] for at in (9, 18)), max(times)]


def measure(output: Path) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.db import connection

    from search import backends
    from search.models import Entry
    from search.synchronisation import rebuild

    Entry.objects.filter(thing__startswith="page:made-up-").delete()
    backend = backends.get()
    rebuild()
    found = quality(backend)
    Entry.objects.bulk_create(made_up(), batch_size=500)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE search_entry")
    started = time.perf_counter()
    count = rebuild()
    if settings.SEARCH_URL:
        seconds = time.perf_counter() - started
        print(f"{count} documents indexed in {seconds:.1f} s", file=sys.stderr)
    found["ms"] = latency(backend)
    output.write_text(json.dumps(found))


if __name__ == "__main__":
    measure(Path(sys.argv[1])) if sys.argv[1:] else main()

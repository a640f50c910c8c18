"""What counting costs: microseconds of the processor for one answer and one statement.

python -m benchmarks.counting
"""

import os
import tempfile
from pathlib import Path
from time import process_time

ROUNDS = 20_000


def per_call(call) -> float:
    call()
    began = process_time()
    for _round in range(ROUNDS):
        call()
    return (process_time() - began) / ROUNDS * 1e6


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "openheritage.settings.dev")
    with tempfile.TemporaryDirectory() as folder:
        os.environ |= {
            "MONITORING_TOKEN": "x" * 32,
            "PROMETHEUS_MULTIPROC_DIR": str(Path(folder) / "metrics"),
        }
        import django

        django.setup()
        from django.http import HttpResponse
        from django.test import RequestFactory

        from openheritage import health, metric_files, metrics, scraping
        from openheritage.measuring import Measured, Queries
        from openheritage.readiness import Report

        response = HttpResponse()
        request = RequestFactory().get("/en/")
        measured = Measured(lambda _request: response)
        bare = per_call(lambda: None)
        print(f"off: {per_call(lambda: measured(request)) - bare:.2f} µs an answer")
        metrics.begin()
        print(f"on: {per_call(lambda: measured(request)) - bare:.2f} µs an answer")
        queries = Queries()
        counted = per_call(lambda: queries(lambda *_given: None, "", (), False, {}))
        plain = per_call(lambda: (lambda *_given: None)("", (), False, {}))
        print(f"on: {counted - plain:.2f} µs a statement")
        report = Report({"a": health.Answer("ok")}, has_database=False)
        for number in range(200):
            metrics.REQUESTS.add(f"view{number}", "GET", "200")
        began = process_time()
        text = scraping.text(report)
        seconds = process_time() - began
        print(f"a scrape: {seconds * 1e3:.1f} ms, {len(text):,} bytes, 200 views")
        sizes = [path.stat().st_size for path in Path(folder).rglob("*.db")]
        print(f"files of a process: {sum(sizes):,} bytes")
        os.close(metric_files._own.pop())


if __name__ == "__main__":
    main()

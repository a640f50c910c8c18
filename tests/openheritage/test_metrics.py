"""What is counted, by many processes, and who is told."""

import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as site_settings
from django.test import Client
from prometheus_client import values

from openheritage import metric_files, metrics, readiness, scraping

pytestmark = pytest.mark.django_db

TOKEN = "a-token-of-the-monitoring-0123456789"
SENT = {"HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}

# A process that counts, says so, and stays until it is killed.
COUNTS = """
import sys
from openheritage import metrics
metrics.begin()
for number in range(int(sys.argv[1])):
    metrics.MAILS.add("sent")
    metrics.SECONDS.observe(0.07, "public")
print("counted" if metrics.State.is_on else "off", flush=True)
sys.stdin.read()
"""


@pytest.fixture
def counting(settings, tmp_path, monkeypatch):
    """This process counts, into a folder of the test."""
    monkeypatch.setenv(metric_files.VARIABLE, "")
    monkeypatch.setattr(values, "ValueClass", values.ValueClass)
    settings.MONITORING_TOKEN = TOKEN
    settings.METRICS_DIR = str(tmp_path / "metrics")
    metrics.begin()
    assert metrics.State.is_on
    yield Path(settings.METRICS_DIR)
    metrics.stop()
    os.close(metric_files._own.pop())


@pytest.fixture
def processes():
    started: list[subprocess.Popen] = []

    def start(folder: Path, number: int, **options) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, "-c", COUNTS, str(number)],
            cwd=site_settings.BASE_DIR,
            env=os.environ
            | {
                "DJANGO_SETTINGS_MODULE": "openheritage.settings.test",
                "TESTS_DIR": str(folder.parent),
                "MONITORING_TOKEN": TOKEN,
            },
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            **options,
        )
        started.append(process)
        process.said = process.stdout.readline().strip()
        return process

    yield start
    for process in started:
        process.kill()
        process.communicate()


def samples(text: str) -> dict[str, float]:
    """{'name{labels}': value}"""
    lines = [line for line in text.splitlines() if line and line[0] != "#"]
    return {
        key: float(value) for key, _blank, value in (x.rpartition(" ") for x in lines)
    }


def scrape(client) -> dict[str, float]:
    response = client.get("/metrics", **SENT)
    assert response.status_code == 200
    return samples(response.text)


@pytest.mark.parametrize(
    "headers", [{}, {"HTTP_AUTHORIZATION": "Bearer wrong"}, {"HTTP_COOKIE": TOKEN}]
)
def test_to_strangers_there_is_no_such_page(client, settings, headers):
    settings.MONITORING_TOKEN = TOKEN
    response = client.get("/metrics", **headers)
    assert response.status_code == 404
    assert "openheritage_" not in response.text
    assert "public" not in response["Cache-Control"]


def test_without_a_token_there_is_no_such_page_for_anybody(client):
    assert client.get("/metrics", HTTP_AUTHORIZATION="Bearer ").status_code == 404


def test_the_monitoring_reads_it_and_nobody_keeps_it(client, counting):
    response = client.get("/metrics", **SENT)
    assert response["Content-Type"].startswith("text/plain")
    assert "no-store" in response["Cache-Control"]
    assert client.post("/metrics", **SENT).status_code == 405


def test_an_answer_is_counted_by_view_method_and_status(client, counting):
    before = scrape(client)
    for path in ("/en/", "/en/", "/en/nothing-is-here/", "/health/live/"):
        client.get(path)
    found = scrape(client)
    grown = {key for key in found if found[key] > before.get(key, 0)}
    page, gone = (
        next(key for key in grown if f'status="{status}"' in key)
        for status in (200, 404)
    )
    assert found[page] - before.get(page, 0) == 2
    assert found[gone] - before.get(gone, 0) == 1
    seconds = 'openheritage_request_seconds_count{area="public"}'
    assert found[seconds] - before.get(seconds, 0) == 3
    queries = 'openheritage_request_queries_sum{area="public"}'
    assert found[queries] > before.get(queries, 0)


def test_labels_hold_nothing_that_a_visitor_chose(client, counting):
    for number in range(30):
        client.get(f"/en/secret-{number}@example.org/?q=secret")
        client.generic(f"SECRET{number}", "/en/")
    text = client.get("/metrics", **SENT).text
    assert "secret" not in text.lower()
    requests = re.findall(r"^openheritage_requests_total\{.*", text, re.MULTILINE)
    assert 1 <= len(requests) <= 6
    assert any('method="other"' in line for line in requests)


def test_pages_ask_the_database_no_more_than_without(client, counting, settings):
    client.get("/en/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as counted:
        client.get("/en/")
    metrics.State.is_on = False
    with CaptureQueriesContext(connection) as not_counted:
        client.get("/en/")
    assert len(counted) == len(not_counted)


def test_what_processes_count_adds_up_and_outlives_them(client, counting, processes):
    first, second = (processes(counting, number) for number in (3, 4))
    assert (first.said, second.said) == ("counted", "counted")
    sent, seconds = (
        'openheritage_mails_total{result="sent"}',
        'openheritage_request_seconds_count{area="public"}',
    )
    assert (scrape(client)[sent], scrape(client)[seconds]) == (7, 7)
    # Whichever way it ends.
    first.send_signal(signal.SIGKILL)
    first.wait()
    second.communicate("")
    assert (scrape(client)[sent], scrape(client)[seconds]) == (7, 7)
    processes(counting, 5)
    assert scrape(client)[sent] == 12
    files = [path.name for path in counting.glob("counter_*")]
    assert len(files) == 3, "Ours, the living one's, and that of all that are gone."


def test_files_do_not_gather_where_nobody_asks(counting, processes):
    for _number in range(4):
        processes(counting, 1).communicate("")
    assert len([*counting.glob("counter_*")]) <= 3


def test_a_damaged_file_costs_its_own_counts(client, counting, processes):
    process = processes(counting, 3)
    process.kill()
    process.wait()
    for path in counting.glob("counter_*.db"):
        if metric_files.read(path) and "mails" in metric_files.read(path)[0][0]:
            path.write_bytes(b"\xff\xff\xff\x7fnonsense")
    found = scrape(client)
    assert 'openheritage_mails_total{result="sent"}' not in found
    assert found['openheritage_request_seconds_count{area="public"}'] == 3


def limit_files() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))


def test_where_nothing_can_be_stored_nothing_is_counted(tmp_path, processes):
    """A disk that is full says the same when room is asked for at the start; a write
    through memory would end the process."""
    folder = tmp_path / "metrics"
    assert processes(folder, 3, preexec_fn=limit_files).said == "off"
    assert not [*folder.glob("*.db")]
    assert processes(folder, 3).said == "counted"


def test_series_of_one_process_have_an_end(counting, monkeypatch):
    monkeypatch.setattr(metrics, "MOST", 3)
    for number in range(10):
        metrics.MAILS.add(f"result {number}")
    assert len(metrics.MAILS.children) == 3


def test_gauges_are_those_of_the_readiness_check(client, counting):
    found = scrape(client)
    names = readiness.report().answers
    for name in names:
        if names[name].state != "unknown":
            assert f'openheritage_check_ok{{check="{name}"}}' in found
    assert found['openheritage_check_ok{check="database"}'] == 1
    assert found['openheritage_signatures{state="published"}'] > 0
    assert found['openheritage_disk_free_bytes{folder="var"}'] > 0


def test_it_is_answered_while_the_database_is_away(client, counting, monkeypatch):
    monkeypatch.setattr("openheritage.watch.watch.is_away", True)
    response = Client().get("/metrics", **SENT)
    assert response.status_code == 200
    found = samples(response.text)
    assert found['openheritage_check_ok{check="database"}'] == 0
    assert 'openheritage_check_ok{check="mail"}' not in found
    assert not [key for key in found if key.startswith("openheritage_signatures")]


def test_no_process_counts_without_a_token(settings):
    assert settings.MONITORING_TOKEN == ""
    metrics.begin()
    assert not metrics.State.is_on
    metrics.MAILS.add("sent")
    assert not metrics.MAILS.children


def test_every_metric_is_documented():
    text = (site_settings.BASE_DIR / "docs/operations.md").read_text()
    table = text.partition("### Metrics")[2].partition("\n### ")[0]
    for tally in metrics.TALLIES:
        name = tally.name + ("" if isinstance(tally, metrics.Spread) else "_total")
        labels = ",".join(tally.labels)
        assert f"`{name}{{{labels}}}`" in table
    assert f"`{scraping.CHECK_OK.name}{{check}}`" in table

"""What the monitoring sees of a site that runs, while things go wrong with it."""

import json
import re
import shutil
import subprocess
import time
from pathlib import Path

import pytest

from .processes import wait_until
from .site import PROGRAM, Site

pytestmark = pytest.mark.turns(2)

TOKEN = "a-token-of-the-monitoring-0123456789"
SITE = {
    "nginx": True,
    "MONITORING_TOKEN": TOKEN,
    # More than any disk has.
    "DISK_FLOOR": "1000000000",
}
BESIDE = True
HEADER = f"Bearer {TOKEN}"
VIEW = "openheritage_requests_total"
PROVES = """
from openheritage import metrics, proofs
metrics.begin()
proving = proofs.Proving()
while proving.step(at_once=True):
    pass
"""


def checks(site: Site) -> dict:
    return json.loads(ask(site).text)["checks"]


def ask(site: Site, path: str = "/health/ready/", **options):
    return site.ask(path, Authorization=HEADER, **options)


def scrape(site: Site) -> str:
    answer = ask(site, "/metrics")
    assert answer.status == 200
    return answer.text


def total(text: str, name: str, **labels: str) -> float:
    """The sum of all series that have these labels."""
    found = 0.0
    for line in text.splitlines():
        if re.match(rf"{name}(\{{|\s)", line) and all(
            f'{label}="{value}"' in line for label, value in labels.items()
        ):
            found += float(line.rpartition(" ")[2])
    return found


def is_ready_everywhere(site: Site) -> bool:
    """By each of its processes."""
    return {site.ask("/health/ready/").status for _time in range(8)} == {200}


def is_silent(site: Site) -> bool:
    """Whether no worker is told to live; a site without one still serves."""
    answer = site.ask("/health/ready/")
    assert answer.status == 200
    return json.loads(answer.text)["worker"].startswith("not seen since")


def test_a_worker_renews_its_sign_of_life_until_it_is_killed(site):
    def age_by(minutes: int) -> None:
        site.sql(
            "UPDATE openheritage_heartbeat SET beat_at = beat_at - %s * interval "
            "'1 minute'",
            minutes,
        )

    if not site.is_running("worker"):
        site.start("worker")
    wait_until(lambda: checks(site)["worker"].get("workers") == 1)
    age_by(6)
    renewed = (
        "SELECT max(beat_at) > now() - interval '1 minute' FROM openheritage_heartbeat"
    )
    wait_until(lambda: site.sql(renewed) == [(True,)])
    site.kill("worker")
    age_by(6)
    # Each process looks again after ten seconds.
    wait_until(lambda: is_silent(site))
    wait_until(lambda: "openheritage_workers 0" in scrape(site))


def test_a_disk_below_its_floor_turns_nobody_away(site):
    answer = site.ask("/health/ready/")
    assert answer.status == 200
    assert json.loads(answer.text)["disk"] == "low"


def test_of_two_workers_one_looks_and_what_is_wrong_is_told(site):
    """Processes of their own, each of which does this one of the worker's jobs (the
    others would take a minute), until nothing of it is left."""
    if site.is_running("worker"):
        site.stop("worker")
    site.manage("check_counts", "--repair")
    site.sql("UPDATE register_count SET number = number + 1 WHERE dimension = 'total'")
    site.sql("UPDATE openheritage_proof SET done_at = NULL")
    before = scrape(site)
    command = [PROGRAM, "manage.py", "shell", "--no-imports", "-c", PROVES]
    workers = [
        subprocess.Popen(command, env=site.environment, cwd=Path.cwd())
        for _number in range(2)
    ]
    assert [worker.wait(120) for worker in workers] == [0, 0]
    done = "openheritage_checks_done_total"
    after = scrape(site)
    for check in ("check_counts", "check_search", "verify_register"):
        grown = total(after, done, check=check) - total(before, done, check=check)
        assert grown == 1, check
    # For ten seconds each process says what it said before.
    wait_until(
        lambda: checks(site)["check_counts"].get("check_found") == {"check_counts": 1}
    )
    assert site.ask("/health/ready/").status == 200
    site.manage("check_counts", "--repair")
    wait_until(lambda: checks(site)["check_counts"]["word"] == "ok")


def test_what_all_web_processes_answer_adds_up_and_outlives_a_reload(site):
    number = 0

    # The worker asks for pages too, to have nginx keep them, but not for this.
    path, view = "/robots.txt", "robots"

    def answered() -> float:
        return total(scrape(site), VIEW, view=view, method="GET", status="200")

    def took_part() -> list[bytes]:
        files = (site.var / "metrics").glob("counter_*.db")
        counts = [file.read_bytes() for file in files]
        return [each for each in counts if VIEW.encode() in each]

    before = answered()
    # Which process answers is not ours to say: until each has.
    while number < 40 or (len(took_part()) < 2 and number < 4000):
        assert site.ask(path).status == 200
        number += 1
    assert len(took_part()) >= 2, "One process has answered all."
    assert answered() - before == number
    pids = site.pids("web")
    site.reload()
    wait_until(lambda: len({*site.pids("web")} & {*pids}) == 1)
    wait_until(lambda: site.is_live())
    assert answered() - before == number
    site.ask(path)
    assert answered() - before == number + 1


def test_prometheus_takes_what_it_is_given(site):
    promtool = shutil.which("promtool")
    if promtool is None:
        pytest.skip("promtool is missing: install Debian's package prometheus.")
    done = subprocess.run(
        [promtool, "check", "metrics"],
        input=scrape(site),
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_nginx_passes_it_on_to_whoever_has_the_token_and_keeps_nothing(site):
    def statuses() -> tuple[int, int]:
        own = ask(site, "/metrics", edge=True)
        assert own.headers["X-Cache"] in (None, "")
        return site.ask("/metrics", edge=True).status, own.status

    # A process may not know yet that the database is back.
    wait_until(lambda: statuses() == (404, 200))
    # Neither is given to the other.
    time.sleep(1)
    assert statuses() == (404, 200)


def test_a_migration_that_is_missing_takes_the_site_out(site):
    row = site.sql(
        "DELETE FROM django_migrations WHERE app = 'openheritage' AND name = "
        "(SELECT max(name) FROM django_migrations WHERE app = 'openheritage') "
        "RETURNING app, name, applied"
    )[0]

    def told() -> tuple[int, str, str]:
        answer = site.ask("/health/ready/")
        said = json.loads(answer.text)
        return answer.status, said["status"], said["migrations"]

    try:
        # For ten seconds each process says what it said before.
        wait_until(lambda: told() == (503, "failing", "pending"))
    finally:
        site.sql(
            "INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)",
            *row,
        )
    wait_until(lambda: is_ready_everywhere(site))


def test_without_its_database_it_says_so_and_the_monitoring_is_answered(site):
    site.kill("database")
    answer = site.ask("/health/ready/")
    said = json.loads(answer.text)
    assert (answer.status, said["status"], said["database"]) == (
        *(503, "failing"),
        "absent",
    )
    assert said["disk"] == "low"
    assert answer.seconds < 5
    text = scrape(site)
    assert total(text, "openheritage_check_ok", check="database") == 0
    assert total(text, "openheritage_disk_free_bytes", folder="var") > 0
    site.start("database")
    wait_until(lambda: is_ready_everywhere(site))

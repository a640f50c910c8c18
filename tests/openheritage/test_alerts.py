"""The alerts that we offer: Prometheus' own program reads them and tries them."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml
from django.conf import settings

from openheritage import metrics, scraping
from tests.test_repository import anchors

FOLDER = settings.BASE_DIR / "deploy/prometheus"
PROMTOOL = shutil.which("promtool")
MISSING = "promtool is missing: install Debian's package prometheus."
METRIC = re.compile(r"\bopenheritage_\w+")

needs_promtool = pytest.mark.skipif(PROMTOOL is None, reason=MISSING)


def promtool(*words: str, cwd: Path = FOLDER, given: str = "") -> str:
    done = subprocess.run(
        [str(PROMTOOL), *words],
        cwd=cwd,
        input=given,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def rules() -> list[dict]:
    groups = yaml.safe_load((FOLDER / "rules.yml").read_text())["groups"]
    return [rule for group in groups for rule in group["rules"]]


@needs_promtool
def test_prometheus_takes_the_rules():
    assert "SUCCESS" in promtool("check", "rules", "rules.yml")


@needs_promtool
def test_each_rule_wakes_whom_it_should():
    assert "SUCCESS" in promtool("test", "rules", "rules.test.yml")


@needs_promtool
def test_prometheus_takes_the_example(tmp_path):
    text = (FOLDER / "prometheus.yml").read_text()
    (tmp_path / "token").write_text("x" * 32)
    name = "/etc/prometheus/openheritage.token"
    assert name in text
    text = text.replace(name, str(tmp_path / "token"))
    (tmp_path / "prometheus.yml").write_text(text)
    shutil.copy(FOLDER / "rules.yml", tmp_path)
    said = promtool("check", "config", "prometheus.yml", cwd=tmp_path)
    assert "is valid" in said


def test_each_rule_is_tried(rules):
    tests = yaml.safe_load((FOLDER / "rules.test.yml").read_text())["tests"]
    tried = {
        case["alertname"]
        for test in tests
        for case in test.get("alert_rule_test", [])
        if case["exp_alerts"]
    }
    assert {rule["alert"] for rule in rules} == tried


def test_each_rule_asks_for_what_the_site_tells(rules, exposed):
    asked = {name for rule in rules for name in METRIC.findall(rule["expr"])}
    assert asked
    assert asked <= exposed, "No such metric is told of."


def test_each_rule_names_a_heading_that_helps(rules):
    found = anchors(settings.BASE_DIR / "docs/operations.md")
    for rule in rules:
        document, _mark, anchor = rule["annotations"]["runbook"].partition("#")
        assert document == "docs/operations.md"
        assert anchor in found, rule["alert"]
        assert rule["labels"]["severity"] in ("page", "ticket")


@pytest.fixture
def exposed(db, client, settings, tmp_path) -> set[str]:
    """Names of what a site tells that has all parts: counted ones by their
    declarations, all others as they are read."""
    settings.MONITORING_TOKEN = "a-token-of-the-monitoring-0123456789"
    settings.BACKUP_DIR = settings.JOURNAL_DIR = str(tmp_path)
    settings.METRICS_DIR = str(tmp_path / "none")
    settings.WAGTAILFRONTENDCACHE = {"edge": {"BACKEND": "edge.backends.Door"}}
    names = set()
    for tally in metrics.TALLIES:
        ends = ("_total",)
        if isinstance(tally, metrics.Spread):
            ends = ("_bucket", "_sum", "_count")
        names |= {metrics.PREFIX + tally.name + end for end in ends}
    make_everything_known()
    header = {"HTTP_AUTHORIZATION": f"Bearer {settings.MONITORING_TOKEN}"}
    text = client.get("/metrics", **header).text
    return names | {
        line.split(" ")[2] for line in text.splitlines() if "# TYPE" in line
    }


def make_everything_known() -> None:
    from uuid import uuid4

    from django.utils import timezone

    from openheritage import proofs
    from openheritage.models import Heartbeat

    Heartbeat.objects.create(worker=uuid4(), beat_at=timezone.now())
    proofs.keep("check_counts", 0)


def test_the_format_is_that_of_prometheus(exposed):
    assert f"{metrics.PREFIX}{scraping.CHECK_OK.name}" in exposed

"""What Prometheus reads: the counts of all processes of this machine, and what the
readiness check and the database say at that moment."""

import hmac
import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from time import monotonic
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest

from . import health, metric_files
from .health import Figure, Reading
from .metrics import PREFIX
from .readiness import Report

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

logger = logging.getLogger(__name__)

BEARER = "Bearer "
CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
# Seconds for which a process tells the same of what is counted in large tables.
LARGE_KEPT = 60

CHECK_OK = Figure(
    "check_ok",
    "1 if a check is content, 0 if not; absent if unknown.",
    "check",
)

_large: dict[str, Callable[[], Iterable[Reading]]] = {}
_told: dict[str, tuple[float, list[Reading]]] = {}


def register(name: str, read: Callable[[], Iterable[Reading]]) -> None:
    """What is counted in a table when it is asked for, and at most once a minute."""
    _large[name] = read


def may_see(request: HttpRequest) -> bool:
    """Whether it is the monitoring that asks."""
    token = settings.MONITORING_TOKEN
    said = request.headers.get("Authorization", "")
    if not token or not said.startswith(BEARER):
        return False
    given = said.removeprefix(BEARER).strip()
    return hmac.compare_digest(given.encode(), token.encode())


def readings(report: Report) -> Iterable[Reading]:
    states = {"database": health.OK if report.has_database else "failing"}
    states |= {name: answer.state for name, answer in report.answers.items()}
    for name, state in states.items():
        if state != health.UNKNOWN:
            yield CHECK_OK.of(state == health.OK, name)
    for answer in report.answers.values():
        yield from answer.readings
    if report.has_database:
        for name in _large:
            yield from large(name)


def large(name: str) -> list[Reading]:
    at, known = _told.get(name, (0.0, []))
    if known and monotonic() - at < min(LARGE_KEPT, 6 * settings.HEALTH_KEPT):
        return known
    try:
        known = list(_large[name]())
    except DatabaseError as error:
        logger.error("%s cannot be counted (%s).", name, type(error).__name__)
        return []
    _told[name] = monotonic(), known
    return known


class Scrape:
    """What the library's exposition asks for."""

    def __init__(self, report: Report) -> None:
        self.report = report

    def collect(self) -> "Iterable[Metric]":
        from prometheus_client.metrics_core import GaugeMetricFamily

        yield from metric_files.collect(Path(settings.METRICS_DIR))
        families: dict[str, Any] = {}
        for figure, value, label in readings(self.report):
            if figure.name not in families:
                names = [figure.label] if figure.label else []
                families[figure.name] = GaugeMetricFamily(
                    PREFIX + figure.name, figure.help, labels=names
                )
            values = [label] if figure.label else []
            families[figure.name].add_metric(values, value)
        yield from families.values()


def text(report: Report) -> bytes:
    """In the format of Prometheus, version 0.0.4."""
    from prometheus_client import CollectorRegistry, generate_latest

    registry = CollectorRegistry()
    registry.register(Scrape(report))
    return generate_latest(registry)

"""nginx in front, as visitors meet it, while what is behind it fails."""

import gzip
import re
import ssl
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

from .clients import PAGES
from .site import HOST, wait_until

SITE = {"nginx": True}

LANGUAGES = ("en", "fr", "ar", "zh-hans", "pt-br", "sw")
ASSET = re.compile(r'(?:href|src)="(/static/[^"]+)"')


@pytest.fixture(scope="module")
def ports(site) -> dict[str, int]:
    words = (site.folder / "nginx/ports").read_text().split()
    return dict(zip(("http", "https", "door"), map(int, words), strict=True))


def forget(site) -> None:
    """All copies at once, as after an installation."""
    site.shell(
        "from edge import addresses, purging\n"
        "purging.forget(addresses.paths_of(['everything']))"
    )


def served(site) -> Counter:
    """What reached the application, from the log of nginx: misses by path."""
    lines = (site.folder / "nginx/openheritage.log").read_text().splitlines()
    fields = [line.split() for line in lines]
    return Counter(field[3] for field in fields if field[-1] not in ("HIT", "-"))


def sitemap(site) -> list[str]:
    text = site.ask("/sitemap.xml", edge=True, timeout=120).text
    return re.findall(rf"<loc>https://{HOST}([^<]+)</loc>", text)


def both(site, paths, parallel: int = 12, **options) -> list:
    with ThreadPoolExecutor(parallel) as pool:
        ask = lambda path: site.ask(path, edge=True, timeout=120, **options)  # noqa: E731
        return list(pool.map(ask, paths))


def test_one_request_for_each_address_reaches_the_application(site):
    forget(site)
    before = served(site)
    answers = both(site, PAGES * 6, parallel=30)
    assert {answer.status for answer in answers} == {200}
    after = served(site) - before
    assert {path: number for path, number in after.items() if number > 1} == {}
    assert set(after) == set(PAGES)

"""What a page may cost: queries, and calls of Python functions (never milliseconds).

Of each page: made whole, and for a reader who passes by the pages that are kept and is
given their parts (``openheritage/parts.py``). The calls hang on the sample content and
on the releases of Python, Django and Wagtail: each bound is what was counted and about
a fifth. Is one exceeded, then look at what makes the page dearer; raise the bound if
it is worth that, and say why in the commit.
"""

import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page, get_page_models

from openheritage import parts
from tests.openheritage.kept_pages import site

__all__ = ["site"]

pytestmark = pytest.mark.django_db

# {address: (queries, thousands of calls; the same with parts that are kept)}.
BOUNDS = {
    "/en/": (3, 48, 0, 3.1),
    "/ar/": (3, 55, 0, 3.1),
    "/en/statement/": (0, 49, 0, 2.7),
    "/ar/statement/": (3, 66, 0, 2.7),
    "/en/background/": (2, 27, 0, 2.3),
    "/en/news/": (1, 37, 0, 2.9),
    "/en/news/city-archive-opens-glass-plates/": (5, 42, 0, 2.3),
    "/en/coalition/": (3, 81, 0, 3.2),
    "/en/coalition/internet-archive/": (3, 24, 0, 2.2),
    "/en/commitment/": (0, 19, 0, 2.4),
    "/en/press/": (4, 30, 0, 2.9),
    "/en/resources/": (6, 50, 0, 2.4),
    "/en/stories/": (3, 29, 0, 2.6),
    "/en/stories/watermark/": (5, 36, 0, 2.4),
    "/en/signatories/": (2, 52, 0, 1.9),
    "/en/search/?q=heritage": (2, 22, 0, 6.7),
    "/en/sign/": (0, 27, 0, 2.3),
}


def test_every_page_type_has_its_bounds():
    paths = {address.replace("/en/", "/home/") for address in BOUNDS}
    pages = Page.objects.filter(url_path__in=paths).specific()
    ours = {model for model in get_page_models() if model is not Page}
    assert {type(page) for page in pages} == ours


def cost(ask) -> tuple[int, float]:
    with CaptureQueriesContext(connection) as queries:
        ask()
        asked = len(queries)
    called = 0

    def count(frame: object, event: str, arg: object) -> None:
        nonlocal called
        called += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        ask()
    finally:
        sys.setprofile(before)
    return asked, called / 1000


@pytest.mark.parametrize("address", BOUNDS)
def test_a_page_costs_no_more_than_it_did(site, address):
    def whole() -> None:
        parts.ROOM.clear()
        assert site.uncached(address).status == "200 OK"

    def in_parts() -> None:
        assert site.ask(address, HTTP_COOKIE="a=b").status == "200 OK"

    whole()
    found = cost(whole)
    in_parts()
    found += cost(in_parts)
    most = BOUNDS[address]
    print(f"\n{address}: {found}")
    assert all(a <= b for a, b in zip(found, most, strict=True)), f"{found} > {most}"

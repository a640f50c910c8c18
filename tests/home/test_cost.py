"""What a page may cost: queries, and calls of Python functions (never milliseconds).

The calls hang on the sample content and on the releases of Python, Django and Wagtail.
Each bound is what was counted and a fifth. Is one exceeded, then look at what makes the
page dearer; raise the bound if it is worth that, and say why in the commit.
"""

import sys

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

pytestmark = pytest.mark.django_db

# {address: (queries, thousands of calls)}.
BOUNDS = {
    "/en/": (0, 0),
    "/ar/": (0, 0),
    "/en/statement/": (0, 0),
    "/ar/statement/": (0, 0),
    "/en/background/": (0, 0),
    "/en/news/": (0, 0),
    "/en/news/city-archive-opens-glass-plates/": (0, 0),
    "/en/coalition/": (0, 0),
    "/en/coalition/internet-archive/": (0, 0),
    "/en/signatories/": (0, 0),
    "/en/search/?q=heritage": (0, 0),
    "/en/sign/": (0, 0),
}


def calls(ask) -> int:
    found = 0

    def count(frame: object, event: str, arg: object) -> None:
        nonlocal found
        found += event == "call"

    before = sys.getprofile()
    sys.setprofile(count)
    try:
        ask()
    finally:
        sys.setprofile(before)
    return found


@pytest.mark.parametrize("address", BOUNDS)
def test_a_page_costs_no_more_than_it_did(client, address):
    for _time in range(2):
        assert client.get(address).status_code == 200
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    asked = len(queries)
    thousands = calls(lambda: client.get(address)) / 1000
    print(f"\n{address}: {asked} queries, {thousands:.1f} thousand calls")
    most_queries, most_thousands = BOUNDS[address]
    assert asked <= most_queries
    assert thousands <= most_thousands

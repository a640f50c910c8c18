"""Back to a page that one has read: at once, as it was left, without asking anybody.

Browsers keep it for that whole, unless something on it forbids that, as one handler of
``unload`` does, an open connection or ``no-store``.
"""

import pytest

from .conftest import PAGES, launched

# Chromium keeps no page with a status of its own.
KEPT = {name: path for name, path in PAGES.items() if name != "missing page"}

# Why the browser without windows keeps none, of any site.
OF_THE_BROWSER = {"BackForwardCacheDisabledForDelegate", "BrowsingInstanceNotSwapped"}

BACK = "performance.getEntriesByType('navigation')[0].type === 'back_forward'"


@pytest.fixture(scope="module")
def chromium():
    """Which keeps pages. Playwright forbids that, since it waits for their loading."""
    with launched(ignore_default_args=["--disable-back-forward-cache"]) as browser:
        yield browser


@pytest.mark.turns(4)
@pytest.mark.parametrize("path", KEPT.values(), ids=KEPT)
def test_a_page_comes_back_as_it_was_left(open_page, path):
    page = open_page(f"/en/{path}")
    left = page.url
    told = []
    session = page.context.new_cdp_session(page)
    session.send("Page.enable")
    session.on("Page.backForwardCacheNotUsed", lambda event: told.append(event))
    page.evaluate("addEventListener('pageshow', back => isKept = back.persisted)")
    page.goto("/en/privacy/")
    page.evaluate("history.back()")
    page.wait_for_function(f"globalThis.isKept || {BACK}")
    assert page.url == left
    if page.evaluate("globalThis.isKept") is not True:
        (event,) = told
        reasons = {each["reason"] for each in event["notRestoredExplanations"]}
        assert reasons == OF_THE_BROWSER

"""The glossary's screens, as translators see them."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page

from .test_axe import objections


def enter(page: Page, path: str) -> None:
    page.goto(f"{page.url.partition('/admin/')[0]}/admin/login/?next={path}")
    page.fill("[name=username]", "moderator")
    page.fill("[name=password]", "open-heritage-demo")
    page.click("[type=submit]")
    page.wait_for_url(f"**{path}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_the_glossary(open_page, scheme):
    paths = [reverse(f"glossary:{name}") for name in ("index", "add", "files")]
    page = open_page("/admin/login/", language="en", color_scheme=scheme)
    enter(page, paths[0])
    for path in paths:
        page.goto(page.url.partition("/admin/")[0] + path)
        for width in (1280, 768):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert objections(page) == []

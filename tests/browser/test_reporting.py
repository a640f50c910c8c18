"""A reader reports an error from its clause, without a script and with one."""

import re

import pytest
from playwright.sync_api import expect

from .conftest import DESKTOP, PHONE
from .test_axe import objections


@pytest.mark.parametrize(
    ("language", "width", "scripts"), [("ar", PHONE, False), ("fr", DESKTOP, True)]
)
def test_an_error_is_reported_from_its_article(open_page, language, width, scripts):
    page = open_page(f"/{language}/statement/", width=width, scripts=scripts)
    link = page.locator("#article-3 > a.copy-link")
    link.focus()
    expect(link).to_have_css("opacity", "1")
    link.click()
    chosen = page.locator("select[name=clause]")
    expect(chosen).to_have_value("article-3")
    if scripts:
        assert objections(page) == []
    page.locator("#report-form button").click()
    expect(page.locator(".error-summary")).to_be_focused()
    if scripts:
        assert objections(page) == []
    expect(chosen).to_have_value("article-3")
    page.locator("textarea[name=problem]").fill("Un mot manque.")
    page.locator("#report-form button").click()
    expect(page).to_have_url(re.compile(r"/statement/report/sent/$"))

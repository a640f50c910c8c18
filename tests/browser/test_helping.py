"""A volunteer translates in the browser, without a script and with one."""

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESKTOP, PHONE
from .test_axe import objections

pytestmark = pytest.mark.turns(2)

# Live in English, and translated nowhere.
UNTRANSLATED = "news/songbook-without-watermark/"


def begin(open_page, language: str, **options) -> Page:
    """From the notice on the page to its sentences."""
    page = open_page(f"/{language}/{UNTRANSLATED}", **options)
    page.locator(".help-translate a").click()
    expect(page.locator("textarea[id]").first).to_be_visible()
    return page


@pytest.mark.parametrize("language", ["fr", "ar"])
def test_words_are_typed_corrected_and_looked_at_without_a_script(open_page, language):
    page = begin(open_page, language, scripts=False, width=PHONE)
    first, second = (page.locator("textarea[id]").nth(number) for number in (0, 1))
    expect(first).to_have_attribute("lang", language)
    expect(first).to_have_attribute("dir", "rtl" if language == "ar" else "ltr")
    first.fill("Mots")
    second.fill("Des <b>mots</b>")
    page.locator("button[value=you]").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator(".field-error bdi, .field-error").first).to_contain_text("<b>")
    expect(first).to_have_value("Mots")
    second.fill("Des mots")
    page.locator("button[value=you]").click()
    expect(page.locator(".help-given")).to_contain_text("Des mots")
    # Back and forth: what was typed stays.
    page.locator("button[value=portion-1]").last.click()
    expect(first).to_have_value("Mots")


def test_axe_finds_nothing_on_the_way(open_page):
    for width in (DESKTOP, PHONE):
        page = begin(open_page, "fr", width=width)
        assert objections(page) == []
        page.locator("textarea[id]").first.fill("Des <i>mots</i>")
        page.locator("button[value=you]").click()
        expect(page.locator(".error-summary")).to_be_visible()
        assert objections(page) == []
        page.locator("textarea[id]").first.fill("Des mots")
        page.locator("button[value=you]").click()
        page.locator("button[value=send]").click()
        expect(page.locator("#id_signer_error")).to_be_visible()
        assert objections(page) == []
        page.goto("/fr/help-translate/")
        assert objections(page) == []

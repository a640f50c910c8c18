"""The translation editor, as translators use it."""

import re

from playwright.sync_api import expect


def test_the_editor_speaks_the_languages_of_its_sentences(open_page):
    page = open_page("/admin/login/", language="en")
    page.locator("[name=username]").fill("translator")
    page.locator("[name=password]").fill("open-heritage-demo")
    page.locator("button[type=submit]").click()
    page.goto("/admin/localize/reports/translations/?target_locale=fr&source_title=tw")
    page.locator("table.listing a").first.click()
    sentence = page.locator("li.complete").first
    source, words = sentence.locator("> p"), sentence.locator("> div > p")
    expect(source).to_have_attribute("lang", "en")
    expect(source).to_have_attribute("dir", "ltr")
    expect(words).to_have_attribute("lang", "fr")

    before = words.text_content()
    sentence.get_by_role("button", name="Edit").click()
    field = page.get_by_role("textbox", name="Translation into Français")
    expect(field).to_have_attribute("lang", "fr")
    expect(field).to_have_attribute("spellcheck", "true")
    expect(field).to_have_accessible_description(source.text_content())

    field.fill("Un titre <b>gras")
    sentence = page.locator("li", has=field)
    sentence.get_by_role("button", name="Save").click()
    expect(page.locator("li.errored")).to_contain_text("<b> is not in the original")

    for word in ("Delete", "Stop", "Convert"):
        expect(page.get_by_text(re.compile(word))).to_have_count(0)
    expect(page.get_by_role("link", name="Preview")).to_be_visible()

    # Other tests find what they know: this one is really saved.
    sentence.get_by_role("button", name="Edit").click()
    field.fill(before)
    sentence.get_by_role("button", name="Save").click()
    expect(page.locator("li.errored")).to_have_count(0)

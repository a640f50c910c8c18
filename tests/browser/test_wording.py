"""The words of the site, as translators give them."""

import pytest
from playwright.sync_api import expect

from wording.messages import digest_of

from .test_axe import objections

pytestmark = pytest.mark.turns(2)

BACK = "/admin/translate/words/fr/?q=skip+to"


def enter(page, name):
    page.locator("[name=username]").fill(name)
    page.locator("[name=password]").fill("open-heritage-demo")
    page.locator("button[type=submit]").click()
    page.wait_for_url("/admin/")


def test_a_word_is_seen_on_a_page_then_given_by_keyboard_and_taken_back(open_page):
    page = open_page("/admin/login/", language="en")
    enter(page, "translator")
    page.goto(BACK)
    page.get_by_role("link", name="Skip to the text").click()
    field = page.get_by_role("textbox", name="Translation")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("lang", "fr")
    before = field.input_value()
    field.fill("Au texte, tout droit")
    with page.expect_popup() as opened:
        page.get_by_role("button", name="Preview on a page").click()
    preview = opened.value
    expect(preview.locator(".skip")).to_have_text("Au texte, tout droit")
    preview.close()
    field.press("ControlOrMeta+Enter")
    expect(page.get_by_text("Saved.")).to_be_visible()
    page.goto("/admin/translate/words/fr/?show=here")
    expect(page.locator("table.listing")).to_contain_text("Au texte, tout droit")
    # Other tests find what they know.
    page.goto(f"/admin/translate/words/fr/{digest_of('', 'Skip to the text')}/")
    page.get_by_role("button", name="Take back what was given here").click()
    expect(page.get_by_role("textbox", name="Translation")).to_have_value(before)


@pytest.mark.proof
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_its_screens(open_page, scheme):
    page = open_page("/admin/login/", language="en", color_scheme=scheme)
    enter(page, "moderator")
    message = digest_of("", "%(number)s member")
    long = digest_of("", "%(name)s signed the Open Heritage Statement on %(date)s.")
    for path in ("", "ar/", "ar/po/", f"ar/{message}/", f"fr/{long}/"):
        page.goto(f"/admin/translate/words/{path}")
        for width in (1280, 768):
            page.set_viewport_size({"width": width, "height": 900})
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            assert objections(page) == [], path
            for field in page.locator("main textarea").all():
                assert field.evaluate("it => it.scrollHeight <= it.clientHeight"), path

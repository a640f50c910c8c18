"""The head of the site has one line; what readers come for is in it and in the menu."""

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import LANGUAGES

from .conftest import PHONE
from .test_layout import STICKING_OUT, box

pytestmark = pytest.mark.turns(2)

WIDTHS = [320, 360, 390, 768, 1100, 1280]

# Its height, and how far apart the middles of what stands in it are.
HEAD = """() => {
  const head = document.querySelector(".site-header");
  const seen = [...head.querySelectorAll(":scope > *, .menu > *, .menu li")].filter(
    (one) => one.checkVisibility() && one.getBoundingClientRect().width);
  const middles = seen.map((one) => one.getBoundingClientRect()).map(
    (one) => (one.top + one.bottom) / 2);
  return {
    height: head.offsetHeight,
    apart: Math.max(...middles) - Math.min(...middles),
    // Of a long name of a language the beginning stays.
    name: head.querySelector(".language-name").clientWidth,
    room: document.querySelector("link[href*=wide]")?.media,
  };
}"""


def head_at(page: Page, width: int) -> dict:
    page.set_viewport_size({"width": width, "height": 800})
    found = page.evaluate(HEAD)
    return found | {"out": page.evaluate(STICKING_OUT)}


def test_the_head_is_one_line_in_every_language_at_every_width(open_page):
    page = open_page("/en/faq/")
    wrong = {}
    for language in LANGUAGES:
        page.goto(f"/{language}/faq/")
        # And where the menu has just found its room in the line.
        room = int(head_at(page, 1280)["room"].split(":")[1].removesuffix("rem)"))
        for width in [*WIDTHS, 16 * room]:
            found = head_at(page, width)
            fits = found["height"] <= 80 and found["apart"] <= 3 and found["name"] >= 24
            if not fits or found["out"]:
                wrong[language, width] = found
    assert not wrong


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_readers_come_for_is_in_the_head_and_in_the_menu(open_page, language):
    page = open_page(f"/{language}/news/")
    head = page.locator(".site-header")
    for width in (1360, PHONE):
        page.set_viewport_size({"width": width, "height": 844})
        if width == PHONE:
            page.locator(".menu-button").click()
        for path in ("statement/", "signatories/", "join/", "sign/"):
            link = head.locator(f"a[href='/{language}/{path}']:visible")
            expect(link).to_have_count(1)
    # On the form itself nothing leads away from what was answered.
    page.goto(f"/{language}/sign/")
    expect(page.locator(".site-header a[href$='/sign/']")).to_have_count(0)


def stops_to(page: Page, address: str) -> int:
    """How often the tab key is pressed until a link has the focus."""
    for stop in range(1, 40):
        page.keyboard.press("Tab")
        if page.locator(f"a[href$='{address}']:focus").count():
            return stop
    return 99


def test_signing_is_near_for_the_keyboard_and_on_a_phone(open_page):
    page = open_page("/en/statement/")
    assert stops_to(page, "/sign/") <= 16

    page = open_page("/en/statement/", width=PHONE, scripts=False)
    assert stops_to(page, "/sign/") <= 8
    bar = page.locator(".sign-bar")
    for top in (0, 3000):
        page.evaluate(f"scrollTo({{ top: {top}, behavior: 'instant' }})")
        expect(bar).to_be_in_viewport(ratio=1)
    # What has the focus is never behind it, nor is the end of the page.
    page.locator("#clause-m .label").focus()
    assert box(page.locator("#clause-m .label"))[3] <= box(bar)[1]
    page.evaluate("scrollTo({ top: document.body.scrollHeight, behavior: 'instant' })")
    assert box(bar)[3] <= box(page.locator(".site-footer"))[1]
    last = page.locator(".statement-aside a:visible").last
    assert box(last)[3] <= box(bar)[1]
    # A low window is for the text.
    page.set_viewport_size({"width": 640, "height": 360})
    page.evaluate("scrollTo({ top: 3000, behavior: 'instant' })")
    expect(bar).not_to_be_in_viewport()


def test_in_a_long_language_too_one_sees_what_can_be_done(open_page):
    page = open_page("/ru/", language="en")
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("#announcement")).to_be_visible()
    expect(page.locator(".language-offer")).to_be_visible()
    for button in page.locator(".hero .button").all():
        expect(button).to_be_in_viewport(ratio=1)


# The contents of the Statement ---------------------------------------------------


def test_the_contents_follow_the_reader_in_a_low_window(open_page):
    page = open_page("/ar/statement/#article-12", reduced_motion="reduce")
    page.set_viewport_size({"width": 1280, "height": 700})
    current = page.locator("#contents [aria-current]")
    rail = page.locator("#contents > nav")
    for anchor in ("article-12", "article-17", "article-2"):
        page.evaluate(f"location.hash = '{anchor}'")
        expect(current).to_have_attribute("href", f"#{anchor}")
        expect(page.locator(f"#{anchor} h3")).to_be_in_viewport()
        assert box(rail)[1] - 1 <= box(current)[1]
        assert box(current)[3] <= box(rail)[3] + 1
    before = page.evaluate("scrollY")
    page.mouse.move(640, 350)
    page.mouse.wheel(0, 6000)
    expect(current).not_to_have_attribute("href", "#article-2")
    page.wait_for_timeout(100)
    assert page.evaluate("scrollY") > before
    assert box(current)[3] <= box(rail)[3] + 1


def test_a_link_passes_the_contents_and_another_the_text(open_page):
    page = open_page("/fr/statement/", scripts=False)
    page.locator("#contents .pass").focus()
    expect(page.locator("#contents .pass")).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    skip = page.locator(".statement-text > .pass")
    expect(skip).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.locator(".statement-aside :focus").count() == 1


# The language switcher -----------------------------------------------------------


def test_another_language_shows_the_same_article(open_page):
    page = open_page("/en/statement/", language="fr")
    page.evaluate("location.hash = 'article-16'")
    expect(page.locator(".language-offer p:visible a")).to_have_attribute(
        "href", "/fr/statement/#article-16"
    )
    page.locator(".languages > summary").click()
    page.locator(".languages a[hreflang=ar]").click()
    page.wait_for_url("**/ar/statement/#article-16")
    expect(page.locator("#article-16 h3")).to_be_in_viewport()
    page.locator("#read-in a[hreflang=ja]").click()
    page.wait_for_url("**/ja/statement/#article-16")


# The band above the head ---------------------------------------------------------


def test_a_dismissed_announcement_stays_away_in_every_language(open_page):
    page = open_page("/en/")
    bar = page.locator("#announcement")
    bar.get_by_role("button").click()
    for language in ("ar", "sw", "en"):
        page.goto(f"/{language}/news/")
        expect(bar).to_be_hidden()
    # Another appeal is another one, and does not bring the first back.
    page.evaluate(
        "localStorage.setItem('announcements-hidden',"
        " 'other ' + localStorage.getItem('announcements-hidden'))"
    )
    page.reload()
    expect(bar).to_be_hidden()
    page.evaluate("localStorage.setItem('announcements-hidden', 'other')")
    page.reload()
    expect(bar).to_be_visible()


# What is wrong -------------------------------------------------------------------

# Contrast of two colours, as WCAG counts it.
CONTRAST = """(field) => {
  const light = (colour) => {
    const [r, g, b] = colour.match(/[\\d.]+/g).slice(0, 3).map((part) => {
      const share = part / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
  };
  const around = light(getComputedStyle(document.body).backgroundColor);
  const frame = light(getComputedStyle(field).borderTopColor);
  return Math.max(around, frame) / Math.min(around, frame);
}"""


def test_an_answer_that_is_wrong_is_seen_by_more_than_a_bar(open_page):
    page = open_page("/en/signatories/?q=" + "long " * 60)
    field, words = page.locator("main [aria-invalid]"), page.locator(".field-error")
    expect(words.first).to_contain_text("Error:")
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        assert field.first.evaluate(CONTRAST) >= 3
        expect(field.first).to_have_css("border-top-width", "3px")
        # The sign before the words, which a screen reader does not spell.
        sign = "one => getComputedStyle(one, '::before').content"
        assert words.first.evaluate(sign) == '"!" / ""'
    page.emulate_media(forced_colors="active")
    expect(field.first).to_have_css("border-top-width", "3px")


# Paper ---------------------------------------------------------------------------


def test_paper_holds_what_one_would_verify(open_page):
    page = open_page("/ru/statement/")
    page.emulate_media(media="print")
    # On the first page: behind the text, a last page could hold nothing else.
    verify, first = page.locator(".verify"), page.locator("#clause-a")
    assert box(verify)[3] < box(first)[1]
    expect(page.locator(".verify .address")).to_be_visible()

    page.emulate_media(media="screen")
    page.goto("/ru/signatories/")
    page.locator(".member-list a").first.click()
    words = page.locator(".signed-text p").last
    page.emulate_media(media="print")
    expect(words).to_be_visible()
    assert box(words)[3] <= box(page.locator(".signed-text"))[3] + 1

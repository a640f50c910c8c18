"""Nothing sticks out, nothing is too small to touch, right is left in Arabic."""

import pytest
from playwright.sync_api import Locator

from .conftest import DESKTOP, PAGES, PHONE

WIDTHS = [1360, 1024, 768, 390, 320]

# The innermost elements that make a page wider than its window.
STICKING_OUT = """() => {
  const root = document.documentElement;
  if (root.scrollWidth <= root.clientWidth) return [];
  const out = [...document.body.querySelectorAll("*")].filter((element) => {
    const box = element.getBoundingClientRect();
    return box.width && (box.right > root.clientWidth + 0.5 || box.left < -0.5);
  });
  const inner = out.filter((element) => !out.some(
    (other) => other !== element && element.contains(other)));
  return inner.map((element) => `${element.tagName} ${element.className} `
    + element.textContent.trim().slice(0, 60));
}"""

# What one can press that answers to less than a side, in CSS pixels. An element may
# answer beyond its box, through a pseudo-element, unless another lies on top. WCAG
# 2.5.8 excepts links in a sentence; what waits for the focus has no size yet.
TOO_SMALL = """(elements, side) => {
  const reach = (element, x, y) => {
    const box = element.getBoundingClientRect();
    const answers = (step) => element.contains(document.elementFromPoint(
      box.x + box.width / 2 + x * step, box.y + box.height / 2 + y * step));
    let before = 0, after = 0;
    while (before < side && answers(-before - 0.5)) before += 0.5;
    while (after < side && answers(after + 0.5)) after += 0.5;
    return before + after;
  };
  const size = (element) => {
    const box = element.getBoundingClientRect();
    if (Math.min(box.width, box.height) >= side) return [box.width, box.height];
    element.scrollIntoView({block: "center", behavior: "instant"});
    return [Math.max(box.width, reach(element, 1, 0)),
            Math.max(box.height, reach(element, 0, 1))];
  };
  return elements.filter((element) => {
    const alone = element.parentElement.textContent.trim()
      === element.textContent.trim();
    const inSentence = getComputedStyle(element).display === "inline" && !alone;
    return element.checkVisibility({visibilityProperty: true}) && !inSentence
      && !element.matches(".skip") && Math.min(...size(element)) < side - 0.5;
  }).map((element) => size(element).map(Math.round).join(" × ")
    + ": " + element.outerHTML.slice(0, 120));
}"""


def box(locator: Locator) -> tuple[float, float, float, float]:
    """Left, top, right and bottom in CSS pixels."""
    found = locator.bounding_box()
    assert found, f"{locator} is not to be seen."
    left, top = found["x"], found["y"]
    return left, top, left + found["width"], top + found["height"]


def assert_large(targets: Locator, side: int) -> None:
    small = targets.evaluate_all(TOO_SMALL, side)
    assert not small, "\n".join([f"Smaller than {side} pixels:", *small])


# Ideographs break anywhere; the head is looked at in every language (test_head.py).
@pytest.mark.turns(8)
@pytest.mark.parametrize("language", ["en", "ar", "de"])
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_never_scrolls_sideways(open_page, language, path):
    page = open_page(f"/{language}/{path}")
    found = {}
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        if out := page.evaluate(STICKING_OUT):
            found[width] = out
    assert not found


@pytest.mark.turns(4)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_what_one_presses_is_large_enough_for_a_finger(open_page, path):
    page = open_page(f"/en/{path}", width=PHONE, has_touch=True, is_mobile=True)
    # What only the Enter key presses is not there for a finger.
    seen = ":not([aria-hidden=true], [aria-hidden=true] *)"
    targets = page.locator(f":is(a, button, input, select, summary, textarea){seen}")
    assert_large(targets, 24)
    # Of a choice, the whole line can be pressed.
    alone = ":not(label input)"
    large = page.locator(f":is(button, .button, summary, select, input){seen}{alone}")
    assert_large(large, 44)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_menus_of_a_phone_have_lines_for_a_finger(open_page, language):
    page = open_page(
        f"/{language}/news/songbook-without-watermark/",
        width=PHONE,
        has_touch=True,
        is_mobile=True,
    )
    page.locator(".languages > summary").tap()
    lines = page.locator(".languages nav a")
    assert lines.first.is_visible()
    assert_large(lines, 44)
    page.locator(".menu-button").tap()
    lines = page.locator("#menu a, #menu button, #menu input")
    assert lines.first.is_visible()
    assert_large(lines, 44)


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize(("language", "side"), [("en", "left"), ("ar", "right")])
def test_numbers_stand_where_a_line_begins(open_page, language, side, width):
    page = open_page(f"/{language}/statement/", width=width)
    for anchor in ("#article-16", "#clause-c"):
        number = box(page.locator(f"{anchor} .label"))
        text = box(page.locator(f"{anchor} p").first)
        if side == "left":
            assert number[2] <= text[0] + 1
        else:
            assert number[0] >= text[2] - 1


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_list_of_languages_opens_inside_the_window(open_page, language):
    page = open_page(f"/{language}/news/songbook-without-watermark/", width=320)
    page.locator(".languages > summary").click()
    for width in (320, PHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": 844})
        page.evaluate("scrollTo({ top: 0, behavior: 'instant' })")
        left, top, right, _bottom = box(page.locator(".languages > nav"))
        assert left >= 0
        assert top >= 0
        assert right <= width
        # On a small phone the list is longer than the window, and scrolls.
        last = page.locator(".languages a").last
        last.scroll_into_view_if_needed()
        assert box(last)[3] <= page.viewport_size["height"] + 1


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_menu_of_a_phone_covers_the_page_and_no_more(open_page, language):
    page = open_page(f"/{language}/", width=PHONE)
    menu = page.locator("#menu")
    assert not menu.is_visible()
    page.locator(".menu-button").click()
    left, top, right, bottom = box(menu)
    assert (left, top, right) == (0, 0, PHONE)
    assert bottom <= page.viewport_size["height"]

"""Stories are leafed through with a finger or with keys, from either side."""

import pytest
from playwright.sync_api import expect

from .conftest import PHONE
from .test_axe import objections
from .test_layout import STICKING_OUT, TOO_SMALL, WIDTHS
from .test_weight import ARABIC_FONTS, BUDGETS, weighed

# How far the start of a leaf is from that of the row, less the margin of the page.
OFF = """(leaf) => {
  const row = leaf.parentElement;
  const [one, all] = [leaf, row].map((element) => element.getBoundingClientRect());
  const margin = parseFloat(getComputedStyle(row).paddingInlineStart);
  const isRtl = getComputedStyle(row).direction === "rtl";
  return Math.abs(isRtl ? all.right - one.right : one.left - all.left) - margin;
}"""


@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_leaf_comes_to_rest_in_its_place_and_follows_the_focus(open_page, language):
    page = open_page(f"/{language}/stories/", width=PHONE, scripts=False)
    row, leaves = page.locator(".leaves"), page.locator(".leaf")
    expect(leaves.nth(0)).to_be_in_viewport()
    expect(leaves.nth(2)).not_to_be_in_viewport()
    # Not quite as far as the next one, on the side where that is.
    row.evaluate("""(row) => {
      const side = getComputedStyle(row).direction === "rtl" ? -1 : 1;
      const step = row.firstElementChild.offsetWidth * 0.8;
      row.scrollBy({left: side * step, behavior: "instant"});
    }""")
    page.wait_for_function(
        f"(leaf) => Math.abs(({OFF})(leaf)) < 2", arg=leaves.nth(1).element_handle()
    )
    leaves.last.locator("a").focus()
    expect(leaves.last.locator("a")).to_be_in_viewport()
    expect(leaves.nth(0)).not_to_be_in_viewport()


def test_whoever_comes_by_keys_sees_and_hears_the_mark_they_are_on(open_page):
    page = open_page("/de/stories/", width=PHONE, scripts=False)
    row = page.locator(".leaves").first
    page.locator(".page-head a").last.focus()
    tree = page.context.new_cdp_session(page)
    for number, leaf in enumerate(page.locator(".leaf").all(), start=1):
        page.keyboard.press("Tab")
        nodes = tree.send("Accessibility.getFullAXTree")["nodes"]
        names = [
            node["name"]["value"]
            for node in nodes
            for known in node.get("properties", [])
            if known["name"] == "focused" and node["role"]["value"] == "link"
        ]
        assert names == [f"{number}. {leaf.locator('h2').inner_text()}"]
        # The marks stand right above the row.
        top = row.evaluate("(row) => row.getBoundingClientRect().top")
        assert 64 <= top < page.viewport_size["height"]


@pytest.mark.parametrize("path", ["stories/", "stories/claim/"])
@pytest.mark.parametrize("language", ["en", "ar"])
def test_its_pages_are_light_and_fit_every_window_and_reader(open_page, language, path):
    answers = []
    page = open_page(f"/{language}/{path}", answers=answers)
    page.evaluate("document.fonts.ready.then(() => true)")
    weights = weighed(answers)
    budgets = BUDGETS | ({"font": ARABIC_FONTS} if language == "ar" else {})
    assert not [kind for kind, kb in weights.items() if kb > budgets.get(kind, 110)]
    assert not objections(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        assert not page.evaluate(STICKING_OUT), width
    page.emulate_media(color_scheme="dark")
    assert not objections(page)
    links = page.locator("main a:visible")
    assert not links.evaluate_all(TOO_SMALL, 24)

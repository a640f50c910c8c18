"""Everything can be done with the keyboard, and one sees where one is."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import DESKTOP, PHONE

# The focused element, and whether its outline or its frame shows that.
FOCUSED = """() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  return {
    name: element === document.body ? "" : element.outerHTML.slice(0, 100),
    isMarked: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    isSeen: box.width > 1 && box.height > 1 && element.checkVisibility()
      && box.bottom > 0 && box.top < innerHeight,
  };
}"""


def walk(page: Page, steps: int) -> list[dict]:
    """What has the focus after each press of the tab key, once round the page."""
    stops = []
    for _step in range(steps):
        page.keyboard.press("Tab")
        stop = page.evaluate(FOCUSED)
        if not stop["name"]:
            break
        stops.append(stop)
    return stops


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_first_stop_skips_to_the_text(open_page, language):
    page = open_page(f"/{language}/statement/")
    page.keyboard.press("Tab")
    skip = page.locator(".skip")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport(ratio=1)
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.locator("#main :focus").count() == 1


@pytest.mark.parametrize("width", [PHONE, DESKTOP])
@pytest.mark.parametrize("path", ["", "statement/", "coalition/?country=DE", "news/"])
def test_the_focus_is_seen_at_every_stop(open_page, path, width):
    page = open_page(f"/en/{path}", width=width)
    stops = walk(page, 150)
    assert len(stops) > 10
    assert [stop for stop in stops if not (stop["isMarked"] and stop["isSeen"])] == []


@pytest.mark.parametrize("scripts", [True, False])
def test_the_menu_of_a_phone_opens_and_closes(open_page, scripts):
    page = open_page("/en/", width=PHONE, scripts=scripts)
    menu, button = page.locator("#menu"), page.locator(".menu-button")
    expect(menu).to_be_hidden()
    button.focus()
    page.keyboard.press("Enter")
    expect(menu).to_be_visible()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()

    page.keyboard.press("Enter")
    close = menu.locator(".menu-close")
    page.keyboard.press("Tab")
    expect(close).to_be_focused()
    page.keyboard.press("Enter")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


def test_the_list_of_languages_opens_leads_and_closes(open_page):
    page = open_page("/en/statement/")
    summary, names = (
        page.locator(".languages > summary"),
        page.locator(".languages nav"),
    )
    summary.focus()
    page.keyboard.press("Enter")
    expect(names).to_be_visible()
    page.keyboard.press("Tab")
    expect(names.get_by_role("link").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(names).to_be_hidden()
    expect(summary).to_be_focused()

    page.keyboard.press("Enter")
    names.get_by_role("link", name="Español").focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/es/statement/$"))


def test_the_list_of_languages_closes_when_the_focus_goes_on(open_page):
    page = open_page("/en/")
    names = page.locator(".languages nav")
    page.locator(".languages > summary").press("Enter")
    names.get_by_role("link").last.focus()
    page.keyboard.press("Tab")
    expect(names).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_members_are_filtered(open_page, scripts):
    page = open_page("/en/coalition/", scripts=scripts)
    every = page.locator(".member-list li").count()
    page.locator(".directory-countries > summary").press("Enter")
    page.get_by_role("link", name="Germany").press("Enter")
    expect(page).to_have_url(re.compile("country=DE"))
    page.wait_for_load_state()
    countries = page.locator(".member-list small").all_inner_texts()
    assert 0 < len(countries) < every
    assert all(country.startswith("Germany") for country in countries)
    expect(page.locator("[role=status]").first).to_contain_text(str(len(countries)))
    page.get_by_role("link", name="Show all").press("Enter")
    expect(page.locator(".member-list li")).to_have_count(every)


def test_a_link_is_copied_from_a_button_that_shows_when_it_has_the_focus(open_page):
    page = open_page(
        "/en/statement/", permissions=["clipboard-read", "clipboard-write"]
    )
    page.locator("#clause-c .label").focus()
    page.keyboard.press("Tab")
    button = page.locator("#clause-c").get_by_role("button")
    expect(button).to_be_focused()
    expect(button).to_have_css("opacity", "1")
    page.keyboard.press("Enter")
    expect(page.locator("main > [role=status]")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()").endswith("#clause-c")

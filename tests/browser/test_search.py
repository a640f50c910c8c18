"""Suggestions while typing, as the WAI-ARIA practices describe a combobox."""

import re

import pytest
from playwright.sync_api import Page, Request, Route, expect

from .conftest import DESKTOP, PHONE
from .test_axe import objections

SUGGEST = re.compile("/search/suggest/")
# Milliseconds from the last key to the question.
PAUSE = 200


def field(page: Page):
    return page.locator("#header-search")


def options(page: Page):
    return page.locator(".site-header [role=option]")


def type_and_wait(page: Page, words: str) -> None:
    with page.expect_response(SUGGEST):
        field(page).press_sequentially(words)
    expect(options(page).first).to_be_visible()


def asked(page: Page) -> list[str]:
    """What is asked for from now on."""
    seen = []

    def note(request: Request) -> None:
        if SUGGEST.search(request.url):
            seen.append(request.url)

    page.on("request", note)
    return seen


def active(page: Page) -> str | None:
    """The id of the option that a screen reader reads."""
    return field(page).get_attribute("aria-activedescendant")


def test_a_field_is_a_combobox_that_says_what_it_is(open_page):
    page = open_page("/en/")
    box = field(page)
    expect(box).to_have_attribute("role", "combobox")
    expect(box).to_have_attribute("aria-autocomplete", "list")
    expect(box).to_have_attribute("aria-expanded", "false")
    type_and_wait(page, "her")
    expect(box).to_have_attribute("aria-expanded", "true")
    listbox = page.locator(f"#{box.get_attribute('aria-controls')}")
    expect(listbox).to_have_attribute("role", "listbox")
    assert listbox.get_attribute("aria-label")
    count = options(page).count()
    assert 0 < count <= 6
    expect(page.locator("body > [role=status]")).to_contain_text(str(count))
    assert page.evaluate("document.activeElement.id") == "header-search"


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_no_violation_in_an_open_list(open_page, language):
    page = open_page(f"/{language}/")
    type_and_wait(page, {"en": "her", "ar": "الترا"}[language])
    field(page).press("ArrowDown")
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += objections(page)
    assert not found, "\n".join(found)


def test_arrows_walk_round_the_list_and_enter_opens(open_page):
    page = open_page("/en/")
    type_and_wait(page, "her")
    ids = options(page).evaluate_all("options => options.map((option) => option.id)")
    assert len(ids) > 1
    box = field(page)
    assert active(page) is None
    for key, expected in [
        ("ArrowDown", ids[0]),
        ("ArrowDown", ids[1]),
        ("End", ids[-1]),
        ("ArrowDown", ids[0]),
        ("ArrowUp", ids[-1]),
        ("Home", ids[0]),
        ("ArrowDown", ids[1]),
    ]:
        box.press(key)
        assert active(page) == expected
        selected = page.locator(".site-header [aria-selected=true]")
        expect(selected).to_have_count(1)
        expect(selected).to_have_id(expected)
    address = options(page).nth(1).get_attribute("data-url")
    assert address
    box.press("Enter")
    expect(page).to_have_url(re.compile(f"{re.escape(address)}$"))


def test_enter_without_a_choice_searches(open_page):
    page = open_page("/en/")
    type_and_wait(page, "heri")
    field(page).press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search/\?q=heri$"))


def test_escape_closes_the_list_and_keeps_the_words(open_page):
    page = open_page("/en/")
    type_and_wait(page, "her")
    box = field(page)
    box.press("ArrowDown")
    box.press("Escape")
    expect(options(page).first).to_be_hidden()
    expect(box).to_have_attribute("aria-expanded", "false")
    expect(box).to_have_value("her")
    expect(box).to_be_focused()
    assert active(page) is None
    box.press("ArrowDown")
    expect(options(page).first).to_be_visible()


def test_escape_in_the_menu_of_a_phone_closes_the_list_first(open_page):
    page = open_page("/en/", width=PHONE)
    page.locator(".menu-button").click()
    type_and_wait(page, "her")
    field(page).press("Escape")
    expect(options(page).first).to_be_hidden()
    expect(field(page)).to_be_visible()
    field(page).fill("")
    field(page).press("Escape")
    expect(field(page)).to_be_hidden()


def test_keys_of_the_text_stay_keys_of_the_text(open_page):
    page = open_page("/en/")
    type_and_wait(page, "her")
    box = field(page)
    box.press("Home")
    assert box.evaluate("input => input.selectionStart") == 0
    box.press("End")
    assert box.evaluate("input => input.selectionStart") == 3
    assert active(page) is None


def test_who_leaves_the_field_closes_the_list(open_page):
    page = open_page("/en/")
    type_and_wait(page, "her")
    field(page).press("Tab")
    expect(options(page).first).to_be_hidden()
    expect(page.locator(".search-box button")).to_be_focused()


@pytest.mark.parametrize(
    ("width", "touch"), [(DESKTOP, False), (PHONE, True)], ids=["mouse", "touch"]
)
def test_a_suggestion_opens_at_a_click_and_at_a_touch(open_page, width, touch):
    page = open_page("/en/", width=width, has_touch=touch)
    if touch:
        page.locator(".menu-button").tap()
    type_and_wait(page, "songbook")
    option = options(page).first
    box = option.bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    assert box["height"] >= 24
    option.tap() if touch else option.click()
    expect(page).to_have_url(re.compile("/en/news/songbook-without-watermark/$"))


def test_an_arabic_list_opens_within_the_window(open_page):
    page = open_page("/ar/")
    type_and_wait(page, "الترا")
    box = page.locator(".site-header .suggestions").bounding_box()
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= page.viewport_size["width"]
    first = options(page).first.locator("span")
    expect(first).to_have_attribute("dir", "rtl")
    expect(first).to_have_attribute("lang", "ar")


def test_many_letters_make_one_question(open_page):
    page = open_page("/en/")
    questions = asked(page)
    with page.expect_response(SUGGEST):
        field(page).press_sequentially("heritage", delay=20)
    page.wait_for_timeout(2 * PAUSE)
    assert len(questions) == 1
    assert questions[0].endswith("?q=heritage")


def test_too_few_letters_ask_nothing(open_page):
    page = open_page("/en/")
    questions = asked(page)
    field(page).press_sequentially("h")
    page.wait_for_timeout(2 * PAUSE)
    assert questions == []


def test_a_late_answer_does_not_overwrite_a_later_one(open_page):
    page = open_page("/en/")
    held: list[Route] = []
    page.route(re.compile(r"suggest/\?q=her$"), lambda route: held.append(route))
    with page.expect_request(SUGGEST):
        field(page).press_sequentially("her")
    type_and_wait(page, "itage")
    titles = options(page).all_inner_texts()
    for route in held:
        route.fulfill(json=[])
    page.wait_for_timeout(PAUSE)
    assert options(page).all_inner_texts() == titles


def test_without_an_answer_the_form_still_searches(open_page):
    page = open_page("/en/")
    page.route(SUGGEST, lambda route: route.fulfill(body="<nonsense>"))
    with page.expect_response(SUGGEST):
        field(page).press_sequentially("heritage")
    expect(options(page)).to_have_count(0)
    field(page).press("Enter")
    expect(page.locator(".results > li").first).to_be_visible()


def test_a_word_that_is_being_composed_is_left_alone(open_page):
    """An input method holds letters that are not chosen yet; Enter chooses them."""
    page = open_page("/ja/")
    questions = asked(page)
    field(page).focus()
    session = page.context.new_cdp_session(page)
    compose = "Input.imeSetComposition"
    for text in ("せ", "せい", "せいめ", "せいめい"):
        place = {"selectionStart": len(text), "selectionEnd": len(text)}
        session.send(compose, {"text": text, **place})
    page.wait_for_timeout(2 * PAUSE)
    assert questions == []
    with page.expect_response(SUGGEST):
        session.send("Input.insertText", {"text": "声明"})
    expect(field(page)).to_have_value("声明")
    expect(options(page).first).to_be_visible()


def test_without_scripts_a_field_is_a_field(open_page):
    page = open_page("/en/", scripts=False)
    box = field(page)
    assert box.get_attribute("role") is None
    box.fill("songbook")
    box.press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search/\?q=songbook$"))
    page.locator(".results a").first.click()
    expect(page.locator("h1")).to_be_visible()


def test_the_field_of_the_search_page_suggests_too(open_page):
    page = open_page("/en/search/")
    box = page.get_by_role("main").get_by_role("combobox")
    with page.expect_response(SUGGEST):
        box.press_sequentially("heri")
    found = page.locator("main [role=option]")
    expect(found.first).to_be_visible()
    ids = page.locator("[id^=suggestions-]").evaluate_all(
        "elements => elements.map((element) => element.id)"
    )
    assert len(ids) == len(set(ids))


def test_a_hit_in_the_statement_leads_to_its_clause(open_page):
    page = open_page("/fr/search/?q=filigranes&kind=clause")
    link = page.locator(".results h2 a").first
    anchor = link.get_attribute("href").split("#")[1]
    link.click()
    expect(page.locator(f"#{anchor}")).to_be_in_viewport()

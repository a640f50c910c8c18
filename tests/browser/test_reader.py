"""What readers come to do, done as they do it, in their language."""

import re

import pytest
from playwright.sync_api import Page, expect

from .conftest import PHONE

pytestmark = pytest.mark.turns(2)


def test_without_scripts_a_reader_comes_to_an_article_in_two_languages(open_page):
    page = open_page("/", language="fr-CA", width=PHONE, scripts=False)
    expect(page).to_have_url(re.compile("/fr/$"))
    page.locator(".menu-button").click()
    page.locator("#menu").get_by_role("link", name="Déclaration").click()
    expect(page).to_have_url(re.compile("/fr/statement/$"))

    page.locator("#contents > summary").click()
    page.locator("#contents a[href='#article-16']").click()
    expect(page).to_have_url(re.compile("/fr/statement/#article-16$"))
    expect(page.locator("#article-16 h3")).to_be_in_viewport()

    page.locator(".languages > summary").click()
    page.locator(".languages").get_by_role("link", name="العربية").click()
    expect(page).to_have_url(re.compile("/ar/statement/"))
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    page.locator("#contents > summary").click()
    page.locator("#contents a[href='#article-16']").click()
    expect(page.locator("#article-16 h3")).to_be_in_viewport()


@pytest.mark.parametrize("anchor", ["article-16", "clause-w"])
@pytest.mark.parametrize("language", ["fr", "ar", "ja"])
def test_an_address_of_a_clause_leads_there_in_every_language(
    open_page, language, anchor
):
    page = open_page(f"/{language}/statement/#{anchor}")
    target = page.locator(f"#{anchor}")
    expect(target).to_be_in_viewport()
    assert target.evaluate("element => element.matches(':target')")
    # Near the top of the window, unless the page ends before.
    assert target.bounding_box()["y"] < page.viewport_size["height"] / 2


# The language offer --------------------------------------------------------------


@pytest.mark.parametrize(
    ("browser", "offered", "words"),
    [
        ("fr", "fr", "français"),
        ("fr-CA", "fr", "français"),
        ("ar-EG", "ar", "بالعربية"),
        ("zh-CN", "zh-Hans", "简体中文"),
    ],
)
def test_a_reader_is_offered_the_page_in_their_language(
    open_page, browser, offered, words
):
    page = open_page("/en/statement/", language=browser)
    lines = page.locator(".language-offer p:visible")
    expect(lines).to_have_count(1)
    expect(lines).to_contain_text(words)
    expect(lines).to_have_attribute("lang", offered)
    lines.get_by_role("link").click()
    expect(page.locator("html")).to_have_attribute("lang", offered)
    expect(page.locator("h1")).to_be_visible()
    assert page.url.endswith("/statement/")
    expect(page.locator(".language-offer")).to_be_hidden()


@pytest.mark.parametrize(
    ("path", "browser", "scripts"),
    [
        pytest.param("/en/", "en-GB", True, id="the page speaks it already"),
        pytest.param("/zh-hans/", "zh-CN", True, id="by another name"),
        pytest.param("/en/", "fi", True, id="the site does not speak it"),
        pytest.param(
            "/en/news/songbook-without-watermark/", "fr", True, id="not translated"
        ),
        pytest.param("/en/", "fr", False, id="no script may run"),
    ],
)
def test_nobody_is_offered_what_does_not_help(open_page, path, browser, scripts):
    page = open_page(path, language=browser, scripts=scripts)
    expect(page.locator(".language-offer")).to_be_hidden()


def test_who_has_chosen_a_language_is_not_asked_again(open_page):
    page = open_page("/fr/", language="fr")
    page.locator(".languages > summary").click()
    page.locator(".languages a[hreflang=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page.locator(".language-offer")).to_be_hidden()


# The announcement ----------------------------------------------------------------


def test_a_dismissed_announcement_stays_away(open_page):
    page = open_page("/en/")
    announcement = page.locator("#announcement")
    expect(announcement).to_be_visible()
    announcement.get_by_role("button").click()
    expect(announcement).to_be_hidden()
    page.locator(".hero").get_by_role("link", name="Read the Statement").click()
    expect(page).to_have_url(re.compile("/en/statement/"))
    expect(announcement).to_be_hidden()
    page.reload()
    expect(announcement).to_be_hidden()


def test_without_scripts_the_announcement_has_no_button(open_page):
    announcement = open_page("/fr/", scripts=False).locator("#announcement")
    expect(announcement).to_be_visible()
    expect(announcement.locator("button")).to_be_hidden()


# Copy link -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "anchor", "announced"),
    [("en", "clause-c", "Link copied"), ("ar", "article-16", "نُسخ الرابط")],
)
def test_a_copied_link_is_the_clause_s_full_address(
    open_page, site, language, anchor, announced
):
    page = open_page(
        f"/{language}/statement/", permissions=["clipboard-read", "clipboard-write"]
    )
    part = page.locator(f"#{anchor}")
    part.hover()
    button = part.get_by_role("button")
    expect(button).to_have_css("opacity", "1")
    button.click()
    expect(page.locator("main > [role=status]")).to_have_text(announced)
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == f"{site}/{language}/statement/#{anchor}"


# Search, news, errors ------------------------------------------------------------


@pytest.mark.parametrize("scripts", [True, False])
def test_the_search_box_leads_to_what_it_finds(open_page, scripts):
    page = open_page("/en/", scripts=scripts)
    page.locator("#header-search").fill("internet archive")
    page.locator("#header-search").press("Enter")
    expect(page).to_have_url(re.compile(r"/en/search/\?q=internet"))
    expect(page.locator("main input[type=search]")).to_have_value("internet archive")
    page.locator(".results a", has_text="Internet Archive").click()
    expect(page.locator("h1")).to_have_text("Internet Archive")


def test_news_of_one_kind_are_shown_alone(open_page):
    page = open_page("/fr/news/")
    every = page.locator(".teaser").count()
    page.locator(".filters a[href*='kind=story']").click()
    expect(page).to_have_url(re.compile(r"kind=story"))
    page.wait_for_load_state()
    current = page.locator(".filters [aria-current]").first
    expect(current).to_have_attribute("href", re.compile(r"kind=story"))
    kind = current.locator("bdi").inner_text()
    kickers = page.locator(".teaser .kicker").all_inner_texts()
    assert 0 < len(kickers) < every
    assert all(kicker.startswith(kind) for kicker in kickers)
    page.locator(".teaser a").first.click()
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(page.locator("h1")).to_be_visible()


@pytest.mark.parametrize(
    ("path", "home"), [("/fr/no-such-page/", "/fr/"), ("/xx/no-such-page/", "/de/")]
)
def test_a_missing_page_leads_home_in_the_reader_s_language(open_page, path, home):
    page = open_page(path, language="de")
    assert page.url.endswith(path)
    expect(page.locator("html")).to_have_attribute("lang", home.strip("/"))
    page.locator("main a").click()
    expect(page).to_have_url(re.compile(f"{home}$"))
    expect(page.locator("h1")).to_be_visible()


def links(page: Page) -> list[str]:
    """The paths that a page links to, apart from the list of its languages."""
    return page.locator("a[href^='/']:not([hreflang])").evaluate_all(
        "links => links.map((link) => link.getAttribute('href'))"
    )


@pytest.mark.parametrize("path", ["", "coalition/", "news/songbook-without-watermark/"])
def test_no_link_leads_a_reader_out_of_their_language(open_page, path):
    page = open_page(f"/sw/{path}")
    assert {link.split("/")[1] for link in links(page)} == {"sw"}

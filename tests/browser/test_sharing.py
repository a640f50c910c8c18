"""Sharing and copying in a real browser; without scripts there are links and words."""

from playwright.sync_api import expect

from .conftest import PHONE

# Chromium on Linux has no programs to share with: this one writes down what it gets.
SHARES = """
window.shared = [];
navigator.canShare = () => true;
navigator.share = async (data) => { window.shared.push(data); };
const match = window.matchMedia.bind(window);
window.matchMedia = (query) =>
  query === "(pointer: coarse)" ? { matches: true } : match(query);
"""
READS = "navigator.clipboard.readText()"


def test_what_is_copied_is_what_was_read(open_page):
    page = open_page("/fr/resources/", permissions=["clipboard-read"])
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    words = page.locator("#words-1")
    button = page.locator("[data-copies=words-1] button")
    button.click()
    expect(page.locator("main > [role=status]")).not_to_be_empty()
    assert page.evaluate(READS) == words.inner_text().strip()
    page.locator("[data-copies=badge-code] button").click()
    assert page.evaluate(READS) == page.locator("#badge-code").inner_text().strip()
    page.goto("/fr/faq/")
    link = page.locator(".question h2 a").first
    page.locator(".question .copy-link").first.press("Enter")
    expect(page.locator(".question .copy-link").first).to_have_text("Lien copié")
    assert page.evaluate(READS) == link.evaluate("link => link.href")


def test_a_telephone_shares_by_its_own_means(open_page):
    page = open_page("/en/", width=PHONE)
    page.add_init_script(SHARES)
    for path, place, button in (
        ("/en/news/statement-open-for-signature/", "", ".share li:first-child button"),
        ("/en/faq/", "#question-", ".question .copy-link"),
        ("/en/statement/", "#clause-a", "#clause-a .copy-link"),
    ):
        page.goto(path)
        page.locator(button).first.click()
        shared = page.evaluate("window.shared.at(-1).url")
        assert f"{path}{place}" in shared


def test_without_scripts_there_are_links_and_nothing_that_does_nothing(open_page):
    page = open_page("/en/news/statement-open-for-signature/", scripts=False)
    assert page.locator(".share a").count() == 4
    assert not page.locator(".share button").count()
    page.goto("/en/resources/")
    expect(page.locator("#words-1")).to_be_visible()
    assert not page.locator("main button").count()

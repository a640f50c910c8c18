"""On paper, in forced colours, without motion; and pictures, as they arrive."""

import pytest
from playwright.sync_api import expect

from .conftest import PAGES

HIDDEN_ON_PAPER = [
    ".skip",
    "#announcement",
    ".site-header",
    ".languages",
    "#menu",
    "#contents",
    "#sign",
    ".copy-link >> nth=0",
    ".site-footer",
]

PLAIN = {"forced_colors": "active", "reduced_motion": "reduce"}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_printed_statement_is_its_text_and_how_to_verify_it(open_page, language):
    page = open_page(f"/{language}/statement/")
    page.emulate_media(media="print")
    for selector in HIDDEN_ON_PAPER:
        expect(page.locator(selector)).to_be_hidden()
    shown = ["h1", "#clause-a", "#article-17", ".digest", ".address"]
    for selector in shown:
        expect(page.locator(selector)).to_be_visible()
    expect(page.locator("body")).to_have_css("background-color", "rgb(255, 255, 255)")


@pytest.mark.turns(4)
@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_a_page_stands_in_forced_colours_and_without_motion(open_page, path):
    page = open_page(f"/en/{path}", **PLAIN)
    expect(page.locator("h1")).to_be_visible()
    assert page.evaluate("document.getAnimations().length") == 0
    # Colour is gone: only a frame still says that it is a button.
    for button in page.locator(".button").all():
        expect(button).not_to_have_css("border-style", "none")
        expect(button).not_to_have_css("border-width", "0px")


@pytest.mark.parametrize(
    "path", ["news/songbook-without-watermark/", "news/coalition-launches/"]
)
def test_a_picture_arrives_small_and_for_good(open_page, path):
    answers = []
    page = open_page(f"/en/{path}", answers=answers)
    picture = page.locator("main figure img").first
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("image => image.naturalWidth") > 0
    answer = next(answer for answer in answers if "/images/" in answer.url)
    assert answer.headers["content-type"] in ("image/avif", "image/webp")
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"


def test_every_format_of_a_picture_is_served(open_page):
    page = open_page("/en/news/songbook-without-watermark/")
    sources = page.locator("main picture source").evaluate_all(
        "sources => sources.map((source) => [source.type, source.srcset])"
    )
    assert [kind for kind, _srcset in sources] == ["image/avif", "image/webp"]
    for kind, srcset in sources:
        answer = page.request.get(srcset.split()[0])
        assert answer.ok
        assert answer.headers["content-type"] == kind
    fallback = page.locator("main picture img").get_attribute("src")
    assert page.request.get(fallback).headers["content-type"] == "image/jpeg"

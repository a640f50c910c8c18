"""Axe finds nothing to object to, on any page, in any look.

A machine finds a part of what WCAG asks; what it finds must be repaired.
"""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from .conftest import DESKTOP, PAGES, PHONE

AXE = Axe()

STANDARDS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
OPTIONS = {
    "runOnly": {"type": "tag", "values": STANDARDS},
    # Part of WCAG 2.2, but not switched on by its standard's name alone.
    "rules": {"target-size": {"enabled": True}},
    "resultTypes": ["violations"],
    # It would ask for what a style sheet imports from where the page lies. No rule of
    # these reads style sheets.
    "preload": {"assets": ["media"]},
}
# What another colour scheme can change.
COLOURS = OPTIONS | {
    "runOnly": {"type": "rule", "values": ["color-contrast", "link-in-text-block"]},
    "rules": {},
}


def objections(page: Page, options: dict = OPTIONS) -> list[str]:
    """A line for each rule that an element of the page breaks."""
    violations = AXE.run(page, options=options).response["violations"]
    return [
        f"{violation['id']}: {node['target']}: {violation['help']}"
        for violation in violations
        for node in violation["nodes"]
    ]


# Widths and colour schemes, and what is asked there.
LOOKS = [
    (DESKTOP, "light", OPTIONS),
    (DESKTOP, "dark", COLOURS),
    (PHONE, "light", OPTIONS),
    (PHONE, "dark", COLOURS),
]
# Other scripts have the same colours; in a third one, what is made for readers of it.
SOME_LOOKS = [(PHONE, "light", OPTIONS)]
VISITS = [(language, path) for language in ("en", "ar") for path in PAGES.values()]
VISITS += [
    ("zh-hans", PAGES[name]) for name in ("home", "Statement", "form", "signatories")
]
# Heights at which the contents of the Statement are longer than the window, or not.
HEIGHTS = range(500, 1001, 100)
SCROLLED = OPTIONS | {
    "runOnly": {"type": "rule", "values": ["scrollable-region-focusable"]},
    "rules": {},
}


def objections_in_every_look(page: Page, looks: list = LOOKS) -> list[str]:
    # Axe takes a closed fold for hidden, even where the style keeps it in sight.
    page.locator("main details").evaluate_all(
        "folds => folds.forEach((fold) => { fold.open = true; })"
    )
    found = []
    for width, scheme, options in looks:
        page.set_viewport_size({"width": width, "height": 844})
        page.emulate_media(color_scheme=scheme)
        lines = objections(page, options)
        found += [f"{width}, {scheme}: {line}" for line in lines]
    return found


@pytest.mark.turns(7)
@pytest.mark.parametrize(("language", "path"), VISITS)
def test_axe_finds_no_violation(open_page, language, path):
    page = open_page(f"/{language}/{path}")
    found = objections_in_every_look(page, LOOKS if language == "en" else SOME_LOOKS)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "ar"])
def test_what_scrolls_can_be_scrolled_with_keys_at_every_height(open_page, language):
    page = open_page(f"/{language}/statement/")
    found = []
    for height in HEIGHTS:
        page.set_viewport_size({"width": DESKTOP, "height": height})
        found += objections(page, SCROLLED)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("button", [".menu-button", ".languages > summary"])
def test_axe_finds_no_violation_in_an_open_menu(open_page, language, button):
    page = open_page(f"/{language}/news/songbook-without-watermark/", width=PHONE)
    page.locator(button).click()
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        found += objections(page)
    assert not found, "\n".join(found)

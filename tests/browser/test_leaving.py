"""Nothing that was typed is left behind by what a translator presses next.

The line is as slow as a test wants it: saving waits until the test lets it through.
"""

from dataclasses import dataclass, field

from playwright.sync_api import Page, Route, expect

from .test_volunteer import TITLE, WORDS, begun, press  # noqa: F401 - one is a fixture
from .test_workbench import deed, enter  # noqa: F401 - one is a fixture

SAVES = "**/save/"
FRENCH = WORDS["fr"]


@dataclass
class SlowLine:
    """Keeps what is sent to be saved until it is let through."""

    page: Page
    held: list[Route] = field(default_factory=list)
    is_quick: bool = False

    def begin(self) -> None:
        self.page.route(SAVES, self.hold)

    def hold(self, route: Route) -> None:
        if self.is_quick:
            route.continue_()
        else:
            self.held.append(route)

    def let_through(self) -> None:
        self.is_quick = True
        for route in self.held:
            route.continue_()


def sentence(page: Page, original: str):
    row = page.locator("[data-sentence]").filter(has_text=original).first
    return row.locator("textarea[name^='t-']")


def at_the_letter(open_page, may_say: str = "") -> Page:
    page = open_page("/admin/login/", language="en", may_say=may_say)
    enter(page, "/admin/", "pen")
    page.get_by_role("link", name="All that waits").click()
    press(page, "button", TITLE)
    page.wait_for_url("**/admin/translate/**")
    # What follows is heard by the scripts.
    page.wait_for_load_state("networkidle")
    return page


def type_all(page: Page) -> None:
    for original, words in FRENCH.items():
        sentence(page, original).select_text()
        page.keyboard.insert_text(words)
        page.keyboard.press("Control+Enter")


def test_ready_waits_for_the_words_that_are_on_their_way(
    begun,  # noqa: F811 - a fixture
    open_page,
):
    begun("fr")
    page = at_the_letter(open_page)
    line = SlowLine(page)
    line.begin()
    type_all(page)
    press(page, "button", "Ready for review")
    line.let_through()
    expect(page.get_by_text("waits for a reviewer now")).to_be_visible()


def test_an_answer_that_comes_late_takes_nobody_to_another_sentence(
    begun,  # noqa: F811 - a fixture
    open_page,
):
    begun("fr")
    page = at_the_letter(open_page)
    line = SlowLine(page)
    line.begin()
    (first, words), (second, _words), (third, last) = FRENCH.items()
    before = sentence(page, second).input_value()
    sentence(page, first).select_text()
    page.keyboard.insert_text(words)
    page.keyboard.press("Control+Enter")
    sentence(page, third).select_text()
    with page.expect_response(SAVES):
        line.let_through()
    expect(page.locator("[data-status]")).to_contain_text("Saved")
    page.keyboard.insert_text(last)
    expect(sentence(page, third)).to_have_value(last)
    expect(sentence(page, second)).to_have_value(before)


def test_who_comes_back_to_a_sentence_before_its_answer_stays_there(
    begun,  # noqa: F811 - a fixture
    open_page,
):
    begun("fr")
    page = at_the_letter(open_page)
    line = SlowLine(page)
    line.begin()
    (first, words), (second, _words), *_rest = FRENCH.items()
    sentence(page, first).select_text()
    page.keyboard.insert_text(words)
    page.keyboard.press("Control+Enter")
    sentence(page, second).focus()
    sentence(page, first).select_text()
    with page.expect_response(SAVES):
        line.let_through()
    expect(page.locator("[data-status]")).to_contain_text("Saved")
    page.keyboard.insert_text(f"{words} !")
    expect(sentence(page, first)).to_have_value(f"{words} !")


def test_a_link_waits_for_the_words_that_are_on_their_way(
    begun,  # noqa: F811 - a fixture
    open_page,
):
    begun("fr")
    page = at_the_letter(open_page)
    line = SlowLine(page)
    line.begin()
    sentence(page, TITLE).focus()
    page.keyboard.insert_text(FRENCH[TITLE])
    press(page, "link", "Beside the original")
    line.let_through()
    page.wait_for_url("**/review/**")
    expect(page.get_by_text(FRENCH[TITLE]).first).to_be_visible()


def test_what_the_site_does_not_take_keeps_the_page_from_being_called_ready(
    begun,  # noqa: F811 - a fixture
    open_page,
):
    begun("fr")
    page = at_the_letter(open_page, may_say="422")
    type_all(page)
    title = sentence(page, TITLE)
    title.fill("x" * 20_001)
    press(page, "button", "Ready for review")
    expect(title).to_be_focused()
    expect(title).to_have_attribute("aria-invalid", "true")
    expect(page.get_by_text("waits for a reviewer now")).to_have_count(0)

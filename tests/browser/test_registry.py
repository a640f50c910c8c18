"""The form suggests the organisation whose name is typed."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

LOAD = (
    "from django.core.management import call_command\n"
    "call_command('import_ror', 'tests/ror/records.json')\n"
)
FORGET = "from ror.models import Entry\nEntry.objects.all().delete()\n"


@pytest.fixture
def loaded(deeds) -> Iterator[None]:
    deeds.run(LOAD)
    yield
    deeds.run(FORGET)


def test_a_suggestion_is_taken_by_keys_and_overwrites_nothing_that_was_typed(
    loaded, open_page
):
    page = open_page("/en/sign/")
    name = page.get_by_label("Name of the organisation")
    # The server hears of the copy within a second.
    for _time in range(30):
        if page.locator("#organisation-suggestions").count():
            break
        page.wait_for_timeout(500)
        page.reload()
    page.get_by_label("Website").fill("https://ours.example")
    name.press_sequentially("lviv mus")
    option = page.get_by_role("option", name="Львівський музей")
    expect(option).to_be_visible()
    expect(name).to_have_attribute("aria-expanded", "true")
    name.press("ArrowDown")
    expect(option).to_have_attribute("aria-selected", "true")
    name.press("Enter")
    expect(name).to_have_value("Львівський музей історії релігії")
    latin = page.get_by_label("Name in Latin letters")
    expect(latin).to_have_value("Lviv Museum of the History of Religion")
    expect(page.get_by_label("Country or territory")).to_have_value("UA")
    expect(page.get_by_label("Website")).to_have_value("https://ours.example")
    expect(page.get_by_text("Please check it.")).to_be_visible()
    # Another one takes the place of what the first filled in.
    name.fill("nan")
    expect(latin).to_have_value("")
    expect(page.get_by_label("Country or territory")).to_have_value("")
    expect(page.get_by_text("Please check it.")).to_be_hidden()
    page.get_by_role("option", name="National Archives of Namibia").click()
    expect(latin).to_have_value("")
    expect(page.get_by_label("Country or territory")).to_have_value("NA")
    name.fill("jammu")
    expect(page.get_by_role("option", name="University of Jammu")).to_be_visible()
    name.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(name).to_have_value("jammu")

"""From what waits for a volunteer to the page that readers see."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from .test_workbench import deed, enter  # noqa: F401 - one is a fixture

SLUG = "a-letter"
TITLE, SUMMARY, TEXT = "A letter from the library", "What we open.", "All is open."
WORDS = {
    "fr": {
        TITLE: "Une lettre de la bibliothèque",
        SUMMARY: "Ce que nous ouvrons.",
        TEXT: "Tout est ouvert.",
    },
    "ar": {TITLE: "رسالة من المكتبة", SUMMARY: "ما نفتحه.", TEXT: "كل شيء مفتوح."},
    "ja": {
        TITLE: "図書館からの手紙",
        SUMMARY: "公開するもの。",
        TEXT: "すべてを公開します。",
    },
}
BEGIN = f"""
from django.contrib.auth.models import Group
from wagtail.rich_text import RichText
from home.roles import translation_reviewers, translators
from news.models import NewsIndexPage, NewsPage
index = NewsIndexPage.objects.get(locale__language_code="en")
page = index.add_child(instance=NewsPage(
    title={TITLE!r}, slug={SLUG!r}, summary={SUMMARY!r},
    body=[("paragraph", RichText("<p>{TEXT}</p>"))]))
page.save_revision().publish()
for name, group in (("pen", translators), ("eye", translation_reviewers)):
    account = get_user_model().objects.create_user(
        name, password="open-heritage-demo")
    account.groups.add(Group.objects.get(name=group(LANGUAGE)))
"""
END = f"""
for page in Page.objects.filter(slug={SLUG!r}, locale__language_code="en"):
    # Else the next one finds its words filled in.
    StringTranslation.objects.filter(context__object_id=page.translation_key).delete()
    page.specific.delete()
get_user_model().objects.filter(username__in=["pen", "eye"]).delete()
"""


@pytest.fixture
def begun(deed) -> Iterator[Callable[[str], None]]:  # noqa: F811 - a fixture
    """An article that nobody has translated, and two accounts of a language.

    Named before ``open_page``: pages are closed before their accounts are gone.
    """
    yield lambda language: deed(f"LANGUAGE = {language!r}\n{BEGIN}")
    deed(END)


def press(page: Page, role: str, name: str | re.Pattern) -> None:
    """As people without a mouse do."""
    found = page.get_by_role(role, name=name, exact=True).first
    found.focus()
    page.keyboard.press("Enter")


@pytest.mark.parametrize("language", WORDS)
def test_a_volunteer_brings_a_page_to_its_readers(begun, open_page, language):
    begun(language)
    page = enter(open_page("/admin/login/", language="en"), "/admin/", "pen")
    page.get_by_role("link", name="All that waits").click()
    press(page, "button", TITLE)
    page.wait_for_url("**/admin/translate/**")
    for original, words in WORDS[language].items():
        row = page.locator("[data-sentence]").filter(has_text=original).first
        row.locator("textarea[name^='t-']").focus()
        page.keyboard.insert_text(words)
        page.keyboard.press("Control+Enter")
        expect(row).to_have_attribute("data-state", "done")
    press(page, "button", "Ready for review")
    expect(page.get_by_text("waits for a reviewer now")).to_be_visible()

    page = enter(open_page("/admin/login/", language="en"), "/admin/", "eye")
    press(page, "link", WORDS[language][TITLE])
    page.wait_for_url("**/admin/translations/review/**")
    press(page, "button", re.compile("^Publish"))
    expect(page.get_by_text("is published in")).to_be_visible()

    page = open_page(f"/{language}/news/{SLUG}/")
    for words in WORDS[language].values():
        expect(page.get_by_role("main")).to_contain_text(words)

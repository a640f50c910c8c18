"""The whole way of a member, in a browser, with real mail: it applies, is accepted,
completes its profile, is published, changes, and leaves.

On the server and the worker of the signatories: a copy of the database of its own.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from .conftest import PHONE
from .test_axe import objections
from .test_signing import chromium, link_in, mail_to, site

__all__ = ["chromium", "site"]

NAMES = {
    "en": "Archive of the River Delta",
    "ar": "أرشيف دلتا النهر",
    "ja": "川の三角州資料館",
    "fr": "Archives du delta du fleuve",
}
SENTENCES = {
    "en": "We keep the sounds of a river.",
    "ar": "نحفظ أصوات نهر.",
    "ja": "川の音を残しています。",
    "fr": "Nous gardons les sons d’un fleuve.",
}


def fill_in(page: Page, language: str, address: str) -> None:
    page.locator("[name=name]").fill(NAMES[language])
    page.locator("[name=kind][value=institution]").check()
    page.locator("[name=sector]").select_option("archive")
    page.locator("[name=country]").select_option("NE")
    page.locator("[name=website]").fill(f"{language}.delta.example")
    page.locator("[name=signer]").fill("Mariama Issoufou")
    page.locator("[name=job_title]").fill("Director")
    page.locator("[name=email]").fill(address)
    page.locator("[name=motivation]").fill(SENTENCES[language])


def send(page: Page, language: str) -> None:
    for box in page.locator(".consents input").all():
        box.check()
    page.locator("main button[name=go][value=send]").click()
    expect(page).to_have_url(re.compile(f"/{language}/apply/sent/$"))


def act(page: Page, action: str) -> None:
    """Opens the fold that a button is in, if it is shut, and presses it."""
    button = page.locator(f"button[name=action][value={action}]")
    fold = page.locator("main details", has=button)
    button.wait_for(state="attached")
    if fold.count() and fold.first.get_attribute("open") is None:
        fold.first.locator("summary").click()
    button.click()


@pytest.fixture
def desk(open_page) -> Callable[[str, str], Page]:
    """A reviewer, at the page that is found by a name in a list of the admin."""
    page = open_page("/admin/login/", language="en")
    page.locator("[name=username]").fill("moderator")
    page.locator("[name=password]").fill("open-heritage-demo")
    page.locator("button[type=submit]").click()
    page.wait_for_url("**/admin/")

    def at(part: str, name: str) -> Page:
        page.goto(f"/admin/{part}/")
        page.locator("main").get_by_role("link", name=name).first.click()
        page.locator("form input[name=action]").first.wait_for(state="attached")
        return page

    return at


def decide(page: Page, action: str) -> None:
    form = page.locator("form", has=page.locator(f"input[value={action}]"))
    form.locator("button[type=submit]").click()
    expect(page.locator(".messages .success")).to_have_count(1)


def path_of(page: Page, language: str) -> str:
    """Of the public page, which the status page of its contact leads to."""
    link = page.locator(".page-head + div .prose a").first
    return urlsplit(link.get_attribute("href")).path


@pytest.mark.parametrize("language", ["en", "ar", "ja", "fr"])
def test_an_organisation_joins_completes_its_profile_and_leaves(
    open_page, desk, language
):
    """In French without JavaScript, begun in English on a phone."""
    address = f"director-{language}@{language}.delta.example"
    scripts = language != "fr"
    name, sentence = NAMES[language], SENTENCES[language]
    begin = language if scripts else "en"
    width = 1360 if scripts else PHONE
    page = open_page(f"/{begin}/apply/", scripts=scripts, width=width)
    fill_in(page, language, address)
    if not scripts:
        page.locator(".languages summary").click()
        page.locator(".languages button[formaction='/fr/apply/']").click()
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        expect(page.locator("[name=motivation]")).to_have_value(sentence)
    send(page, language)
    page.goto(link_in(mail_to(address, 1)))
    expect(page.locator("main")).to_contain_text(name)
    if language == "ar":
        assert not objections(page)
    act(page, "confirm")
    status = link_in(mail_to(address, 2))

    staff = desk("applications", name)
    decide(staff, "accept")
    manage = link_in(mail_to(address, 3))
    page.goto(status)
    expect(page.locator("main button[name=action]")).to_have_count(0)

    page.goto(manage)
    page.locator("[name=sentence]").fill(sentence)
    page.locator("[name=description]").fill(f"{sentence}\n\n{sentence}")
    act(page, "profile")
    staff = desk("profile-changes", name)
    staff.locator("[name=accept-is_published]").check()
    decide(staff, "accept")
    assert mail_to(address, 4)
    page.goto(manage)
    public = path_of(page, language)
    assert public.startswith(f"/{language}/coalition/")
    page.goto(public)
    expect(page.locator("main")).to_contain_text(sentence)

    page.goto(manage)
    act(page, "leave")
    expect(page.locator(".error-summary")).to_be_visible()
    page.locator("[name=sure]").check()
    act(page, "leave")
    decide(desk("profile-changes", name), "leave")
    assert mail_to(address, 5)

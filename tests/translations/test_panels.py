"""The home page of the admin begins with what waits for whoever signs in."""

import re

import pytest
from django.urls import reverse
from wagtail.models import Page

from news.models import NewsPage
from tests.conftest import translate_the_rest
from tests.statement.admin import publish_all

pytestmark = pytest.mark.django_db


def panels_of(client) -> list[str]:
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    return re.findall(r'<section[^>]* id="([\w-]+)-section"', html)


def waiting(client) -> str:
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    found = re.search(r'id="translations-section".*?</section>', html, re.DOTALL)
    return found[0] if found else ""


def change(page: Page, title: str) -> Page:
    page.title = title
    page.save_revision().publish()
    return page


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def row_of(page: Page, shown: str) -> str:
    """What a panel says of a page; empty if it does not name it."""
    rows = re.findall(r"<li>.*?</li>", shown, re.DOTALL)
    return "".join(row for row in rows if f'"{edit_url(page)}"' in row)


def test_a_translator_reads_what_waits_and_the_statement_first(
    sign_in, statement, french_statement
):
    translator = sign_in("translator")
    french = NewsPage.objects.filter(locale=french_statement.locale, live=True).first()
    for page in (french, french_statement):
        assert not row_of(page, waiting(translator))
    change(french.get_translation(statement.locale), "Other words")
    change(statement, "Another title of the Statement")
    shown = waiting(translator)
    for page in (french, french_statement):
        assert re.search(r"1 of \d+ texts to translate", row_of(page, shown))
    assert shown.index(edit_url(french_statement)) < shown.index(edit_url(french))


def test_whoever_publishes_reads_what_is_ready(
    sign_in, statement, french_statement, django_capture_on_commit_callbacks
):
    change(statement, "Another title of the Statement")
    reviewer, translator = sign_in("reviewer"), sign_in("translator")
    translate_the_rest(french_statement)
    assert "waits for publication" in row_of(french_statement, waiting(reviewer))
    assert not row_of(french_statement, waiting(translator))
    with django_capture_on_commit_callbacks(execute=True):
        publish_all(reviewer, edit_url(french_statement), {"action": "publish"})
    assert not row_of(french_statement, waiting(reviewer))


def test_nobody_reads_what_is_not_their_business(sign_in):
    for account, first in (("translator", "translations"), ("reviewer", "signatures")):
        panels = panels_of(sign_in(account))
        assert panels[0] == first
        assert "search" not in panels
    assert "translations" not in panels_of(sign_in("editor"))

"""The home page of the admin begins with what waits for whoever signs in."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page

from news.models import NewsPage
from tests.conftest import translate_the_rest
from tests.statement.admin import publish_all
from translations.publishing import translation_of

pytestmark = pytest.mark.django_db


def panels_of(client) -> list[str]:
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    return re.findall(r'<section[^>]* id="([\w-]+)-section"', html)


def waiting(client) -> str:
    html = client.get(reverse("wagtailadmin_home")).content.decode()
    found = re.search(r'id="translations-section".*', html, re.DOTALL)
    return found[0] if found else ""


def change(page: Page, title: str) -> Page:
    page.title = title
    page.save_revision().publish()
    return page


def edit_url(page: Page) -> str:
    return reverse("wagtailadmin_pages:edit", args=[page.pk])


def row_of(page: Page, shown: str) -> str:
    """What the panel says of a page; empty if it does not name it."""
    rows = re.findall(r"<li .*?</li>", shown, re.DOTALL)
    pk = translation_of(page).pk
    found = [
        row
        for row in rows
        for name in ("workbench_edit", "workbench_review")
        if f'"{reverse(name, args=[pk])}' in row
    ]
    return "".join(found)


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
        assert "Changed" in row_of(page, shown)
    places = [shown.index(row_of(page, shown)) for page in (french_statement, french)]
    assert places == sorted(places)


def test_whoever_publishes_reads_what_is_ready(
    sign_in, statement, french_statement, django_capture_on_commit_callbacks
):
    change(statement, "Another title of the Statement")
    reviewer, translator = sign_in("reviewer"), sign_in("translator")
    translate_the_rest(french_statement)
    assert "All translated" in row_of(french_statement, waiting(reviewer))
    assert "nobody has called it ready" in row_of(french_statement, waiting(translator))
    with django_capture_on_commit_callbacks(execute=True):
        publish_all(reviewer, edit_url(french_statement), {"action": "publish"})
    assert not row_of(french_statement, waiting(reviewer))


def test_nobody_is_asked_to_publish_what_was_withdrawn(sign_in, french_statement):
    french = NewsPage.objects.filter(locale=french_statement.locale, live=True).first()
    original = french.get_translations().get(locale__language_code="en")
    original.unpublish()
    reviewer = sign_in("reviewer")
    assert not row_of(french, waiting(reviewer))
    original.save_revision().publish()
    french.refresh_from_db()
    assert french.live
    french.unpublish()
    assert "All translated" in row_of(french, waiting(reviewer))


def test_nobody_reads_what_is_not_their_business(sign_in):
    for account, first in (("translator", "translations"), ("reviewer", "signatures")):
        panels = panels_of(sign_in(account))
        assert panels[0] == first
        assert "search" not in panels
    assert "translations" not in panels_of(sign_in("editor"))


def report_row(client, page: Page) -> str:
    url = reverse("wagtail_localize:translations_report")
    title = page.get_translations().get(locale__language_code="en").title
    html = client.get(url, {"source_title": title, "target_locale": "fr"}).text
    rows = re.findall(r"<tr>.*?</tr>", html, re.DOTALL)
    row = next(row for row in rows if f'"{edit_url(page)}"' in row)
    return re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", row))


def test_the_report_tells_what_is_finished_from_what_readers_have(
    sign_in, statement, french_statement
):
    reviewer = sign_in("reviewer")
    live = NewsPage.objects.filter(locale=french_statement.locale, live=True).first()
    row = report_row(reviewer, live)
    assert "live Up to date" in row
    total, _translated = translation_of(live).get_progress()
    assert f"{total} of {total}" in row
    live.unpublish()
    row = report_row(reviewer, live)
    assert "draft Translated, waits for publication" in row
    assert "Up to date" not in row
    change(statement, "Another title of the Statement")
    total, translated = translation_of(french_statement).get_progress()
    row = report_row(reviewer, french_statement)
    assert f"{translated} of {total}" in row
    assert "Waiting for translations" in row
    translate_the_rest(french_statement)
    row = report_row(reviewer, french_statement)
    assert f"{total} of {total}" in row
    assert "Translated, waits for publication" in row


def test_the_report_asks_no_more_the_longer_it_is(
    sign_in, french_statement, django_assert_max_num_queries
):
    client = sign_in("moderator")
    url = reverse("wagtail_localize:translations_report")
    client.get(url)
    with CaptureQueriesContext(connection) as short:
        client.get(url, {"source_title": "Background", "target_locale": "fr"})
    with django_assert_max_num_queries(len(short) + 6):
        rows = client.get(url).context["object_list"]
    assert len(rows) > 20

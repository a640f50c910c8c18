"""The texts of a page, which its process knows until another is published."""

import pytest
from django.db import OperationalError

from openheritage import facts
from statement.models import (
    StatementPage,
    StatementText,
    StatementTextQuerySet,
    shown_history,
)
from tests.openheritage.kept_pages import site
from tests.statement.test_texts import reword

__all__ = ["site"]

pytestmark = pytest.mark.django_db

PATH = "/en/statement/"
COOKIE = {"HTTP_COOKIE": "a=b"}


@pytest.fixture
def page() -> StatementPage:
    return StatementPage.objects.get(locale__language_code="en")


def test_new_words_and_their_digest_are_shown_together(site, page):
    before = site.ask(PATH, **COOKIE).text
    assert site.ask(PATH, **COOKIE).text == before
    reword(page, "Words that were kept;")
    for table in ("statement_statementtext", "wagtailcore_page"):
        facts.expire(table)
    after = site.ask(PATH, **COOKIE).text
    newest = StatementText.objects.shown_on(page)
    assert newest.sha256 in after
    assert newest.sha256 not in before
    assert "Words that were kept;" in after
    assert after == site.uncached(PATH, **COOKIE).text


def test_new_words_stand_beside_no_old_digest_while_the_database_fails(
    site, page, monkeypatch
):
    def fails(texts, page):
        raise OperationalError

    monkeypatch.setattr(facts, "transaction_now", lambda: None)
    assert site.ask(PATH, **COOKIE).status == "200 OK"
    facts.expire("statement_statementtext")
    monkeypatch.setattr(StatementTextQuerySet, "history", fails)
    assert site.ask(PATH, **COOKIE).status == "503 Service Unavailable"


def test_each_reader_has_texts_of_their_own(site, page):
    (one, *_rest), (other, *_others) = shown_history(page), shown_history(page)
    assert one == other
    assert one is not other
    one.page = page
    assert other.page is None
    assert other.text == StatementText.objects.get(pk=other.pk).text


def test_who_is_not_told_asks_each_time(page, django_assert_num_queries):
    shown_history(page)
    with django_assert_num_queries(1):
        shown_history(page)

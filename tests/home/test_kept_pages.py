"""What is kept of pages is never seen: neither in their words, nor after a change."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connection
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from home.views import FOUND, find_kept, find_page, find_row
from openheritage import facts
from openheritage.pages import path_in
from tests.conftest import LANGUAGES
from tests.home.test_pages import PAGE_TYPES, some_page
from tests.openheritage.test_listening import (
    listening_here,
    other,
    wait_until,
)

pytestmark = pytest.mark.django_db

QUERIES = {
    "MembersIndexPage": ("?country=FR", "?page=2"),
    "NewsIndexPage": ("?page=2",),
}


def anew(client, address: str) -> bytes:
    facts.forget_all()
    return client.get(address).content


@pytest.mark.turns(8)
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_a_page_is_the_same_kept_or_made_anew(client, page_type, language):
    path = path_in(language, some_page(page_type).url_path)
    for query in ("", *QUERIES.get(page_type.__name__, ())):
        made = anew(client, path + query)
        # Another page, and another language, have been kept meanwhile.
        client.get("/en/")
        client.get("/ar/statement/")
        assert client.get(path + query).content == made


def test_views_have_the_same_frame_kept_or_made_anew(client):
    for address in ("/fr/search/?q=heritage", "/ar/signatories/", "/en/nothing/"):
        made = anew(client, address)
        client.get("/sw/")
        assert client.get(address).content == made


def test_a_reader_meets_what_find_page_finds(home):
    for page in Page.objects.live().filter(depth__gt=1):
        for language in ("en", "ar", "sw"):
            path = page.url_path.split("/", 2)[2]
            assert find_kept(language, path) == find_page(language, path)


def said(page: Page) -> dict:
    """All that the database says of a page."""
    fields = type(page)._meta.concrete_fields
    return {field.attname: field.value_to_string(page) for field in fields}


def test_a_page_made_of_its_kept_row_is_the_page(home, monkeypatch):
    monkeypatch.setattr(facts.Told, "until", float("inf"))
    for page in Page.objects.live().filter(depth__gt=1).exclude(content_type=None):
        language, path = page.locale.language_code, page.url_path.split("/", 2)[2]
        for _asked in ("for the first time", "again"):
            found = find_kept(language, path)
            assert type(found) is page.specific_class
            assert said(found) == said(page.specific)
            assert not found._state.adding


def test_what_one_reader_is_shown_is_no_other_readers(statement, monkeypatch):
    """Blocks keep what they have looked up, such as pictures that change later."""
    monkeypatch.setattr(facts.Told, "until", float("inf"))
    one, another = (find_kept("en", "statement/") for _reader in range(2))
    one.title = "Another title"
    del one.body[0]
    assert said(another) == said(statement) != said(one)
    assert said(find_kept("en", "statement/")) == said(statement)


def test_an_address_without_a_page_is_not_kept(client):
    before = len(FOUND.kept)
    assert client.get("/en/there-is-none/").status_code == 404
    assert len(FOUND.kept) == before


def test_a_page_taken_down_is_gone_and_back_when_it_is_published(client, statement):
    address = statement.url
    menu = f'href="{address}"'
    assert menu in client.get("/en/faq/").text
    assert client.get(address).status_code == 200
    statement.unpublish()
    assert client.get(address).status_code == 404
    assert menu not in client.get("/en/faq/").text
    statement.save_revision().publish()
    assert client.get(address).status_code == 200
    assert menu in client.get("/en/faq/").text


def test_a_title_changes_in_all_menus(client, statement):
    client.get("/en/faq/")
    statement.title = "Quite another title"
    statement.save_revision().publish()
    assert "Quite another title" in client.get("/en/faq/").text


def test_an_address_changes_at_once(client, news_index):
    article = news_index.get_children().live().first().specific
    before = article.url
    assert client.get(before).status_code == 200
    article.slug = "quite-another"
    article.save_revision().publish()
    assert client.get(before).status_code == 301
    assert client.get(news_index.url + "quite-another/").status_code == 200


def test_a_translation_taken_down_is_no_alternate(client, statement, french_statement):
    assert 'hreflang="fr" href="http' in client.get(statement.url).text
    french_statement.unpublish()
    assert 'hreflang="fr" href="http' not in client.get(statement.url).text
    shown = client.get(french_statement.url)
    assert 'lang="en"' in shown.text


def test_what_is_made_private_is_shown_to_nobody(client, statement):
    menu = f'href="{statement.url}"'
    assert menu in client.get("/en/faq/").text
    assert client.get(statement.url).status_code == 200
    private = PageViewRestriction.objects.create(
        page=statement, restriction_type=PageViewRestriction.LOGIN
    )
    response = client.get(statement.url)
    assert response.status_code == 302
    assert menu not in client.get("/en/faq/").text
    private.delete()
    assert client.get(statement.url).status_code == 200


def test_what_is_private_above_is_private_below(client, news_index):
    article = news_index.get_children().live().first().specific
    assert client.get(article.url).status_code == 200
    PageViewRestriction.objects.create(
        page=news_index, restriction_type=PageViewRestriction.LOGIN
    )
    assert client.get(article.url).status_code == 302


def test_staff_see_the_privacy_of_a_page(sign_in, statement):
    client = sign_in("editor")
    address = reverse("wagtailadmin_pages:edit", args=[statement.pk])
    assert client.get(address).status_code == 200


TITLE = "UPDATE wagtailcore_page SET title = %s WHERE id = %s"
LIVE = "UPDATE wagtailcore_page SET live = %s WHERE id = %s"
SECRET = (
    "INSERT INTO wagtailcore_pageviewrestriction"
    " (restriction_type, password, page_id) VALUES (%s, '', %s)"
)
NO_SECRET = "DELETE FROM wagtailcore_pageviewrestriction WHERE restriction_type = %s"


@contextmanager
def done(raw, do: str, values: tuple, undo: str, back: tuple) -> Iterator[None]:
    """Others' tests find the table as it was."""
    raw.execute(do, values)
    try:
        yield
    finally:
        raw.execute(undo, back)


def test_what_another_process_does_is_seen_here(client, statement):
    """It commits, and PostgreSQL tells."""
    address, title, pk = statement.url, statement.title, statement.pk

    def menu() -> str:
        return client.get("/en/faq/").text

    with other() as raw, listening_here():
        words = "Said elsewhere"
        assert words not in menu()
        with done(raw, TITLE, (words, pk), TITLE, (title, pk)):
            wait_until(lambda: words in menu())
        wait_until(lambda: words not in menu())
        assert client.get(address).status_code == 200
        with done(raw, LIVE, (False, pk), LIVE, (True, pk)):
            wait_until(lambda: client.get(address).status_code == 404)
            wait_until(lambda: f'href="{address}"' not in menu())
        wait_until(lambda: client.get(address).status_code == 200)
        with done(raw, SECRET, ("login", pk), NO_SECRET, ("login",)):
            wait_until(lambda: client.get(address).status_code == 302)
        wait_until(lambda: client.get(address).status_code == 200)


def test_a_page_is_found_by_an_index(django_assert_num_queries):
    asked = []

    def watch(execute, sql, params, many, context):
        asked.append((sql, params))
        return execute(sql, params, many, context)

    with connection.execute_wrapper(watch):
        find_row("fr", "statement/")
    (sql, params) = next(
        each for each in asked if "url_path" in each[0] and " IN " in each[0]
    )
    with connection.cursor() as cursor:
        # However few pages there are: that it can be used is what counts.
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute(f"EXPLAIN {sql}", params)
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "home_page_url_path" in plan

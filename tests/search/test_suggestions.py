"""What the search box offers while somebody types."""

import gzip
import json
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.contrib.staticfiles import finders
from django.utils.translation import override, pgettext
from wagtail.models import PageViewRestriction

from news.models import NewsPage
from search.models import Entry
from search.results import SUGGESTIONS

pytestmark = pytest.mark.django_db


def suggest(client, query, language="en"):
    response = client.get(f"/{language}/search/suggest/", {"q": query})
    assert response.status_code == 200
    assert response["Content-Type"] == "application/json"
    return json.loads(response.content)


def test_a_suggestion_has_all_that_the_list_shows(client):
    assert suggest(client, "songb") == [
        {
            "title": NewsPage.objects.get(
                slug="songbook-without-watermark", locale__language_code="en"
            ).title,
            "url": "/en/news/songbook-without-watermark/",
            "kind": "News",
            "label": "The songbook that lost its watermark, News",
            "lang": "en",
            "dir": "ltr",
        }
    ]


def test_what_is_not_translated_is_suggested_in_its_own_language(client):
    (found,) = suggest(client, "songb", "ar")
    assert found["url"] == "/ar/news/songbook-without-watermark/"
    assert (found["lang"], found["dir"]) == ("en", "ltr")
    with override("ar"):
        assert found["kind"] == pgettext("what was found", "News")


def test_a_language_suggests_its_own_titles(client):
    page = NewsPage.objects.get(slug="coalition-launches", locale__language_code="ar")
    (found,) = [
        each
        for each in suggest(client, page.title.rsplit(" ", 1)[0], "ar")
        if each["url"] == "/ar/news/coalition-launches/"
    ]
    assert (found["title"], found["lang"], found["dir"]) == (page.title, "ar", "rtl")


@pytest.mark.parametrize("query", ["", "a", " s ", "\x00", "*", '"', "x" * 500])
def test_too_little_or_too_much_suggests_nothing(client, query):
    assert suggest(client, query) == []


def test_one_ideograph_is_enough(client):
    found = suggest(client, "声", "ja")
    assert found
    in_title = ["声" in each["title"] for each in found]
    assert in_title[0]
    assert in_title == sorted(in_title, reverse=True)


@pytest.mark.parametrize("query", ["ar", "article", "co"])
def test_no_more_is_suggested_than_one_sees_at_a_glance(client, query):
    """Of each of these there are more, all of them different."""
    start = f" {query}"
    titles = Entry.objects.filter(shown_in__contains=" en ").values_list("title")
    assert sum(start in f" {title.casefold()}" for (title,) in titles) > SUGGESTIONS
    found = suggest(client, query)
    assert len({each["url"] for each in found}) == SUGGESTIONS == 6
    assert all(start in f" {each['title'].casefold()}" for each in found)


def test_private_pages_are_not_suggested(client):
    page = NewsPage.objects.get(
        slug="songbook-without-watermark", locale__language_code="en"
    )
    assert suggest(client, "songb")
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )
    assert suggest(client, "songb") == []


def test_suggestions_cost_little_and_may_be_kept(client, django_assert_max_num_queries):
    suggest(client, "heri")
    with django_assert_max_num_queries(5):
        response = client.get("/en/search/suggest/?q=heri")
    assert response["Cache-Control"] == f"public, max-age={settings.PUBLIC_MAX_AGE}"
    assert not response.cookies


@pytest.mark.parametrize("path", ["/en/", "/ar/search/?q=x"])
def test_every_search_form_says_where_suggestions_come_from(client, path):
    html = BeautifulSoup(client.get(path).text, "html.parser")
    forms = html.select("form[role=search]")
    language = path.split("/")[1]
    assert forms
    for form in forms:
        assert form["data-suggest"] == f"/{language}/search/suggest/"
        assert form["data-suggest-label"]
        # Without the script it is a form like any other.
        assert form["action"] == f"/{language}/search/"
        assert not form.select("[role=combobox]")


@pytest.mark.parametrize(
    ("name", "most"), [("js/search.js", 2500), ("css/search.css", 2000)]
)
def test_what_search_adds_to_a_page_is_small(name, most):
    content = Path(finders.find(name)).read_bytes()
    assert len(gzip.compress(content)) <= most

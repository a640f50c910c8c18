"""Whatever is asked, the search page is calm, and cheap."""

import re

import pytest

from openheritage.text import visible

from .test_search import found, read

pytestmark = pytest.mark.django_db


def test_the_query_is_kept_and_escaped(client):
    html = client.get("/en/search/", {"q": '"><script>x'}).text
    assert "<script>x" not in html
    assert "&quot;&gt;&lt;script&gt;x" in html


def test_too_long_a_query_is_refused_at_the_field(client):
    response = client.get("/en/search/", {"q": "x" * 10_000})
    assert response.status_code == 200
    assert 'class="field-error"' in response.text


@pytest.mark.parametrize("language", ["fr", "ar", "ja"])
def test_an_error_is_in_the_readers_language(client, language):
    english = client.get("/en/search/", {"q": "x" * 300}).text
    error = re.search(r'class="field-error"[^>]*>([^<]+)<', english)[1]
    other = client.get(f"/{language}/search/", {"q": "x" * 300}).text
    assert error not in other
    assert 'class="field-error"' in other


@pytest.mark.parametrize(
    "query",
    [
        *("\x00", "a\x00b", "🎈", "***", '"', '"a', "“«", "a" * 200, "a* b* c*", "%_%"),
        *("AND OR NOT", "title:(a", "a -b +c", "<->", ":*", "'; --", "\\", "a~9999"),
        *("\u202eeht", "\u2066\u2069", "\u200f", "\ufeff", " ".join("a" * 99)),
        *("*" * 199, '"' * 199, "(" * 199, "a OR " * 39, "?" * 199, "研" * 199),
    ],
    ids=ascii,
)
@pytest.mark.parametrize("language", ["en", "ar", "ja"])
def test_whatever_is_asked_the_page_is_calm(
    client, query, language, django_assert_max_num_queries
):
    with django_assert_max_num_queries(60):
        html = read(client, query, language)
    # What consists of unseen signs alone is no query.
    assert bool(html.select(".result-count")) == bool(visible(query))


def test_signs_that_are_not_seen_do_not_count(client):
    plain = found(client, "songbook")
    assert found(client, "\u202esong\u00adbook\u202c \x00") == plain != []
    title = client.get("/en/search/", {"q": "\u202eevil"}).text.split("</title>")[0]
    assert "\u202e" not in title

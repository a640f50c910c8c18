import re

import pytest
from django.core.management import call_command
from wagtail.models import PageViewRestriction

from news.models import NewsPage

pytestmark = pytest.mark.django_db


def found(client, query, language="en"):
    html = client.get(f"/{language}/search/", {"q": query}).text
    return re.findall(r'<h2><a href="([^"]+)"', html)


def test_pages_of_every_kind_are_found(client):
    assert "/en/statement/" in found(client, "watermarks")
    assert "/en/background/" in found(client, "TAROCH")
    assert "/en/news/songbook-without-watermark/" in found(client, "songbook")
    assert "/en/coalition/smarthistory/" in found(client, "Smarthistory")
    assert "/en/coalition/avoinglam/" in found(client, "AvoinGLAM")
    assert "/en/faq/" in found(client, "reservation")


def test_a_reader_finds_their_own_language(client):
    assert "/fr/statement/" in found(client, "filigranes", "fr")
    assert found(client, "filigranes", "en") == []


def test_what_is_not_translated_is_found_in_its_own_language_and_marked(client):
    assert found(client, "StoryFrames", "sw") == ["/sw/news/tell-us-about-barriers/"]
    html = client.get("/sw/search/", {"q": "StoryFrames"}).text
    assert '<li lang="en" dir="ltr">' in html
    assert "Kiingereza" in html


def test_each_page_is_found_once(client):
    results = found(client, "Smarthistory", "fr")
    assert len(results) == len(set(results))


def test_drafts_and_private_pages_are_not_found(client):
    page = NewsPage.objects.get(slug="songbook-without-watermark", locale_id=1)
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )
    assert found(client, "songbook") == []
    page.view_restrictions.all().delete()
    page.unpublish()
    assert found(client, "songbook") == []


def test_the_query_is_kept_and_escaped(client):
    html = client.get("/en/search/", {"q": '"><script>x'}).text
    assert "<script>x" not in html
    assert "&quot;&gt;&lt;script&gt;x" in html


def test_nothing_found_helps(client):
    html = client.get("/en/search/", {"q": "xyzzy"}).text
    assert "Nothing was found" in html
    assert "0 results" in html


def test_no_query_asks_for_one_and_finds_nothing(client):
    html = client.get("/en/search/").text
    assert "results" not in html.split("<main")[1].split("</main>")[0]


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


def test_a_list_of_results_has_pages(client):
    first = found(client, "Wikimedia")
    html = client.get("/en/search/?q=heritage&page=99").text
    assert first
    assert 'class="results"' in html


def test_an_index_made_anew_finds_the_same(client):
    before = found(client, "heritage")
    call_command("update_index", verbosity=0)
    assert set(found(client, "heritage")) == set(before) != set()

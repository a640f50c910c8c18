import re
from datetime import date, timedelta

import pytest
from bs4 import BeautifulSoup

from news.models import Kind, NewsIndexPage, NewsPage
from tests.conftest import LANGUAGES

pytestmark = pytest.mark.django_db


@pytest.fixture
def many(news_index):
    """Twenty-five articles of one day, so that order needs more than a date."""
    for number in range(25):
        page = NewsPage(
            title=f"Article {number:02}",
            slug=f"article-{number:02}",
            date=date(2026, 1, 1),
            summary="A summary",
            kind=Kind.STORY if number % 5 else Kind.EVENT,
            event_date=None if number % 5 else date(2026, 2, 1),
        )
        news_index.add_child(instance=page)


def titles(html: str) -> list[str]:
    return re.findall(r"<h2><a href=\"[^\"]+\">([^<]+)</a></h2>", html)


def test_news_are_listed_newest_first_in_pages_without_gap_or_overlap(client, many):
    seen = []
    for number in range(1, 5):
        seen += titles(client.get(f"/en/news/?page={number}").text)
    dates = {
        page.title: page.date for page in NewsPage.objects.filter(locale_id=1).live()
    }
    assert len(seen) == len(set(seen)) == 34
    assert [dates[title] for title in seen] == sorted(
        (dates[title] for title in seen), reverse=True
    )


@pytest.mark.parametrize("number", ["abc", "-1", "0", "999", "99999999999999999999"])
def test_a_page_number_out_of_range_shows_a_page(client, many, number):
    response = client.get("/en/news/", {"page": number})
    assert response.status_code == 200
    assert titles(response.text)


def test_news_are_filtered_by_kind_and_the_filter_survives_the_next_page(client, many):
    html = client.get("/en/news/?kind=story").text
    assert set(re.findall(r"(Story|Event|Update|Opportunity) ·", html)) == {"Story"}
    assert 'href="?kind=story&amp;page=2"' in html


def test_each_language_lists_every_article_once(client):
    english = titles(client.get("/en/news/").text)
    for language in ("fr", "ar", "sw"):
        assert len(titles(client.get(f"/{language}/news/").text)) == len(english) == 9


def test_a_title_in_another_language_is_marked_as_such(client):
    html = client.get("/sw/news/").text
    teaser = html[: html.index("What stood in your way?")].rpartition("<article")[2]
    assert 'lang="en" dir="ltr"' in teaser


def test_neighbours_lead_along_the_time_line(client, many):
    pages = list(NewsPage.objects.filter(locale_id=1).live().order_by("-date", "-slug"))
    for later, page, earlier in zip(pages, pages[1:], pages[2:], strict=False):
        html = client.get(f"/en/news/{page.slug}/").text
        previous = re.search(r'rel="prev" href="([^"]+)"', html)[1]
        following = re.search(r'rel="next" href="([^"]+)"', html)[1]
        assert previous == f"/en/news/{earlier.slug}/"
        assert following == f"/en/news/{later.slug}/"


def test_related_articles_are_of_the_same_kind_and_not_the_article_itself(client):
    html = client.get("/en/news/city-archive-opens-glass-plates/").text
    related = html[html.index("Related") :]
    assert "songbook-without-watermark" in related
    assert "city-archive-opens-glass-plates" not in related.split("<footer")[0]


def test_an_event_shows_its_own_day(client):
    page = NewsPage.objects.get(slug="reading-the-statement-together", locale_id=1)
    assert page.event_date > page.date
    html = client.get("/en/news/reading-the-statement-together/").text
    assert f'datetime="{page.event_date.isoformat()}"' in html


def test_a_list_of_nothing_says_so(client):
    for page in NewsPage.objects.filter(kind=Kind.OPPORTUNITY, locale_id=1):
        page.unpublish()
    assert "There is nothing here yet." in client.get("/en/news/?kind=opportunity").text


def test_an_article_of_today_is_first_in_the_list_and_on_the_home_page(
    client, news_index
):
    page = NewsPage(
        title="Brand new",
        slug="brand-new",
        date=date.today() + timedelta(days=1),  # noqa: DTZ011 - any later day will do
        summary="A summary",
    )
    NewsIndexPage.objects.get(pk=news_index.pk).add_child(instance=page)
    assert titles(client.get("/en/news/").text)[0] == "Brand new"
    assert "Brand new" in client.get("/fr/").text


def languages_of(html, selector: str) -> list[str]:
    """Of each article in turn, ``None`` for the reader's own."""
    return [each.get("lang") for each in html.select(selector)]


def test_what_is_not_translated_stands_apart_and_says_its_language(client, many):
    for language, english in (("ar", "الإنجليزية"), ("sw", "Kiingereza")):
        html = BeautifulSoup(client.get(f"/{language}/news/").text, "html.parser")
        langs = languages_of(html, ".news-list .teaser")
        own = langs.count(None)
        assert 0 < own < len(langs)
        assert langs == [None] * own + ["en"] * (len(langs) - own)
        apart = html.select_one("section.untranslated")
        assert len(apart.select(".teaser")) == len(langs) - own
        assert apart.h2.get_text()
        for teaser in apart.select(".teaser"):
            kicker = teaser.select_one(".kicker")
            assert kicker["lang"] == language
            assert english in kicker.get_text()
    english = BeautifulSoup(client.get("/en/news/").text, "html.parser")
    assert not english.select("section.untranslated, .teaser[lang]")


def test_pages_of_the_list_follow_one_another_without_gap_in_another_language(
    client, many
):
    seen = []
    for number in range(1, 5):
        html = client.get(f"/fr/news/?page={number}").text
        seen += re.findall(r"<h2><a href=\"([^\"]+)\">", html)
    assert len(seen) == len(set(seen)) == 34


def test_the_home_page_has_news_of_the_readers_language_alone_where_there_are(client):
    for language in LANGUAGES:
        html = BeautifulSoup(client.get(f"/{language}/").text, "html.parser")
        assert set(languages_of(html, ".teasers .teaser")) == {None}


def test_news_that_no_translation_is_newer_than_are_told_beneath(client, news_index):
    page = news_index.add_child(
        instance=NewsPage(
            title="Brand new",
            slug="brand-new",
            date=date.today() + timedelta(days=1),  # noqa: DTZ011 - any later day
            summary="A summary",
        )
    )
    html = BeautifulSoup(client.get("/ar/").text, "html.parser")
    apart = html.select_one("section.untranslated")
    (link,) = (each for each in apart.select("a") if each.get_text() == page.title)
    assert (link.bdi["lang"], link.bdi["dir"]) == ("en", "ltr")
    assert "الإنجليزية" in link.find_parent("li").get_text()
    assert not apart.select(".teaser")

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils import timezone

from news.models import FiledUnder, Kind, NewsIndexPage, NewsPage, Topic
from tests.conftest import LANGUAGES
from tests.home.editing import edit

pytestmark = pytest.mark.django_db

PAST = date(2026, 1, 1)
TITLES = ".teaser :is(h2, h3, h4) a"


def soup(client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser")


@pytest.fixture
def many(news_index):
    """Twenty-five articles of one day, so that order needs more than a date."""
    for number in range(25):
        page = NewsPage(
            title=f"Article {number:02}",
            slug=f"article-{number:02}",
            date=PAST,
            summary="A summary",
            kind=Kind.STORY if number % 5 else Kind.EVENT,
            event_date=None if number % 5 else date(2026, 2, 1),
        )
        news_index.add_child(instance=page)


def listed(client, path: str) -> tuple[list[str], list[str]]:
    """Addresses of what is coming, and of all else, in their order."""
    html = soup(client, path)
    coming = [a["href"] for a in html.select(f".coming {TITLES}")]
    every = [a["href"] for a in html.select(TITLES)]
    return coming, [each for each in every if each not in coming]


def days(client, path: str) -> list[str]:
    """The day that is in sight, of each that is not coming."""
    return [
        time["datetime"][:10]
        for time in soup(client, path).select(".news-list .kicker time")
        if time.find_parent(class_="coming") is None
    ]


def test_what_is_coming_is_first_and_all_else_by_the_day_in_sight(client, many):
    seen, shown = [], []
    for number in range(1, 5):
        path = f"/en/news/?page={number}"
        coming, others = listed(client, path)
        seen += coming + others
        shown += days(client, path)
        assert bool(coming) == (number == 1)
    assert len(seen) == len(set(seen)) == 34
    assert shown == sorted(shown, reverse=True)
    assert shown.count("2026-02-01") == 5
    coming, _others = listed(client, "/en/news/")
    assert [path.split("/")[3] for path in coming] == [
        "reading-the-statement-together",
        "translators-wanted",
        "open-heritage-week-planning",
    ]


@pytest.mark.parametrize("number", ["abc", "-1", "0", "999", "99999999999999999999"])
def test_a_page_number_out_of_range_shows_a_page(client, many, number):
    assert sum(map(len, listed(client, f"/en/news/?page={number}")))


def test_filters_are_links_with_numbers_that_lead_to_as_many(client, many):
    links = soup(client, "/en/news/").select(".choices a")
    assert len(links) > 10
    for link in links:
        number = int(link.small.text)
        assert number, "Nothing leads to an empty list."
        found = 0
        for page in range(1, 2 + (number - 1) // 10):
            joint = "&" if "?" in link["href"] else "?"
            found += sum(map(len, listed(client, f"{link['href']}{joint}page={page}")))
        assert found == number, link["href"]
    # Two at once, kept by the pages of the list and by the other languages.
    html = soup(client, "/en/news/?kind=story&time=2026")
    kinds = {kicker.span.text for kicker in html.select(".kicker")}
    assert kinds == {"Story"}
    assert html.select_one(".pagination a")["href"] == "?kind=story&time=2026&page=2"
    # Tabs and the history tell them apart, and the first page has one address.
    assert html.title.text == "News · Story · 2026 · Open Heritage"
    second = soup(client, "/en/news/?page=2")
    assert " ".join(second.title.text.split()) == "News · Page 2 of 4 · Open Heritage"
    assert second.select_one(".pagination [rel=prev]")["href"] == "/en/news/"
    assert html.select('a[href="/fr/news/?kind=story&time=2026"]')


def test_what_means_nothing_in_a_query_is_passed_over_and_nothing_is_no_dead_end(
    client,
):
    whole = listed(client, "/en/news/")
    for query in ("kind=x", "topic=gone", "time=soon", "time=٢٠٢٦", "kind=&topic=%00"):
        assert listed(client, f"/en/news/?{query}") == whole
    html = soup(client, "/en/news/?kind=event&time=1999")
    assert "There is nothing here yet." in html.text
    assert html.select_one(".empty a")["href"] == "/en/news/"


def test_each_language_lists_every_article_once_and_what_it_lacks_stands_apart(client):
    for language in LANGUAGES:
        html = soup(client, f"/{language}/news/")
        teasers = html.select(".teaser")
        assert len(teasers) == 9
        for teaser in teasers:
            is_apart = teaser.find_parent(class_="untranslated") is not None
            assert bool(teaser.get("lang")) == is_apart
            if is_apart:
                assert (teaser["lang"], teaser["dir"]) == ("en", "ltr")
                assert teaser.select_one(".kicker")["lang"]
    arabic = soup(client, "/ar/news/")
    assert "الإنجليزية" in arabic.select_one(".untranslated .kicker").text
    assert arabic.select_one(".coming h2")


def test_neighbours_lead_along_the_days_that_are_shown(client, many):
    order = ("-shown_on", "-slug")
    every = list(NewsPage.objects.filter(locale_id=1).live().order_by(*order))
    for at in (0, 1, 2, 3, 8, 20, 33):
        html = soup(client, f"/en/news/{every[at].slug}/")
        for rel, place in (("prev", at + 1), ("next", at - 1)):
            link = html.select_one(f".neighbours [rel={rel}]")
            if 0 <= place < len(every):
                assert link["href"] == f"/en/news/{every[place].slug}/"
            else:
                assert link is None
    # What is coming stands there as its list has it, deadlines among events.
    coming, _others = listed(client, "/en/news/")
    for here, soon in pairwise(coming):
        assert soup(client, here).select_one(".neighbours [rel=next]")["href"] == soon
        assert soup(client, soon).select_one(".neighbours [rel=prev]")["href"] == here


def test_related_articles_are_of_the_same_kind_and_not_the_article_itself(client):
    html = client.get("/en/news/city-archive-opens-glass-plates/").text
    related = html[html.index("Related") :]
    assert "songbook-without-watermark" in related
    assert "city-archive-opens-glass-plates" not in related.split("<footer")[0]


def test_a_list_of_nothing_says_so(client):
    for page in NewsPage.objects.filter(kind=Kind.OPPORTUNITY, locale_id=1):
        page.unpublish()
    assert "There is nothing here yet." in client.get("/en/news/?kind=opportunity").text


def test_an_article_of_today_is_first_of_what_is_told_and_on_the_home_page(
    client, news_index
):
    page = NewsPage(
        title="Brand new",
        slug="brand-new",
        date=timezone.localdate() + timedelta(days=1),
        summary="A summary",
    )
    NewsIndexPage.objects.get(pk=news_index.pk).add_child(instance=page)
    assert listed(client, "/en/news/")[1][0] == "/en/news/brand-new/"
    assert "Brand new" in client.get("/fr/").text
    links = soup(client, "/ar/").select(".untranslated a")
    (link,) = (each for each in links if each.get_text() == page.title)
    assert (link.bdi["lang"], link.bdi["dir"]) == ("en", "ltr")
    assert "الإنجليزية" in link.find_parent("li").get_text()


def test_the_home_page_has_news_of_the_readers_language_with_the_next_event_first(
    client,
):
    for language in LANGUAGES:
        teasers = soup(client, f"/{language}/").select(".teaser:has(.kicker)")
        assert {each.get("lang") for each in teasers} == {None}
        assert "reading-the-statement-together" in teasers[0].a["href"]


def test_a_topic_is_made_and_taken_away_without_a_dead_end(client, sign_in):
    add = reverse(Topic.snippet_viewset.get_url_name("add"))
    said = {"name": "Sound archives", "slug": "sound", "action-publish": "1"}
    assert sign_in("moderator").post(add, said).status_code == 302
    topic = Topic.objects.get(slug="sound")
    # Another one with its address is refused where it is typed, as a draft as well.
    for action in ({}, {"action-publish": "1"}):
        answer = sign_in("moderator").post(
            add, {"name": "Other", "slug": "sound"} | action
        )
        assert answer.context["form"].errors == {
            "slug": ["Another topic has this in its addresses."]
        }
    edit = Topic.snippet_viewset.get_url_name("edit")
    assert (
        sign_in("moderator").post(reverse(edit, args=[topic.pk]), said).status_code
        == 302
    )
    page = NewsPage.objects.get(slug="coalition-launches", locale_id=1)
    page.filed.add(FiledUnder(topic=topic))
    page.save_revision().publish()
    # In French too, though nobody has translated it.
    html = soup(client, "/fr/news/coalition-launches/")
    link = html.select_one('.facts a[href="/fr/news/?topic=sound"]')
    assert link["lang"] == "en"
    path = "/fr/news/coalition-launches/"
    assert listed(client, "/fr/news/?topic=sound")[1] == [path]
    assert client.get("/fr/news.atom?topic=sound").status_code == 200
    topic.unpublish()
    assert not soup(client, path).select('[href*="sound"]')
    assert client.get("/fr/news.atom?topic=sound").status_code == 404
    assert sum(map(len, listed(client, "/fr/news/?topic=sound"))) == 9
    topic.delete()
    assert client.get("/en/news/coalition-launches/").status_code == 200


def test_an_article_leads_to_the_parts_of_the_statement_and_names_its_authors(
    client, sign_in
):
    page = NewsPage.objects.get(slug="songbook-without-watermark", locale_id=1)
    names = "Ana Pérez, 王小明، ليلى حداد"
    assert not edit(sign_in("moderator"), page, authors=names)
    html = soup(client, "/it/news/songbook-without-watermark/")
    facts = html.select_one(".facts")
    assert facts.select_one('a[href="/it/statement/#article-5"]')
    told = [dd.text for dd in facts.select("dd")]
    assert told[:3] == ["Ana Pérez", "王小明", "ليلى حداد"]
    data = html.select_one('script[type="application/ld+json"]').text
    assert '"name": "Ana Pérez"' in data


def test_hundreds_of_articles_take_as_many_questions_as_ten(
    client, news_index, django_assert_max_num_queries
):
    for number in range(60):
        page = NewsPage(
            title=f"Number {number}",
            slug=f"number-{number}",
            date=PAST + timedelta(days=number),
            summary="A summary",
        )
        news_index.add_child(instance=page)
    for path in ("/ar/news/", "/de/news/songbook-without-watermark/", "/en/news.atom"):
        client.get(path)
        with django_assert_max_num_queries(12):
            response = client.get(path)
        assert response.status_code == 200
    assert re.search(r"<small>69</small>", client.get("/en/news/").text)

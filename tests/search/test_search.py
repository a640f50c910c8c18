"""The search page as readers meet it, answered by the database."""

import re
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.utils.translation import override, pgettext
from wagtail.models import PageViewRestriction

from news.models import NewsPage
from search import synchronisation
from search.forms import MAX_PAGES, PER_PAGE
from search.models import Entry, EntryKind
from tests.signing import make_published

pytestmark = pytest.mark.django_db

QUERY_BUDGET = 12


def read(client, query, language="en", **more):
    response = client.get(f"/{language}/search/", {"q": query, **more})
    assert response.status_code == 200
    return BeautifulSoup(response.text, "html.parser").main


def found(client, query, language="en", **more):
    return [
        link["href"] for link in read(client, query, language, **more).select("h2 a")
    ]


def count_shown(html):
    return int(re.sub(r"\D", "", html.select_one(".result-count").text))


@pytest.fixture
def many(db):
    """As many entries about one word as fill the pages that there may be."""
    page = NewsPage.objects.filter(locale__language_code="en").first()
    Entry.objects.bulk_create(
        Entry(
            thing=f"page:many-{number}",
            language="en",
            shown_in=" en fr ",
            kind=EntryKind.NEWS,
            title=f"Quokka {number}",
            path=f"news/{page.slug}/",
            source="news.newspage",
            source_id=page.pk,
            title_tokens=f"quokka {number}",
        )
        for number in range(PER_PAGE * MAX_PAGES + 30)
    )


def test_pages_of_every_kind_are_found(client):
    assert "/en/background/" in found(client, "TAROCH")
    assert "/en/news/songbook-without-watermark/" in found(client, "songbook")
    assert "/en/coalition/smarthistory/" in found(client, "Smarthistory")
    assert "/en/coalition/avoinglam/" in found(client, "AvoinGLAM")
    assert any(hit.startswith("/en/faq/#") for hit in found(client, "reservation"))


def test_a_hit_in_the_statement_leads_to_the_clause(client):
    hits = found(client, "watermarks", kind="clause")
    assert hits
    for hit in hits:
        assert re.fullmatch(r"/en/statement/#(article-\d+|clause-[a-z])", hit)
        anchor = hit.split("#")[1]
        assert f'id="{anchor}"' in client.get("/en/statement/").text


def test_a_reader_finds_their_own_language(client):
    assert any(
        hit.startswith("/fr/statement/") for hit in found(client, "filigranes", "fr")
    )
    assert found(client, "filigranes", "en") == []


def test_what_is_not_translated_is_found_in_its_own_language_and_marked(client):
    assert found(client, "StoryFrames", "sw") == ["/sw/news/tell-us-about-barriers/"]
    (item,) = read(client, "StoryFrames", "sw").select(".results > li")
    assert (item["lang"], item["dir"]) == ("en", "ltr")
    kicker = item.select_one(".kicker")
    assert kicker["lang"] == "sw"
    assert "Kiingereza" in kicker.text


def test_each_thing_is_found_once(client):
    results = found(client, "Smarthistory", "fr")
    assert results
    assert len(results) == len(set(results))


def test_drafts_and_private_pages_are_not_found(client):
    """Neither before the worker has taken them out of the table."""
    page = NewsPage.objects.get(slug="songbook-without-watermark", locale_id=1)
    path = "/en/news/songbook-without-watermark/"
    assert path in found(client, "songbook")
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )
    assert path not in found(client, "songbook")
    page.view_restrictions.all().delete()
    page.unpublish()
    html = read(client, "songbook")
    assert path not in str(html)
    assert count_shown(html) == len(html.select("h2 a"))


def test_a_hit_says_of_what_kind_it_is_and_of_which_day(client):
    (item,) = [
        item
        for item in read(client, "songbook", "fr").select(".results > li")
        if "songbook" in item.a["href"]
    ]
    day = item.select_one("time")
    page = NewsPage.objects.get(slug="songbook-without-watermark", locale_id=1)
    assert day["datetime"] == page.date.isoformat()
    assert str(page.date.year) in day.text
    with override("fr"):
        kind = pgettext("what was found", "News")
    assert item.select_one(".kicker span").text == kind


def test_words_that_are_found_are_marked_in_the_excerpt(client):
    html = read(client, "archive")
    marks = {mark.text.casefold() for mark in html.select(".results p mark")}
    assert {"archive", "archives"} <= marks


# Kinds and pages ---------------------------------------------------------------


def test_hits_are_filtered_by_kind(client):
    everything = read(client, "heritage")
    choices = everything.select(".filters a")
    assert choices[0]["aria-current"]
    counts = [int(re.sub(r"\D", "", choice.span.text)) for choice in choices]
    assert counts[0] == sum(counts[1:]) == count_shown(everything)
    for choice, count in zip(choices[1:], counts[1:], strict=True):
        assert "q=heritage" in choice["href"]
        html = BeautifulSoup(
            client.get(f"/en/search/{choice['href']}").text, "html.parser"
        ).main
        assert count_shown(html) == count
        current = html.select(".filters [aria-current]")
        assert [link.text for link in current] == [choice.text]
        kinds = {kicker.span.text for kicker in html.select(".kicker")}
        assert len(kinds) == 1


def test_a_kind_without_hits_offers_the_others(client):
    html = read(client, "Smarthistory", kind="clause")
    assert not html.select(".results")
    assert html.select_one(".filters a:not([aria-current])")
    assert "0" in html.select_one(".filters [aria-current]").text


def test_a_kind_that_there_is_not_is_none(client):
    assert found(client, "songbook", kind="x' OR 1") == found(client, "songbook")


def test_a_list_of_results_has_pages(client, many):
    html = read(client, "quokka")
    assert count_shown(html) == PER_PAGE * MAX_PAGES + 30
    first = [link.text for link in html.select("h2 a")]
    assert len(first) == PER_PAGE
    (following,) = html.select(".pagination a[rel=next]")
    response = client.get(f"/en/search/{following['href']}")
    second = BeautifulSoup(response.text, "html.parser").select("h2 a")
    assert len(second) == PER_PAGE
    assert not {link.text for link in second} & {*first}


@pytest.mark.parametrize(
    ("page", "shown"),
    [("0", 1), ("-3", 1), ("x", 1), ("٣", 1), ("9" * 5_000, 1), ("51", MAX_PAGES)],
)
def test_a_page_number_out_of_range_shows_a_page_that_there_is(
    client, many, page, shown
):
    html = read(client, "quokka", page=page)
    assert html.select(".results > li")
    numbers = re.findall(r"\d+", html.select_one(".pagination span").text)
    assert numbers == [str(shown), str(MAX_PAGES)]


def test_after_the_last_page_comes_the_last(client):
    total = count_shown(read(client, "heritage"))
    html = read(client, "heritage", page=MAX_PAGES)
    assert len(html.select(".results > li")) == (total - 1) % PER_PAGE + 1


# Nothing, and what helps ---------------------------------------------------------


def test_nothing_found_helps(client):
    html = read(client, "xyzzyqwv", "fr")
    assert count_shown(html) == 0
    assert len(html.select(".advice li")) == 3
    places = [link["href"] for link in html.select(".nothing nav a")]
    assert {"/fr/statement/", "/fr/coalition/", "/fr/news/"} <= {*places}


def test_what_other_languages_hold_is_offered_each_marked_with_its_own(client):
    html = read(client, "filigranes", "ja")
    assert count_shown(html) == 0
    items = html.select(".elsewhere .results > li")
    assert items
    for item in items:
        assert item["lang"] == item.a["hreflang"]
        assert item.a["href"].startswith(f"/{item['lang'].lower()}/")
        assert item["lang"] != "ja"
        path = item.a["href"].split("#")[0]
        assert client.get(path).status_code == 200
    assert "fr" in {item["lang"] for item in items}
    kickers = " ".join(item.select_one(".kicker").text for item in items)
    assert "フランス語" in kickers
    assert "filigranes" in {mark.text for mark in html.select(".elsewhere mark")}


def test_what_is_private_is_offered_in_no_other_language(client):
    (restricted,) = NewsPage.objects.filter(
        slug="songbook-without-watermark", locale__language_code="en"
    )
    Entry.objects.filter(source_id=restricted.pk, source="news.newspage").update(
        shown_in=" en "
    )
    assert "songbook" in str(read(client, "songbook", "ja").select(".elsewhere"))
    PageViewRestriction.objects.create(
        page=restricted, restriction_type=PageViewRestriction.LOGIN
    )
    assert "songbook-" not in str(read(client, "songbook", "ja"))


def test_another_spelling_is_searched_and_said(client):
    html = read(client, "heritge")
    other, instead = html.select(".better a")
    assert (other.text, other["href"]) == ("heritage", "?q=heritage")
    assert "heritge" in instead.text
    assert found(client, "heritge") == found(client, "heritage")
    html = read(client, "heritge", exact="1")
    assert count_shown(html) == 0
    assert not html.select(".better")


def test_another_spelling_has_its_accents(client):
    link = read(client, "bibliotequs", "fr").select_one(".better a")
    assert "bibliothèque" in link.text


def test_an_article_comes_first_in_any_language_and_form(client):
    for language, query in [
        ("en", "Art. 16"),
        ("ar", "المادة السادسة عشرة"),
        ("zh-hans", "第十六条"),
        ("ru", "статья шестнадцать"),
        ("sw", "Kifungu cha 16"),
        ("id", "Article XVI"),
    ]:
        first = found(client, query, language)[0]
        assert first == f"/{language}/statement/#article-16", query


def test_members_are_found_by_their_country_in_the_readers_language(client):
    names = {"en": "Finland", "fr": "Finlande", "sw": "Ufini", "zh-hans": "芬兰"}
    for language, name in names.items():
        hits = found(client, name, language)
        assert f"/{language}/coalition/avoinglam/" in hits
        assert len([hit for hit in hits if "/coalition/" in hit]) >= 4


def test_the_statement_comes_before_names_that_hold_the_word(client):
    hits = found(client, "heritage")
    first = [number for number, hit in enumerate(hits) if "/statement/#" in hit]
    names = [number for number, hit in enumerate(hits) if "/coalition/" in hit]
    # The home page, and the Statement as a document, may stand before it.
    assert first[0] <= 2
    assert max(first) < min(names, default=PER_PAGE)
    assert found(client, "internet archive")[0] == "/en/coalition/internet-archive/"


def test_ways_at_the_foot_of_the_page_are_found(client):
    for language, query in (("en", "contact"), ("de", "Kontakt"), ("ja", "問い合わせ")):
        links = found(client, query, language)
        assert links[0].startswith("mailto:"), query
    assert "donate" in found(client, "donate")[0]


def test_no_query_asks_for_one_and_finds_nothing(client):
    html = BeautifulSoup(client.get("/en/search/").text, "html.parser").main
    assert not html.select(".result-count, .results, .nothing")


# What it costs -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "most"),
    [
        *(("heritage", QUERY_BUDGET), ("archives", QUERY_BUDGET)),
        # Better spellings, other languages, a row of what was missed.
        *(("xyzzyqwv", QUERY_BUDGET), ("لغات", QUERY_BUDGET)),
        *(("songbook watermark", QUERY_BUDGET), ("heritge", QUERY_BUDGET)),
    ],
)
@pytest.mark.parametrize("language", ["en", "ar"])
def test_a_search_keeps_the_query_budget(
    client, query, most, language, django_assert_max_num_queries
):
    path = f"/{language}/search/?q={quote(query)}"
    client.get(path)
    with django_assert_max_num_queries(most):
        client.get(path)


@pytest.mark.parametrize("query", ["heritage", "xyzzyqwv"])
def test_a_search_is_the_same_for_everyone_and_may_be_kept(client, query):
    response = client.get(f"/en/search/?q={query}")
    assert response["Cache-Control"] == f"public, max-age={settings.PUBLIC_MAX_AGE}"
    assert not response.cookies
    assert 'name="robots" content="noindex"' in response.text


def test_the_name_of_a_signatory_has_not_the_language_of_the_form(client):
    make_published(
        None,
        name="בית הנכות",
        name_latin="House of Imagined Things",
        country="IL",
        language="fr",
        comment="Nous signons avec joie imaginée.",
    )
    synchronisation.enter_all()
    (item,) = read(client, "Imagined Things", "ar").select(".results > li")
    assert "lang" not in item.attrs
    assert "Français" not in item.get_text()
    assert item.h2.a.bdi.attrs == {}
    latin, comment = item.select("p:not(.kicker)")
    assert latin.get_text() == "House of Imagined Things"
    assert latin.bdi
    assert (comment["lang"], comment["dir"]) == ("fr", "auto")
    assert comment.get_text() == "Nous signons avec joie imaginée."


def test_a_name_in_ideographs_is_drawn_as_in_its_country(client):
    make_published(None, name="国立架空文書館", country="JP", language="en")
    synchronisation.enter_all()
    (item,) = read(client, "架空文書館", "zh-hans").select(".results > li")
    assert item.h2.a.bdi["lang"] == "ja"

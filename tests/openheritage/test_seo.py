"""What search engines, those who share and other machines read about a page."""

import json
from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup, SoupStrainer
from django.contrib.staticfiles import finders
from django.test import Client
from wagtail.models import Locale, Page, PageViewRestriction

from news.models import NewsIndexPage, NewsPage
from openheritage.names import bcp47, open_graph
from openheritage.pages import path_in
from tests.conftest import LANGUAGES
from tests.home.test_pages import PAGE_TYPES

ADDRESS = "http://testserver"
XML = {
    "map": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "xhtml": "http://www.w3.org/1999/xhtml",
}
# Nine articles fill one page; other pages than lists have none.
NO_OTHER_PAGE = [
    *("/fr/news/?kind=zzz", "/fr/news/?page=abc"),
    *("/fr/news/?page=1", "/fr/news/?page=999", "/fr/news/?page=٣"),
    "/fr/statement/?page=2",
]
BREAKING_OUT = "</script><script>alert(1)</script>"


def read(client: Client, path: str, *names: str) -> BeautifulSoup:
    """The page, or of it the elements of these names alone."""
    response = client.get(path)
    assert response.status_code == 200, path
    only = SoupStrainer(names) if names else None
    return BeautifulSoup(response.text, "html.parser", parse_only=only)


def structured_data(html: BeautifulSoup) -> dict[str, dict]:
    (script,) = html.select('script[type="application/ld+json"]')
    data = json.loads(script.string)
    assert data["@context"] == "https://schema.org"
    return {item["@type"]: item for item in data["@graph"]}


def sitemap(client: Client, path: str = "/sitemap.xml") -> dict[str, dict[str, str]]:
    """``{address: {language tag: address}}``"""
    response = client.get(path)
    assert response["Content-Type"] == "application/xml"
    root = ElementTree.fromstring(response.getvalue())  # noqa: S314 - our own
    return {
        url.findtext("map:loc", namespaces=XML): {
            link.get("hreflang"): link.get("href")
            for link in url.findall("xhtml:link", XML)
        }
        for url in root.findall("map:url", XML)
    }


def available() -> dict[str, dict[str, str]]:
    """What the sitemap should hold, from the tables alone."""
    there: dict = {}
    pages = Page.objects.live().filter(depth__gte=2).select_related("locale")
    for page in pages:
        language = page.locale.language_code
        address = ADDRESS + path_in(language, page.url_path)
        there.setdefault(page.translation_key, {})[bcp47(language)] = address
    for path in (
        "api/",
        "signatories/",
        "register/",
        "help-translate/",
        "interest/",
        "apply/",
        "thanks/",
        "languages/",
        "statement/use/",
    ):
        there[path] = {
            bcp47(language): f"{ADDRESS}/{language}/{path}" for language in LANGUAGES
        }
    return {address: group for group in there.values() for address in group.values()}


@pytest.mark.turns(2)
@pytest.mark.django_db
@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_all_languages_of_a_page_name_each_other(client, page_type):
    expected = available()
    pages = page_type.objects.live().filter(locale=Locale.get_default())
    groups = [
        expected[ADDRESS + path_in("en", page.url_path)]
        for page in pages
        if page.get_translations().live().exists()
    ]
    assert groups
    for group in groups:
        for address in group.values():
            html = read(client, address.removeprefix(ADDRESS), "link")
            links = html.select("link[rel=alternate][hreflang]")
            alternates = {link["hreflang"]: link["href"] for link in links}
            assert len(links) == len(alternates)
            assert alternates == group | {"x-default": group["en"]}
            (canonical,) = html.select("link[rel=canonical]")
            assert canonical["href"] == address


@pytest.mark.django_db
def test_the_sitemap_holds_what_is_there_and_nothing_else(client):
    assert sitemap(client) == available()


@pytest.mark.django_db
def test_the_sitemap_keeps_private_and_unpublished_pages_out(client):
    private, withdrawn = NewsPage.objects.filter(
        slug__in=["translators-wanted", "coalition-launches"],
        locale__language_code="en",
    )
    PageViewRestriction.objects.create(page=private)
    withdrawn.unpublish()
    listed = " ".join(sitemap(client))
    assert private.slug not in listed
    assert withdrawn.slug not in listed
    assert "site-in-twelve-languages" in listed


@pytest.mark.django_db
def test_a_page_of_a_list_is_its_own_page(client, monkeypatch):
    monkeypatch.setattr(NewsIndexPage, "PER_PAGE", 4)
    html = read(client, "/fr/news/?page=2&utm=x")
    (canonical,) = html.select("link[rel=canonical]")
    assert canonical["href"] == f"{ADDRESS}/fr/news/?page=2"
    arabic = html.select_one("link[hreflang=ar]")["href"]
    assert arabic == f"{ADDRESS}/ar/news/?page=2"


@pytest.mark.django_db
@pytest.mark.parametrize("path", NO_OTHER_PAGE)
def test_the_same_page_has_one_canonical_address(client, path):
    (canonical,) = read(client, path).select("link[rel=canonical]")
    assert canonical["href"] == ADDRESS + path.split("?")[0]


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/search/", "/en/search/?q=heritage", "/en/nope/"])
def test_neither_searches_nor_errors_are_indexed(client, path):
    html = BeautifulSoup(client.get(path).text, "html.parser")
    assert html.select('meta[name=robots][content="noindex"]')
    assert not html.select("link[rel=canonical], link[rel=alternate]")


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_who_shares_a_page_shares_its_words(client, language):
    html = read(client, f"/{language}/statement/")
    graph = {
        meta["property"]: meta["content"] for meta in html.select("meta[property]")
    }
    assert graph["og:title"] in html.title.text
    assert graph["og:url"] == f"{ADDRESS}/{language}/statement/"
    assert graph["og:locale"] == open_graph(language)
    assert (
        graph["og:description"] == html.select_one("meta[name=description]")["content"]
    )
    others = html.select('meta[property="og:locale:alternate"]')
    assert sorted(other["content"] for other in others) == sorted(
        open_graph(code) for code in LANGUAGES if code != language
    )
    picture = graph["og:image"].removeprefix(f"{ADDRESS}/static/")
    assert finders.find(picture)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar"])
def test_the_home_page_describes_the_site(client, language):
    html = read(client, f"/{language}/")
    data = structured_data(html)
    assert data["Organization"]["url"] == f"{ADDRESS}/{language}/"
    assert data["WebSite"]["inLanguage"] == language
    assert data["WebSite"]["publisher"]["@id"] == data["Organization"]["@id"]
    target = data["WebSite"]["potentialAction"]["target"]
    search = target.replace("{search_term_string}", "a").removeprefix(ADDRESS)
    assert client.get(search).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr"])
def test_an_article_describes_itself_and_where_it_stands(client, language):
    path = f"/{language}/news/city-archive-opens-glass-plates/"
    html = read(client, path)
    data = structured_data(html)
    article = data["NewsArticle"]
    assert article["headline"] == html.h1.text
    assert article["inLanguage"] == language
    assert article["dateModified"] >= article["datePublished"]
    steps = data["BreadcrumbList"]["itemListElement"]
    assert [step["position"] for step in steps] == [1, 2, 3]
    assert [step["item"] for step in steps] == [
        f"{ADDRESS}/{language}/",
        f"{ADDRESS}/{language}/news/",
        ADDRESS + path,
    ]
    assert all(step["name"] for step in steps)


@pytest.mark.django_db
def test_a_title_cannot_break_out_of_the_page(client):
    page = NewsPage.objects.filter(locale__language_code="en").first()
    page.title = page.summary = BREAKING_OUT
    page.save()
    response = client.get(path_in("en", page.url_path))
    html = BeautifulSoup(response.text, "html.parser")
    assert "<script>" not in response.text
    assert structured_data(html)["NewsArticle"]["headline"] == BREAKING_OUT
    assert html.h1.text == BREAKING_OUT
    for path in ["/en/news/", "/en/", "/en/search/?q=alert"]:
        assert "<script>" not in client.get(path).text


@pytest.mark.django_db
def test_robots_are_told_where_the_sitemap_is(client):
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = dict(line.split(": ", 1) for line in response.text.splitlines())
    assert lines["User-agent"] == "*"
    assert lines["Disallow"] == "/admin/"
    assert lines["Sitemap"].endswith("/sitemap.xml")
    assert lines["Sitemap"].startswith("http")


@pytest.mark.django_db
def test_who_finds_a_hole_is_told_whom_to_tell(client):
    """RFC 9116: ``Contact`` and one ``Expires``, less than a year ahead."""
    response = client.get("/.well-known/security.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    fields = [line.split(": ", 1) for line in response.text.splitlines()]
    assert [name for name, _value in fields].count("Expires") == 1
    values = dict(fields)
    assert values["Contact"].startswith("mailto:")
    assert "@" in values["Contact"]
    assert values["Canonical"].endswith("/.well-known/security.txt")
    expires = datetime.fromisoformat(values["Expires"])
    assert 30 < (expires - datetime.now(UTC)).days < 365


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["search/", "search/?q=heritage", "nope/"])
@pytest.mark.parametrize("language", ["en", "ar", "ja"])
def test_what_is_no_page_has_one_heading_too(client, path, language):
    html = BeautifulSoup(client.get(f"/{language}/{path}").text, "html.parser")
    assert len(html.find_all("h1")) == 1
    assert html.h1.text.strip()
    assert html.title.text.strip()

"""The prefix of the address tells the language, and nothing else does."""

import re
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext
from wagtail.models import Locale, Page
from wagtail.rich_text import RichText

from members.models import MemberPage
from news.models import NewsPage
from openheritage import language_tags, languages
from openheritage.locales import language_of, nearest
from openheritage.names import bcp47, direction, language_name, language_name_here
from openheritage.pages import path_in
from tests.conftest import LANGUAGES, add_language

# What a browser may send, and the language that ``/`` then leads to.
WISHES = {
    None: "en",
    "": "en",
    "fr": "fr",
    "AR": "ar",
    "fr-CA": "fr",
    "pt": "pt-br",
    "pt-PT": "pt-br",
    "zh-TW": "zh-hans",
    "zh-Hans-CN, zh;q=0.9": "zh-hans",
    "de;q=0.2, es;q=0.9, en;q=0.5": "es",
    "sw;q=0, id": "id",
    "nl, xx, ja;q=0.1": "ja",
    "nl": "en",
    # Old codes, long ones, and what other browsers say of the same languages.
    "in-ID": "id",
    "swh, en;q=0.5": "sw",
    "arb": "ar",
    "cmn-Hans-CN": "zh-hans",
    "zh-HK, en;q=0.9": "zh-hans",
    "es-419,es;q=0.9": "es",
    "en-GB, fr;q=0.9": "en",
    "iw, fra;q=0.1": "fr",
    "*": "en",
    "*;q=0.5, de;q=0.1": "en",
    "nl, *;q=0.5, en;q=0": "id",
    # What is malformed takes nothing from what stands beside it.
    "in_ID, de;q=much, it;q=0.3": "it",
    "x" * 10_000 + ", sw": "sw",
    "not a language; q=???,,;=": "en",
    "fr\x00,../../etc": "en",
}

NEAR_PREFIXES = [
    *[("/fr/nope/", "fr"), ("/fr-ca/statement/", "fr"), ("/FR/", "fr")],
    *[("/pt/", "pt-br"), ("/zh-tw/news/", "zh-hans"), ("/ar/nope/", "ar")],
]
NEAR = [("fr", "fr"), ("pt-BR", "pt-br"), ("zh-Hans-SG", "zh-hans"), ("zh", "zh-hans")]
NEAR += [("in", "id"), ("IN-id", "id"), ("deu", "de"), ("fr-u-co-phonebk", "fr")]
FAR = [
    "nl",
    "iw",
    "no",
    "uk",
    "ms",
    "f",
    "",
    "*",
    "statement",
    "fr_CA",
    "fr/../en",
    "fr\x00",
]

# Addresses that are nowhere: no prefix at all, or one of no language here.
NOWHERE = ["/xx/", "/nl/statement/", "/statement/", "/news/", "/x", "/-/fr/"]

# No language has words for it, so that each shows the English.
UNTRANSLATED = "news/tell-us-about-barriers/"
# A draft in Spanish, half translated; live in French.
DRAFT = "news/city-archive-opens-glass-plates/"

# Where a link may lead out of the language: what has none.
WITHOUT_LANGUAGE = ("/static/", "/images/", "/documents/", "/admin/")
FILES_WITHOUT_LANGUAGE = ("/count.json", "/register.jsonl")


def soup(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def varies(response: HttpResponse) -> set[str]:
    """What an answer depends on, beside its compression."""
    names = response.get("Vary", "").split(", ")
    return {name for name in names if name} - {"Accept-Encoding"}


def accept(wish: str | None) -> dict:
    return {} if wish is None else {"headers": {"Accept-Language": wish}}


@pytest.mark.django_db
@pytest.mark.parametrize(("wish", "language"), WISHES.items())
def test_the_bare_address_chooses_by_what_the_browser_asks_for(client, wish, language):
    response = client.get("/", **accept(wish))
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/"
    assert varies(response) == {"Accept-Language"}
    assert not response.cookies
    assert client.get(response["Location"]).status_code == 200


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_other_address_listens_to_the_browser(client, language):
    path = f"/{language}/statement/"
    plain = client.get(path)
    client.cookies["django_language"] = "it"
    asked = client.get(path, **accept("ru"))
    assert asked.status_code == 200
    assert asked.content == plain.content
    assert not varies(asked)


@pytest.mark.django_db
@pytest.mark.parametrize("path", NOWHERE)
@pytest.mark.parametrize(("wish", "language"), [("fr-CA", "fr"), (None, "en")])
def test_an_address_without_language_is_not_found(client, path, wish, language):
    client.cookies["django_language"] = "it"
    response = client.get(path, **accept(wish))
    assert response.status_code == 404
    assert varies(response) == {"Accept-Language"}
    assert f'<html lang="{language}"' in response.text
    assert f'href="/{language}/"' in soup(response.text).main.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "language"), NEAR_PREFIXES)
def test_the_nearest_language_says_that_there_is_no_such_page(client, path, language):
    response = client.get(path, **accept("ru"))
    assert response.status_code == 404
    assert not varies(response), "The prefix alone has decided."
    opening = f'<html lang="{bcp47(language)}" dir="{direction(language)}">'
    assert opening in response.text
    with translation.override(language):
        assert gettext("This page is not here") in response.text
    assert f'href="/{language}/"' in soup(response.text).main.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_slash_changes_no_language(client, language):
    response = client.get(f"/{language}", **accept("it"))
    assert (response.status_code, response["Location"]) == (301, f"/{language}/")
    assert not varies(response)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_an_untranslated_page_is_served_in_a_frame_of_the_readers(client, language):
    response = client.get(f"/{language}/{UNTRANSLATED}")
    assert response.status_code == 200
    html = soup(response.text)
    assert html.html["lang"] == bcp47(language)
    assert html.html["dir"] == direction(language)
    assert response["Content-Language"] == bcp47(language)
    text = html.h1.find_parent(attrs={"lang": True})
    assert (text["lang"], text["dir"]) == ("en", "ltr")
    prose = html.select_one(".prose")
    assert (prose["lang"], prose["dir"]) == ("en", "ltr")
    with translation.override(language):
        assert html.select_one(f'nav[aria-label="{gettext("Main menu")}"]')
        assert language_name_here("en") in html.select_one("main aside.notice").text


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_search_engines_find_an_untranslated_page_once(client, language):
    html = soup(client.get(f"/{language}/{UNTRANSLATED}").text)
    (canonical,) = html.select("link[rel=canonical]")
    assert canonical["href"] == f"http://testserver/en/{UNTRANSLATED}"
    assert not html.select("link[hreflang]")
    assert not html.select('meta[property="og:locale:alternate"]')
    assert not html.select('script[type="application/ld+json"]')
    sitemap = client.get("/sitemap.xml").text
    assert f"/{language}/{UNTRANSLATED}" not in sitemap
    assert f"/en/{UNTRANSLATED}" in sitemap


@pytest.mark.django_db
def test_a_translated_page_carries_no_notice(client):
    html = soup(client.get(f"/fr/{DRAFT}").text)
    assert not html.select("aside.notice")
    assert "lang" not in html.select_one(".prose").attrs


@pytest.mark.django_db
def test_a_half_translated_draft_is_not_shown(client):
    draft = NewsPage.objects.get(slug=DRAFT.split("/")[1], locale__language_code="es")
    assert not draft.live
    response = client.get(f"/es/{DRAFT}")
    assert response.status_code == 200
    assert draft.title not in response.text
    assert soup(response.text).h1.text == draft.original.title


@pytest.mark.django_db
@pytest.mark.parametrize("slug", ["translators-wanted", "tell-us-about-barriers"])
def test_an_unpublished_original_is_gone_in_every_language(client, slug):
    NewsPage.objects.get(slug=slug, locale__language_code="en").unpublish()
    for language in LANGUAGES:
        assert client.get(f"/{language}/news/{slug}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "ar", "sw", "zh-hans"])
def test_a_reader_never_falls_out_of_their_language(client, language):
    """Links with ``hreflang`` say that they lead elsewhere; all others stay, and
    lead to a page that there is."""
    originals = Page.objects.live().filter(depth__gte=2, locale=Locale.get_default())
    paths = {page.pk: path_in(language, page.url_path) for page in originals}
    known = {*paths.values(), *FILES_WITHOUT_LANGUAGE}
    # What is no page of the tree is asked for.
    places = ("signatories/", "register/", "sign/", "search/?q=a", "nope/")
    # Members without a profile differ by their name alone: one is enough.
    plain = MemberPage.objects.filter(body=[], locale=Locale.get_default())
    skipped = set(plain.values_list("pk", flat=True)[1:])
    visits = [path for pk, path in paths.items() if pk not in skipped]
    visits += [f"/{language}/{place}" for place in places]
    for path in visits:
        for tag in re.findall(r"<(?:a|form)\s[^>]*>", client.get(path).text):
            if "hreflang=" in tag:
                continue
            address = re.search(r'\b(?:href|action)="([^"]*)"', tag)[1]
            target = urlsplit(urljoin(f"http://testserver{path}", address))
            if target.hostname == "testserver" and target.path != path:
                if target.path.startswith(WITHOUT_LANGUAGE) or target.path in known:
                    continue
                assert target.path.startswith(f"/{language}/"), f"{tag} on {path}"
                found = client.get(target.path, follow=True)
                # A file that the worker has yet to make, and it says so.
                is_awaited = found.status_code == 503 and "Retry-After" in found
                assert found.status_code == 200 or is_awaited, f"{tag} on {path}"
                known.add(target.path)


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["sw", "fr", "en"])
def test_a_link_in_a_text_keeps_the_language(client, language):
    """Of an untranslated page to another, and to one that is translated."""
    page, other = NewsPage.objects.filter(
        slug__in=["tell-us-about-barriers", "songbook-without-watermark"],
        locale__language_code="en",
    )
    home = page.get_site().root_page
    text = "".join(f'<a linktype="page" id="{p.pk}">here</a>' for p in (other, home))
    page.body = [("paragraph", RichText(f"<p>{text}</p>"))]
    page.save()
    html = soup(client.get(path_in(language, page.url_path)).text)
    links = [link["href"] for link in html.select(".prose a")]
    assert links == [path_in(language, other.url_path), f"/{language}/"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_switcher_offers_every_language_in_its_own_words(client, language):
    links = soup(client.get(f"/{language}/news/").text).select(".languages a[hreflang]")
    assert {link.text for link in links} == set(map(language_name, LANGUAGES))
    for link in links:
        code = link["hreflang"].lower()
        assert link["href"] == f"/{code}/news/"
        assert link.text == language_name(code)
        assert link["lang"] == link["hreflang"] == bcp47(code)
        assert link["dir"] == direction(code)
        assert ("aria-current" in link.attrs) == (code == language)
        assert link.find_next_sibling("small") is None


@pytest.mark.django_db
@pytest.mark.parametrize("path", [UNTRANSLATED, DRAFT])
def test_the_switcher_says_in_which_language_a_page_will_be_shown(client, path):
    html = soup(client.get(f"/fr/{path}").text)
    page = NewsPage.objects.get(slug=path.split("/")[1], locale__language_code="en")
    translations = page.get_translations(inclusive=True).live()
    there = set(translations.values_list("locale__language_code", flat=True))
    for link in html.select(".languages a[hreflang]"):
        code, note = link["hreflang"].lower(), link.find_next_sibling("small")
        assert link["href"] == f"/{code}/{path}"
        assert (note is None) == (code in there)
        if note:
            assert "anglais" in note.text


@pytest.mark.django_db
def test_a_page_is_offered_only_in_languages_that_have_it(client):
    html = soup(client.get(f"/en/{DRAFT}").text)
    offers = html.select(".language-offer p a")
    assert {link["hreflang"] for link in offers} == {"fr", "de", "zh-Hans"}
    for link in offers:
        with translation.override(link["hreflang"].lower()):
            assert link.text == gettext("Read this page in English")
    assert not soup(client.get(f"/en/{UNTRANSLATED}").text).select(".language-offer a")


@pytest.mark.django_db
def test_a_language_that_is_opened_serves_the_originals_at_once(client):
    assert client.get("/nl/statement/").status_code == 404
    locale = add_language("nl", to_open=False)
    assert client.get("/nl/statement/").status_code == 404
    languages.change(locale, to_open=True)
    html = soup(client.get("/nl/statement/").text)
    assert html.html["lang"] == "en"
    assert 'href="/nl/statement/"' in html.header.decode()
    assert language_of(locale.pk) == "nl"
    locale.delete()
    assert client.get("/nl/statement/").status_code == 404
    with pytest.raises(Locale.DoesNotExist):
        language_of(locale.pk)


@pytest.mark.django_db
@pytest.mark.parametrize(("wish", "language"), NEAR + [(far, None) for far in FAR])
def test_the_nearest_language_is_the_same_language(wish, language):
    assert nearest(wish) == language


OFFERED = ["en", "zh-hans", "zh-hant", "pt-br", "pt", "he", "nb", "ro", "sr-latn", "yi"]


@pytest.mark.parametrize(
    ("wish", "language"),
    [
        *[("iw-IL", "he"), ("ji", "yi"), ("no", "nb"), ("mo", "ro"), ("sh", "sr-latn")],
        *[("zh-TW", "zh-hant"), ("zh-HK", "zh-hant"), ("zh-Hant-MO", "zh-hant")],
        *[("zh", "zh-hans"), ("zh-CN", "zh-hans"), ("zh-SG", "zh-hans")],
        *[("pt", "pt"), ("pt-PT", "pt"), ("pt-BR", "pt-br"), ("nn-NO", "nb")],
    ],
)
def test_a_script_or_a_country_decides_between_two_of_one_language(wish, language):
    assert language_tags.nearest(wish, OFFERED) == language

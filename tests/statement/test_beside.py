"""The Statement in several languages side by side."""

import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from openheritage.models import Language
from statement.models import StatementPage
from tests.conftest import add_language

from .admin import confirm, form_data, press_publish
from .test_texts import reword

pytestmark = pytest.mark.django_db


def soup(response) -> BeautifulSoup:
    return BeautifulSoup(response.content, "html.parser")


def cells(page: BeautifulSoup, anchor: str) -> list:
    return page.select(f"#{anchor} > td")


def words_of(language: str, label: str) -> str:
    page = StatementPage.objects.get(locale__language_code=language)
    part = next(
        part
        for part in page.body
        if part.block_type in ("clause", "article") and part.value["label"] == label
    )
    return part.value.paragraphs[0]


@pytest.mark.parametrize(
    "languages", [("en", "ar"), ("ar", "zh-hans"), ("ja", "ru", "sw")]
)
def test_clauses_stand_beside_one_another_each_in_its_language(client, languages):
    reader, *others = languages
    response = client.get(f"/{reader}/statement/beside/{'/'.join(others)}/")
    assert response.status_code == 200
    page = soup(response)
    for anchor, label in (("clause-c", "c"), ("article-16", "16")):
        (row,) = page.select(f"#{anchor}")
        assert row.select_one("th a")["href"] == f"#{anchor}"
        found = cells(page, anchor)
        assert len(found) == len(languages)
        for cell, language in zip(found, languages, strict=True):
            assert cell["lang"].lower() == language
            assert cell["dir"] == ("rtl" if language == "ar" else "ltr")
            assert words_of(language, label) in cell.get_text()
    assert page.select_one('meta[name="robots"]')["content"] == "noindex"
    canonical = page.select_one('link[rel="canonical"]')["href"]
    assert canonical.endswith(f"/{reader}/statement/")
    assert len(page.select("tbody tr[id]")) == 23 + 17


@pytest.mark.parametrize(
    "path",
    [
        *("en/statement/beside/en/", "en/statement/beside/fr/fr/"),
        *("fr/statement/beside/ar/fr/", "en/statement/beside/xx/"),
        *("en/statement/beside/FR/", "en/statement/beside/zh/"),
        *("en/statement/beside/fr/xx/", "en/statement/beside/%3Cb%3E/"),
    ],
)
def test_what_is_no_other_language_is_missing_with_a_way_back(client, path):
    response = client.get(f"/{path}")
    assert response.status_code == 404
    language = path.split("/")[0]
    assert soup(response).select_one(f'main a[href="/{language}/statement/"]')


def test_a_closed_language_and_a_private_page_are_missing(client, statement):
    Language.objects.filter(locale__language_code="sw").update(is_open=False)
    Language.objects.get(locale__language_code="sw").save()
    french = StatementPage.objects.get(locale__language_code="fr")
    restriction = PageViewRestriction.LOGIN
    PageViewRestriction.objects.create(page=french, restriction_type=restriction)
    for other in ("sw", "fr"):
        response = client.get(f"/en/statement/beside/{other}/")
        assert response.status_code == 404
        assert soup(response).select_one('main a[href="/en/statement/"]')
    assert client.get("/en/statement/beside/de/").status_code == 200


def test_an_untranslated_language_shows_a_sentence_and_the_original(client):
    add_language("nl")
    page = soup(client.get("/en/statement/beside/nl/"))
    assert "This page is not translated yet." in page.get_text()
    first, second = cells(page, "clause-a")
    assert second["lang"] == "en"
    assert first.p == second.p
    # Its own readers find the same, and the address that counts is the original's.
    page = soup(client.get("/nl/statement/beside/fr/"))
    assert cells(page, "clause-a")[0]["lang"] == "en"
    canonical = page.select_one('link[rel="canonical"]')["href"]
    assert canonical.endswith("/en/statement/")


def test_a_withdrawn_translation_says_so(client):
    StatementPage.objects.get(locale__language_code="sw").unpublish()
    page = soup(client.get("/en/statement/beside/sw/"))
    assert "This translation has been withdrawn." in page.get_text()
    assert "not translated yet" not in page.select_one("table").get_text()
    assert cells(page, "clause-a")[1]["lang"] == "en"
    french = client.get("/fr/statement/beside/sw/")
    assert "This translation has" not in french.text


def test_each_language_is_in_its_own_version_with_gaps_in_words(
    client, sign_in, statement
):
    """A new version without clause b, with a clause x, through the admin's forms."""
    data = form_data(statement)
    parts = statement.body.get_prep_value()
    place = next(
        number
        for number, part in enumerate(parts)
        if part["type"] == "clause" and part["value"]["label"] == "b"
    )
    changes = {f"body-{place}-deleted": "1"}
    changes |= {
        f"body-{len(parts)}-{name}": value
        for name, value in {
            "deleted": "",
            "order": f"{place}",
            "type": "clause",
            "id": "",
            "value-label": "x",
            "value-text": "Mindful of what is new;",
        }.items()
    }
    changes["body-count"] = str(int(data["body-count"]) + 1)
    moderator = sign_in("moderator")
    confirm(moderator, press_publish(moderator, statement, "", **changes))
    page = soup(client.get("/en/statement/beside/fr/"))
    gap, there = cells(page, "clause-b")
    assert gap.p.get_text() == "Not part of version 2 of the text."
    assert words_of("fr", "b") in there.get_text()
    there, gap = cells(page, "clause-x")
    assert "Mindful of what is new;" in there.get_text()
    assert gap.p.get_text() == "Not part of version 1 of the text."
    facts = page.select_one(".beside-facts")
    assert "This translation follows version 1." in facts.get_text()
    lag = facts.select_one(".lag")
    assert [link["href"] for link in lag.select("a")] == [
        "#clause-b",
        "/en/statement/changes/?from=1&to=2#clause-x",
    ]
    # Its own page says the same, and leads to the comparison.
    alone = soup(client.get("/fr/statement/"))
    notice = alone.select_one(".notice .lag").parent
    assert {link["href"] for link in notice.select("a")} >= {
        "#clause-b",
        "/fr/statement/changes/?from=1&to=2#clause-x",
        "/fr/statement/changes/?from=1&to=2",
    }
    assert alone.select_one("#clause-b")


def test_a_lagging_translation_names_the_clauses_once_asked_for_all(client, statement):
    reword(statement)
    url = "/fr/statement/"
    page = soup(client.get(url))
    (link,) = page.select(".lag a")
    assert link["href"] == "#clause-a"
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(url)
    assert len(queries) <= 12
    texts = [query for query in queries if "ROW_NUMBER" in query["sql"]]
    assert not texts
    assert not soup(client.get("/en/statement/")).select(".lag")


@pytest.mark.parametrize(
    "path", ["en/statement/beside/ar/", "ja/statement/beside/ru/sw/"]
)
def test_it_takes_six_queries(client, statement, path):
    reword(statement)
    client.get(f"/{path}")
    with CaptureQueriesContext(connection) as queries:
        client.get(f"/{path}")
    assert len(queries) <= 6, [query["sql"][:120] for query in queries]


def test_the_form_leads_to_the_address(client):
    choose = "/en/statement/beside/"
    response = client.get(choose, {"other": "fr", "third": ""})
    assert response.url == "/en/statement/beside/fr/"
    response = client.get(choose, {"other": "fr", "third": "ar"})
    assert response.url == "/en/statement/beside/fr/ar/"
    for query in ({"other": "en"}, {"other": "fr", "third": "fr"}, {"other": "xx"}):
        page = soup(client.get(choose, query))
        assert page.select_one(".error-summary a")
        assert page.select_one('[aria-invalid="true"]')
    empty = soup(client.get(choose))
    assert not empty.select(".error-summary")
    assert not empty.select_one('option[value="en"]')


def test_the_language_switcher_changes_places(client):
    page = soup(client.get("/en/statement/beside/fr/ar/"))
    links = {a["hreflang"]: a["href"] for a in page.select(".languages a[hreflang]")}
    assert links["fr"] == "/fr/statement/beside/en/ar/"
    assert links["ar"] == "/ar/statement/beside/fr/en/"
    assert links["de"] == "/de/statement/beside/fr/ar/"
    assert {client.get(path).status_code for path in links.values()} == {200}


def test_the_statement_leads_there_in_each_language(client):
    page = soup(client.get("/fr/statement/"))
    links = [a["href"] for a in page.select("#read-beside a")]
    assert len(links) == 11
    assert "/fr/statement/beside/pt-br/" in links
    assert not any(re.search("beside/fr/", link) for link in links)

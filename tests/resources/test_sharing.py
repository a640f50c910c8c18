"""Questions with links of their own, and links that tell nobody who follows them."""

import json
import re

import pytest
from bs4 import BeautifulSoup

from home.models import ContentPage
from openheritage.blocks import questions_in
from search.models import Entry, EntryKind
from search.synchronisation import enter_all
from tests.conftest import LANGUAGES

pytestmark = pytest.mark.django_db


def page(client, path: str) -> BeautifulSoup:
    return BeautifulSoup(client.get(path).content, "html.parser")


def data(soup: BeautifulSoup) -> list[dict]:
    return json.loads(soup.select_one("[type='application/ld+json']").text)["@graph"]


def faq() -> ContentPage:
    return ContentPage.objects.get(slug="faq", locale__language_code="en")


def test_a_question_has_one_address_in_all_languages(client):
    anchors = {
        tuple(each["id"] for each in page(client, f"/{one}/faq/").select(".question"))
        for one in LANGUAGES
    }
    assert len(anchors) == 1
    soup = page(client, "/fr/faq/")
    for question in soup.select(".question"):
        assert question.select_one("h2 a")["href"] == f"#{question['id']}"
    found = next(each for each in data(soup) if each["@type"] == "FAQPage")
    assert found["inLanguage"] == "fr"
    for each, question in zip(
        found["mainEntity"], soup.select(".question"), strict=True
    ):
        assert each["name"] == question.h2.text.strip()
        assert each["url"].endswith(f"/fr/faq/#{question['id']}")
        assert "<" not in each["acceptedAnswer"]["text"]
        assert each["acceptedAnswer"]["text"][:40] in question.text
    # A page without any says nothing of the kind.
    kinds = [each["@type"] for each in data(page(client, "/fr/background/"))]
    assert "FAQPage" not in kinds


def test_the_anchor_stays_when_a_question_is_moved_and_corrected(client):
    original = faq()
    before = questions_in(original.body)[0].anchor
    first, *others = [dict(each) for each in original.body.raw_data]
    first["value"] = dict(first["value"], question="Who may sign?")
    original.body = ContentPage.body.field.to_python([*others, first])
    original.save_revision().publish()
    last = page(client, "/en/faq/").select(".question")[-1]
    assert (last["id"], last.h2.text.strip()) == (before, "Who may sign?")


def test_a_search_leads_to_the_question(client):
    asked = questions_in(faq().body)[2]
    enter_all()
    soup = page(client, "/en/search/?q=legally+binding")
    first = soup.select_one(".results h2 a")
    assert first["href"] == f"/en/faq/#{asked.anchor}"
    entries = Entry.objects.filter(path__startswith="faq/", language="en")
    assert entries.filter(kind=EntryKind.QUESTION).count() == len(
        questions_in(faq().body)
    )
    assert asked.answer not in entries.get(kind=EntryKind.PAGE).text


@pytest.mark.parametrize("path", ["statement/", "news/statement-open-for-signature/"])
def test_a_page_is_shared_by_links_that_load_nothing(client, path):
    for language in ("en", "ar"):
        soup = page(client, f"/{language}/{path}")
        shared = soup.select_one("ul.share")
        address = soup.select_one("[rel=canonical]")["href"]
        assert shared["data-url"] == address
        links = [each["href"] for each in shared.select("a")]
        assert links[0].startswith("mailto:?subject=")
        assert all(re.match("https://|mailto:", each) for each in links)
        assert not shared.select("img, iframe")
        assert not soup.select("script[src^=http]")

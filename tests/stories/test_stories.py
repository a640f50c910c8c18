"""Stories: their list, their pages, and what the Statement shows of them."""

import json
from uuid import uuid4

import pytest
from bs4 import BeautifulSoup, Tag
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.http import urlencode
from wagtail.models import Page

from home.demo.stories import STORIES
from home.demo.texts import texts
from openheritage.names import bcp47
from search.models import EntryKind
from search.sources import entries_of, page_thing
from statement.models import StatementPage
from stories.models import StoryFramePage
from tests.conftest import LANGUAGES, body_of
from tests.home.editing import edit

pytestmark = pytest.mark.django_db

ORDER = [slug for slug, _parts in STORIES]


def page_at(client, path: str) -> BeautifulSoup:
    response = client.get(path)
    assert response.status_code == 200, path
    return BeautifulSoup(response.content, "html.parser")


def listed(html: BeautifulSoup | Tag, within: str = "") -> list[str]:
    links = html.select(f"{within} .leaf :is(h2, h3) a")
    return [link["href"].split("/")[-2] for link in links]


def neighbours(client, path: str) -> list[str | None]:
    html = page_at(client, path)
    found = [html.select_one(f".neighbours [rel={rel}]") for rel in ("prev", "next")]
    return [link and link["href"].split("/")[-2] for link in found]


def at(client, anchor: str, language: str = "en") -> list[Tag]:
    """The stories at a clause or an article."""
    html = page_at(client, f"/{language}/statement/")
    return html.select(f"#{anchor} a[href*='/stories/']")


def slugs(links: list[Tag]) -> list[str]:
    return [link["href"].split("/")[-2] for link in links]


def add(index, number: int, parts: list[str]) -> StoryFramePage:
    made = StoryFramePage(
        title=f"Story {number}",
        slug=f"story-{number}",
        summary="S",
        barrier="B",
        example="E",
        parts=parts,
    )
    index.add_child(instance=made)
    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_sample_story_is_told_and_listed_in_every_language(client, language):
    words = texts(language)
    html = page_at(client, f"/{language}/stories/")
    assert listed(html) == ORDER
    assert not html.select(".untranslated")
    page = page_at(client, f"/{language}/stories/claim/")
    assert page.h1.text == words["story.claim.title"]
    told = [each.text for each in page.select(".story-words section p")]
    parts = ("barrier", "example")
    assert told == "\n\n".join(words[f"story.claim.{part}"] for part in parts).split(
        "\n\n"
    )
    labels = [each.text for each in page.select(".parts .label")]
    assert labels == ["g", "h", "1", "2"]
    assert page.select_one(".parts a")["href"] == f"/{language}/statement/#clause-g"
    image = page.select_one(".story-picture img")
    assert image["alt"] == words["image.story-claim.alt"]
    assert page.select_one(".story-picture .credit").text.strip()


def test_stories_stand_in_the_order_that_staff_give_them_in_every_language(
    client, story
):
    assert neighbours(client, "/ar/stories/fee/") == [None, "watermark"]
    # Translations stay where they are.
    story("unlisted").move(story("fee"), pos="left")
    order = ["unlisted", *ORDER[:-1]]
    for language in ("en", "ar"):
        assert listed(page_at(client, f"/{language}/stories/")) == order
    assert neighbours(client, "/ar/stories/fee/") == ["unlisted", "watermark"]
    assert neighbours(client, "/en/stories/claim/") == ["low-resolution", None]


def test_what_is_not_in_the_readers_language_stands_apart_and_says_so(client, story):
    story("watermark", "ar").unpublish()
    html = page_at(client, "/ar/stories/")
    assert listed(html) == ["fee", "low-resolution", "claim", "unlisted", "watermark"]
    (apart,) = html.select(".untranslated .leaf")
    assert (apart["lang"], apart["dir"]) == ("en", "ltr")
    assert apart.select_one(".kicker").text.strip() == "الإنجليزية"
    following = page_at(client, "/ar/stories/fee/").select_one("[rel=next]")
    assert "الإنجليزية" in following.small.text
    assert following.span["lang"] == "en"
    (link,) = at(client, "article-7", "ar")
    assert (link["lang"], link["href"]) == ("en", "/ar/stories/watermark/")
    # With all of them in one language nothing needs to be said.
    assert not page_at(client, "/en/stories/").select(".leaf .kicker")


def test_a_clause_shows_its_stories_as_long_as_they_can_be_read(client, story, index):
    assert slugs(at(client, "clause-f")) == ["fee", "watermark"]
    assert slugs(at(client, "article-3", "zh-hans")) == ["fee"]
    assert at(client, "clause-a") == []
    fee = story("fee")
    draft = StoryFramePage.objects.get(pk=fee.pk)
    draft.parts, draft.title = [], "Only a draft"
    draft.save_revision()
    assert at(client, "article-3")[0].text == fee.title
    draft.save_revision().publish()
    assert at(client, "article-3") == []
    story("watermark").unpublish()
    assert at(client, "clause-f") == at(client, "clause-f", "fr") == []
    story("claim").delete()
    assert at(client, "clause-g") == []
    waiting = add(index, 1, fee.parts)
    assert slugs(at(client, "article-13")) == ["story-1"]
    waiting.unpublish()
    assert at(client, "article-13") == []


def test_a_part_that_goes_from_the_statement_goes_from_its_story_and_comes_back(
    client, statement
):
    whole = statement.body

    def publish(body) -> None:
        page = StatementPage.objects.get(pk=statement.pk)
        page.body = body
        page.save_revision().publish()

    def labels() -> list[str]:
        html = page_at(client, "/en/stories/fee/")
        return [each.text for each in html.select(".parts .label")]

    assert labels() == ["f", "i", "3", "13"]
    shorter = [
        part
        for part in whole.get_prep_value()
        if "13"
        not in str(
            part["value"].get("label") if isinstance(part["value"], dict) else ""
        )
    ]
    publish(StatementPage.body.field.to_python(shorter))
    assert labels() == ["f", "i", "3"]
    publish(whole)
    assert labels() == ["f", "i", "3", "13"]
    statement.unpublish()
    assert labels() == []


def test_readers_wait_for_no_more_queries_however_many_stories_there_are(
    client, index, story
):
    paths = ["/en/statement/", "/ar/statement/", "/ar/stories/", "/ar/stories/fee/"]
    parts = story("fee").parts

    def queries(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            client.get(path)
        return len(found)

    few = [queries(path) for path in paths]
    for number in range(30):
        add(index, number, parts)
    assert [queries(path) for path in paths] == few
    assert max(few) <= 12
    # Beyond one page there is another.
    assert len(listed(page_at(client, "/en/stories/"))) == 24
    assert listed(page_at(client, "/en/stories/?page=2"))[-1] == "story-29"


def test_staff_choose_parts_by_their_words_and_keep_those_that_have_gone(
    sign_in, story, statement
):
    client, page = sign_in("moderator"), story("fee")
    gone = str(uuid4())
    StoryFramePage.objects.filter(pk=page.pk).update(parts=[*page.parts, gone])
    page.refresh_from_db()
    page.save_revision()
    listing = page_at(client, "/admin/story-list/")
    rows = listing.select("table.listing tbody tr")
    assert all(row.select_one("td.title [id$=_title]") for row in rows), rows
    titles = [row.select_one("td.title [id$=_title]").text.strip() for row in rows]
    assert titles == [texts("en")[f"story.{slug}.title"] for slug in ORDER]
    assert all(row.select_one("td.title a") for row in rows)
    assert "f, i, 3, 13" in rows[0].text
    form = page_at(client, f"/admin/pages/{page.pk}/edit/")
    boxes = form.select("input[name=parts]")
    assert [each.text.strip() for each in form.select("#id_parts legend")] == [
        *("Clauses", "Articles", "No longer in the Statement"),
    ]
    assert {box["value"] for box in boxes if box.has_attr("checked")} == {*page.parts}
    article = next(box for box in boxes if box["value"] == page.parts[2])
    assert "3: Access without charge" in article.find_parent("label").text
    assert not edit(client, page, parts=[page.parts[2], gone])
    page.refresh_from_db()
    assert page.parts == [page.parts[0], gone]
    assert "parts" in edit(client, page, parts=["<b>"])


def test_machines_are_told_what_a_story_is_about(client):
    html = page_at(client, "/fr/stories/unlisted/")
    graph = json.loads(html.select_one("script[type='application/ld+json']").text)
    article = next(each for each in graph["@graph"] if each["@type"] == "Article")
    assert article["headline"] == texts("fr")["story.unlisted.title"]
    assert article["inLanguage"] == bcp47("fr")
    assert article["author"] == article["publisher"]
    assert article["publisher"]["name"] == "Patrimoine ouvert"
    addresses = [each["url"].split("/fr/")[1] for each in article["about"]]
    assert addresses == [
        *("statement/#clause-p", "statement/#clause-u"),
        *("statement/#article-11", "statement/#article-15"),
    ]
    image = client.get(article["image"].removeprefix("http://localhost:8000"))
    assert body_of(image)
    index = page_at(client, "/fr/stories/").select_one("script[type*=ld]").text
    assert index.count('"ListItem"') >= len(ORDER)
    sitemap = client.get("/sitemap.xml").text
    assert "/sw/stories/low-resolution/</loc>" in sitemap


def test_a_story_is_found_as_one(client, story):
    thing = page_thing(story("low-resolution").translation_key)
    found = entries_of([thing])[thing]
    assert {entry.kind for entry in found} == {EntryKind.STORY}
    query = urlencode({"q": "Seemann", "kind": "story"})
    assert "/de/stories/low-resolution/" in client.get(f"/de/search/?{query}").text


def test_a_story_needs_neither_picture_nor_parts_nor_neighbours(client, index):
    Page.objects.type(StoryFramePage).delete()
    html = page_at(client, "/ja/stories/")
    assert html.select_one(".empty")
    assert not page_at(client, "/ja/").select("a[href*='/ja/stories/']:not(footer a)")
    bare = add(index, 1, [])
    bare.title, bare.barrier = "<i>Bare</i>", "One\r\n\r\nTwo"
    bare.save_revision().publish()
    html = page_at(client, "/en/stories/story-1/")
    assert html.h1.text == "<i>Bare</i>"
    assert [each.text for each in html.select(".barrier p")] == ["One", "Two"]
    assert not html.select(".story-parts, .story-picture, .neighbours")
    assert listed(page_at(client, "/en/stories/")) == ["story-1"]

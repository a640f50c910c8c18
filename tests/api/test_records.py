"""What the API says is what the files of open data say, and nothing else."""

import json
from datetime import date, datetime

import pytest
from defusedxml.ElementTree import fromstring
from icalendar import Calendar
from wagtail.models import Page, PageViewRestriction

from members.models import MemberPage
from news.models import NewsPage
from openheritage.locales import language_of
from openheritage.sitemaps import public_pages
from register import counts
from signatures import signing
from signatures.models import Signature
from statement.models import StatementText
from stories.models import StoriesIndexPage, StoryFramePage
from tests.signing import make_published, make_signature

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"


def by_id(records: list[dict]) -> dict[str, dict]:
    found = {record["id"]: record for record in records}
    assert len(found) == len(records), "A record came twice."
    return found


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_signatories_are_those_of_the_file(client, read, read_all, language):
    make_published(None, name="In Antarctica", country="AQ", source="paper")
    file = json.loads(client.get(f"/{language}/signatories.json").getvalue())
    told = read_all("signatories/", language=language, limit=9)
    assert by_id(told) == by_id(file["signatories"])
    days = [record["published_on"] for record in told]
    assert days == sorted(days)
    one = told[len(told) // 2]
    assert read(f"signatories/{one['id']}/", language=language) == one


@pytest.mark.parametrize("language", ["en", "fr"])
def test_members_are_those_of_the_file(client, read_all, language):
    file = client.get(f"/{language}/members.json").json()["members"]
    assert len(file) > 3
    told = read_all("members/", language=language, limit=3)
    assert by_id(told) == by_id(file)
    assert [each["name"] for each in told] == [each["name"] for each in file]


def test_counts_are_those_of_the_file(client, read):
    counts.recount(force=True)
    assert read("counts/") == client.get("/count.json").json()
    assert read("counts/")["signatures"] == Signature.objects.published().count()


def test_the_statement_is_told_with_the_words_that_readers_see(client, read):
    told = read("statement/")
    assert len(told["languages"]) > 6
    for shown in told["languages"]:
        file = client.get(f"/{shown['language'].lower()}/statement.json").json()
        assert shown["language"] == file["language"]
        assert shown["sha256"] == file["sha256"]
        assert shown["status"] == file["status"]
        assert shown["version"] == file["version"]["number"]
        assert shown["is_behind"] == file["version"]["is_behind"]
        assert shown["url"] == file["page"]


def test_each_text_is_the_file_of_its_digest(client, read):
    [*versions] = read("statement/")["versions"]
    texts = [text for version in versions for text in version["texts"]]
    assert {text["sha256"] for text in texts} == {
        text.sha256 for text in StatementText.objects.filter(document="statement")
    }
    for text in texts[:3]:
        path = f"/{text['language'].lower()}/statement.json?text={text['sha256']}"
        assert read(f"statement/texts/{text['sha256']}/") == client.get(path).json()
    labels = {
        block["label"]
        for block in read(f"statement/texts/{texts[0]['sha256']}/")["blocks"]
    }
    assert {"a", "1"} <= labels


@pytest.mark.parametrize("language", ["en", "fr"])
def test_news_are_those_of_the_feed(client, read, read_all, language):
    feed = fromstring(client.get(f"/{language}/news.atom").content)
    entries = {
        entry.find(f"{ATOM}id").text.rpartition("/")[2]: entry
        for entry in feed.findall(f"{ATOM}entry")
    }
    told = by_id(read_all("news/", language=language, limit=2))
    assert told.keys() == entries.keys()
    for key, article in told.items():
        entry = entries[key]
        assert article["title"] == entry.find(f"{ATOM}title").text
        assert article["url"] == entry.find(f"{ATOM}link").get("href")
        for name in ("published", "updated"):
            moment = entry.find(f"{ATOM}{name}").text
            assert article[name][:19] == moment[:19]
        topics = {topic["slug"]: topic["name"] for topic in article["topics"]}
        assert topics == {
            each.get("term"): each.get("label")
            for each in entry.findall(f"{ATOM}category")
        }
    page = read(f"pages/{key}/", language=language)
    assert page["html"] == entry.find(f"{ATOM}content").text
    assert article["page"].startswith(f"http://localhost/api/v1/pages/{key}/")


def test_events_are_those_of_the_calendar(client, read_all):
    calendar = Calendar.from_ical(client.get("/fr/events.ics").content)
    entries = {str(entry["uid"]): entry for entry in calendar.walk("VEVENT")}
    told = {event["uid"]: event for event in read_all("events/", language="fr")}
    assert entries
    assert told.keys() == entries.keys()
    for uid, event in told.items():
        entry = entries[uid]
        assert event["title"] == str(entry["summary"])
        assert event["sequence"] == entry["sequence"]
        assert event["url"] == str(entry["url"])
        starts = entry["dtstart"].dt
        assert event["whole_days"] == (not hasattr(starts, "hour"))
        kind = date if event["whole_days"] else datetime
        assert kind.fromisoformat(event["starts"]) == starts


def test_stories_come_in_the_order_of_the_site(client, read_all):
    told = read_all("stories/", language="fr", limit=2)
    index = StoriesIndexPage.objects.get(locale__language_code="en")
    stories = StoryFramePage.objects.child_of(index).live().order_by("path")
    assert [each["id"] for each in told] == [
        str(story.translation_key) for story in stories
    ]
    for each, story in zip(told, stories, strict=True):
        assert len(each["parts"]) == len(story.parts)
        for name in ("url", "picture"):
            assert each[name].startswith(f"http://localhost/fr/stories/{story.slug}")
        for part in each["parts"]:
            assert part["url"].endswith(f"#{part['kind']}-{part['label']}")


@pytest.mark.parametrize("language", ["en", "fr"])
def test_pages_are_those_of_the_sitemap_and_the_originals_of_others(read_all, language):
    told = read_all("pages/", language=language, limit=30)
    rows = public_pages().values_list("translation_key", "locale_id")
    own = {key for key, locale in rows if language_of(locale) == language}
    assert {each["id"] for each in told if each["language"] == language} == {
        *map(str, own)
    }
    live = Page.objects.live().public().filter(depth__gte=2)
    assert len(by_id(told)) == live.filter(locale__language_code="en").count()


def test_a_page_is_described_as_the_page_itself_does(read_all):
    told = by_id(read_all("pages/", limit=100))
    pages = Page.objects.live().filter(depth__gte=2, locale__language_code="en")
    seen = set()
    for page in pages.specific():
        record = told[str(page.translation_key)]
        assert record["summary"] == page.description
        seen.add(record["type"])
    assert {"home", "statement", "news", "member", "storyframe", "content"} <= seen


def test_a_page_has_its_words_as_html_and_plain(read, read_all):
    for each in read_all("pages/", language="fr", limit=100):
        page = read(f"pages/{each['id']}/", language="fr")
        assert {name: page[name] for name in each} == each
        assert "<script" not in page["html"]
        assert 'href="/' not in page["html"]
        assert 'src="/' not in page["html"]
        assert "<" not in page["text"]
        if each["type"] in ("content", "news", "storyframe", "statement"):
            assert len(page["text"]) > 100


def test_a_page_says_in_which_languages_it_is(read, statement, french_statement):
    page = read(f"pages/{statement.translation_key}/", language="fr")
    assert page["language"] == "fr"
    places = {each["language"]: each["url"] for each in page["languages"]}
    assert places["fr"] == "http://localhost/fr/statement/"
    french_statement.unpublish()
    page = read(f"pages/{statement.translation_key}/", language="fr")
    assert page["language"] == "en"
    assert "fr" not in {each["language"] for each in page["languages"]}


def test_a_withdrawn_signature_is_gone_at_once(client, read, read_all):
    signature = make_published(None, name="Soon to leave")
    path = f"signatories/{signature.reference}/"
    assert read(path)["name"] == "Soon to leave"
    signing.withdraw(signature)
    assert client.get(f"/api/v1/{path}").status_code == 404
    assert signature.reference not in by_id(read_all("signatories/", limit=100))


def test_what_is_not_public_is_not_told(client, read_all, news_index):
    waiting = make_signature(state=Signature.State.WAITING)
    draft, hidden, *_others = NewsPage.objects.live().filter(locale=news_index.locale)
    draft.unpublish()
    PageViewRestriction.objects.create(
        page=hidden, restriction_type=PageViewRestriction.LOGIN
    )
    member = MemberPage.objects.live().filter(locale=news_index.locale).first()
    member.unpublish()
    assert waiting.reference not in by_id(read_all("signatories/", limit=100))
    for path in ("news/", "pages/", "members/", "events/"):
        told = by_id(read_all(path, limit=100))
        for page in (draft, hidden, member):
            assert str(page.translation_key) not in told
    for page in (draft, hidden, member):
        response = client.get(f"/api/v1/pages/{page.translation_key}/")
        assert response.status_code == 404


def test_nobody_who_signed_is_named(client, read_all):
    signature = make_published("someone@museum.example")
    person = signature.signatory
    told = json.dumps(read_all("signatories/", limit=100), ensure_ascii=False)
    assert signature.reference in told
    for words in (person.name, person.email, person.job_title):
        assert words
        assert words not in told

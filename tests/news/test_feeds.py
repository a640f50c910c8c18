"""What programs take: Atom (RFC 4287) and iCalendar (RFC 5545)."""

from datetime import UTC, date, datetime, time, timedelta
from xml.etree import ElementTree as Xml

import pytest
from bs4 import BeautifulSoup
from icalendar import Calendar
from wagtail_localize.models import StringSegment, Translation

from home.models import HomePage
from news.models import Kind, NewsPage
from tests.conftest import LANGUAGES
from translations import saving

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
LANG = "{http://www.w3.org/XML/1998/namespace}lang"
READING = "reading-the-statement-together"


def feed(client, path: str) -> Xml.Element:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    return Xml.fromstring(response.content)  # noqa: S314 - our own


def text(element: Xml.Element, name: str) -> str:
    (found,) = element.findall(ATOM + name)
    return found.text or ""


def moment(element: Xml.Element, name: str) -> datetime:
    return datetime.fromisoformat(text(element, name))


def entries(root: Xml.Element) -> dict[str, Xml.Element]:
    found = {text(each, "id"): each for each in root.findall(ATOM + "entry")}
    assert len(found) == len(root.findall(ATOM + "entry"))
    return found


def original(slug: str) -> NewsPage:
    return NewsPage.objects.get(slug=slug, locale__language_code="en")


def in_feed(client, path: str, page: NewsPage) -> Xml.Element:
    (found,) = (
        entry
        for name, entry in entries(feed(client, path)).items()
        if name.endswith(str(page.translation_key))
    )
    return found


def test_feeds_of_all_languages_are_valid_whole_and_of_the_same_things(client):
    ids = []
    for language in LANGUAGES:
        root = feed(client, f"/{language}/news.atom")
        assert root.get(LANG)
        assert moment(root, "updated").tzinfo
        links = {
            link.get("rel"): link.get("href") for link in root.findall(f"{ATOM}link")
        }
        assert links["self"] == f"http://localhost/{language}/news.atom"
        assert links["alternate"] == f"http://localhost/{language}/news/"
        assert root.find(f"{ATOM}author/{ATOM}name").text
        ids.append((text(root, "id"), *sorted(entries(root))))
        own = []
        for entry in entries(root).values():
            assert moment(entry, "published") <= moment(entry, "updated")
            assert moment(entry, "updated") <= moment(root, "updated")
            assert text(entry, "title")
            html = BeautifulSoup(text(entry, "content"), "html.parser")
            assert len(html.text) > 100
            for tag in html.select("[href], [src]"):
                address = tag.get("href") or tag.get("src")
                assert address.startswith(("http://", "https://", "mailto:"))
            assert not html.select("script, style")
            own.append(entry.get(LANG) == root.get(LANG))
        # The reader's language first, then what is there.
        assert own == sorted(own, reverse=True)
    assert len({each[0] for each in ids}) == len(LANGUAGES)
    assert len({each[1:] for each in ids}) == 1, "An id is the same in all languages."
    topic = feed(client, "/fr/news.atom?topic=access")
    assert len(entries(topic)) == 3
    terms = {each.get("term") for each in topic.iter(f"{ATOM}category")}
    assert terms == {"access"}
    assert text(topic, "id") != text(feed(client, "/fr/news.atom"), "id")


def test_what_is_changed_renamed_or_taken_away_is_told_by_its_time(client):
    page = original("songbook-without-watermark")
    before = in_feed(client, "/en/news.atom", page)
    page.title, page.slug = "A & B <i>\u2028 “c”", "renamed"
    page.authors = "Ana; 王小明"
    page.date = date(2030, 1, 1)
    page.save_revision().publish()
    after = in_feed(client, "/en/news.atom", page)
    assert text(after, "title") == page.title
    assert moment(after, "updated") > moment(before, "updated")
    assert moment(after, "published") <= moment(after, "updated")
    names = [each.text for each in after.iterfind(f"{ATOM}author/{ATOM}name")]
    assert names == ["Ana", "王小明"]
    root = feed(client, "/en/news.atom")
    page.unpublish()
    less = feed(client, "/en/news.atom")
    assert len(entries(less)) == len(entries(root)) - 1
    assert moment(less, "updated") > moment(root, "updated")


def calendar(client, path: str) -> Calendar:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    body = response.content
    assert body.endswith(b"END:VCALENDAR\r\n")
    for line in body.split(b"\r\n"):
        assert len(line) <= 75
        assert b"\n" not in line
        line.decode()
    return Calendar.from_ical(body)


def event(client, path: str, page: NewsPage):
    (found,) = (
        each
        for each in calendar(client, path).walk("VEVENT")
        if str(page.translation_key) in each["UID"]
    )
    return found


def test_calendars_hold_the_same_events_in_all_languages(client):
    uids = set()
    for language in LANGUAGES:
        events = calendar(client, f"/{language}/events.ics").walk("VEVENT")
        assert len(events) == 2
        uids |= {str(each["UID"]) for each in events}
        for each in events:
            assert each["DTSTAMP"].dt.tzinfo
            assert each["SUMMARY"].params["LANGUAGE"]
            assert str(each["URL"]).startswith(f"http://localhost/{language}/news/")
    assert len(uids) == 2
    one = client.get(f"/ar/events/{READING}.ics")
    assert f'filename="{READING}.ics"' in one["Content-Disposition"]
    html = client.get("/ar/news/").text
    assert 'type="text/calendar"' in html
    assert 'href="/ar/events.ics"' in html
    assert f"/ar/events/{READING}.ics" in client.get(f"/ar/news/{READING}/").text
    for path in ("/en/events/none.ics", "/en/events/coalition-launches.ics"):
        assert client.get(path).status_code == 404


def test_changes_of_an_event_are_counted_and_a_cancelled_one_stays(client):
    page = original(READING)
    path = f"/fr/events/{READING}.ics"
    first = event(client, path, page)
    assert first["SEQUENCE"] == 0
    assert first["DTEND"].dt - first["DTSTART"].dt == timedelta(hours=1)

    def publish(**changes: object):
        current = NewsPage.objects.get(pk=page.pk)
        for name, value in changes.items():
            setattr(current, name, value)
        current.save_revision().publish()
        return event(client, "/fr/events.ics", page)

    # Words are no appointment.
    told = publish(summary="Other words, and, commas; “é” " + "語" * 90)
    assert told["SEQUENCE"] == 0
    english = event(client, "/en/events.ics", page)
    assert "commas; “é” " + "語" * 90 in str(english["DESCRIPTION"])
    again = publish(begins_at=time(9), ends_at=time(10, 30), zone="Pacific/Kiritimati")
    assert again["SEQUENCE"] == 1
    assert again["DTSTART"].dt == datetime.combine(
        page.event_date, time(9), UTC
    ) - timedelta(hours=14)
    assert again["LAST-MODIFIED"].dt >= first["LAST-MODIFIED"].dt
    assert publish(place="Town hall, 2nd floor; left")["SEQUENCE"] == 2
    cancelled = publish(event_state="cancelled")
    assert (cancelled["SEQUENCE"], cancelled["STATUS"]) == (3, "CANCELLED")
    assert cancelled["UID"] == first["UID"]
    whole = publish(
        begins_at=None, ends_at=None, event_end_date=page.event_date + timedelta(days=1)
    )
    assert whole["DTSTART"].dt == page.event_date
    assert whole["DTEND"].dt == page.event_date + timedelta(days=2)
    # A draft changes nothing, and one that was begun before loses nothing.
    draft = NewsPage.objects.get(pk=page.pk)
    draft.place = "Elsewhere"
    revision = draft.save_revision()
    assert event(client, "/fr/events.ics", page)["SEQUENCE"] == 4
    publish(event_state="planned")
    revision.publish()
    assert event(client, "/fr/events.ics", page)["SEQUENCE"] == 6


def test_an_event_keeps_its_calendar_when_it_gets_another_address(client):
    page = original(READING)
    page.slug = "reading-again"
    page.save_revision().publish()
    response = client.get(f"/fr/events/{READING}.ics")
    assert response.status_code == 302
    assert response["Location"] == "/fr/events/reading-again.ics"
    assert str(page.translation_key) in client.get(response["Location"]).text


def test_a_site_without_events_or_news_has_empty_ones(client):
    NewsPage.objects.update(live=False)
    assert not calendar(client, "/en/events.ics").walk("VEVENT")
    assert not entries(feed(client, "/en/news.atom"))
    assert HomePage.objects.exists()


def test_long_words_of_any_script_are_folded_between_letters(client, news_index):
    page = NewsPage(
        title="汉字" * 60 + "\u0301é😀" * 20,
        slug="long",
        summary="🎈" * 200 + "\nline; two, \\ three",
        date=date(2026, 1, 1),
        kind=Kind.EVENT,
        event_date=date(2026, 12, 1),
        place="مكتبة " * 40,
    )
    controls = "\x01\x1b"
    page.summary += controls
    news_index.add_child(instance=page)
    found = event(client, "/en/events.ics", page)
    assert str(found["SUMMARY"]) == page.title
    assert str(found["LOCATION"]) == page.place
    assert str(found["DESCRIPTION"]).startswith(page.summary.removesuffix(controls))
    assert "\x01" not in str(found["DESCRIPTION"])


def test_an_event_that_moved_is_told_where_it_is_before_somebody_translates_that(
    client, django_capture_on_commit_callbacks
):
    def said(path: str) -> str:
        return client.get(path).text.replace("\r\n ", "").replace("\\", "")

    page = original("open-heritage-week-planning")
    paths = (f"/fr/news/{page.slug}/", "/fr/news/", "/fr/news.atom", "/fr/events.ics")
    for path in paths:
        assert "Nairobi" in said(path)
    before = event(client, "/fr/events.ics", page)
    assert before["LOCATION"].params["LANGUAGE"] == "fr"
    page.place = "Town hall; Tokyo"
    page.save_revision().publish()
    for path in paths:
        assert "Town hall; Tokyo" in said(path)
        assert "municipale, Nairobi" not in said(path)
    after = event(client, "/fr/events.ics", page)
    assert after["LOCATION"].params["LANGUAGE"] == "en"
    assert after["SEQUENCE"] == before["SEQUENCE"] + 1
    shown = BeautifulSoup(client.get(paths[0]).text, "html.parser")
    assert [each.text for each in shown.select(".facts [lang=en]")] == [page.place]

    segment = StringSegment.objects.get(
        source__object_id=page.translation_key, context__path="place"
    )
    translation = Translation.objects.get(
        source=segment.source, target_locale__language_code="fr"
    )
    saving.store(segment, translation, "Mairie; Tokyo", None)
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target()
    for path in paths:
        assert "Mairie; Tokyo" in said(path)
        assert "Town hall" not in said(path)
    translated = event(client, "/fr/events.ics", page)
    assert translated["LOCATION"].params["LANGUAGE"] == "fr"
    assert translated["LAST-MODIFIED"].dt >= after["LAST-MODIFIED"].dt

"""Clocks: events and deadlines at both of their ends, in zones from −12 to +14."""

import json
from datetime import UTC, date, datetime, time, timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from news import occasions
from news.models import Kind, NewsPage
from openheritage.keeping import EDGE_IS_THERE
from tests.home.editing import edit

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 29)
SECOND = timedelta(seconds=1)


@pytest.fixture
def clock(monkeypatch):
    """Sets what time it is, for lists and pages."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr(timezone, "now", lambda: moment)

    return at


def make(news_index, **fields) -> NewsPage:
    page = NewsPage(
        title="An occasion",
        slug="an-occasion",
        date=date(2026, 1, 1),
        summary="A summary",
        **fields,
    )
    news_index.add_child(instance=page)
    page.save_revision().publish()
    return NewsPage.objects.get(pk=page.pk)


def is_coming(client) -> bool:
    html = BeautifulSoup(client.get("/en/news/?page=1").text, "html.parser")
    found = html.select('.coming a[href="/en/news/an-occasion/"]')
    return bool(found)


# The zone, and how far its clocks are before ours.
ZONES = [("Etc/GMT+12", -12), ("UTC", 0), ("Asia/Kathmandu", 5.75)]
ZONES += [("Pacific/Kiritimati", 14)]


@pytest.mark.parametrize(("zone", "hours"), ZONES)
def test_a_deadline_is_open_to_the_last_second_of_its_day_and_then_says_so(
    client, news_index, clock, zone, hours
):
    make(news_index, kind=Kind.OPPORTUNITY, deadline=DAY, zone=zone)
    midnight = datetime(2026, 3, 30, tzinfo=UTC) - timedelta(hours=hours)
    clock(midnight - SECOND)
    assert is_coming(client)
    assert "Open until 29 March 2026" in client.get("/en/news/").text
    assert "has passed" not in client.get("/en/news/an-occasion/").text
    # Nobody keeps that for longer than it is true.
    kept = client.get("/en/news/an-occasion/")["Cache-Control"]
    assert kept == "public, max-age=1"
    # The site keeps a page for a minute, and gives a browser another one at its end.
    for left, seconds in ((59, 59), (60, 59), (119, 59), (120, 60)):
        clock(midnight - left * SECOND)
        kept = client.get("/en/news/an-occasion/")["Cache-Control"]
        assert kept == f"public, max-age={seconds}"
        edge = client.get("/en/news/an-occasion/", headers={EDGE_IS_THERE: "nginx"})
        assert ("stale" in edge["Cache-Control"]) == (left == 120)
    clock(midnight)
    assert not is_coming(client)
    # The day in sight is the one by which the list goes, there and on its page.
    assert "Closed on 29 March 2026" in client.get("/en/news/").text
    html = client.get("/en/news/an-occasion/").text
    assert "Closed on 29 March 2026" in html
    assert "1 January 2026" not in html
    assert "The deadline has passed." in client.get("/en/news/an-occasion/").text


@pytest.mark.parametrize(("zone", "hours"), ZONES)
def test_an_event_is_coming_until_it_is_over_where_it_takes_place(
    client, news_index, clock, zone, hours
):
    page = make(
        news_index,
        kind=Kind.EVENT,
        event_date=DAY,
        begins_at=time(23, 30),
        event_end_date=DAY + timedelta(days=1),
        ends_at=time(1),
        zone=zone,
    )
    over = datetime(2026, 3, 30, 1, tzinfo=UTC) - timedelta(hours=hours)
    assert page.comes_at == over - timedelta(minutes=90)
    for moment, expected in ((over - SECOND, True), (over, False)):
        clock(moment)
        assert is_coming(client) == expected
        text = client.get("/en/news/an-occasion/").text
        assert ("This event is over." in text) != expected


def test_clocks_that_are_put_forward_take_the_hour_with_them(news_index):
    page = make(
        news_index,
        kind=Kind.EVENT,
        event_date=DAY,
        begins_at=time(1, 30),
        ends_at=time(3, 30),
        zone="Europe/Berlin",
    )
    assert page.over_at - page.comes_at == timedelta(hours=1)


SAID = {
    "en": ("7–8 December 2026", "18:00–19:30", "Central European Standard Time"),
    "de": ("7.–8. Dezember 2026", "18:00–19:30 Uhr", "Mitteleuropäische Normalzeit"),
    "ar": ("7–8 ديسمبر 2026", "6:00–7:30 م", "توقيت وسط أوروبا الرسمي"),
    "zh-hans": ("2026年12月7日至8日", "18:00–19:30", "中欧标准时间"),
    "ru": ("7–8 декабря 2026", "18:00–19:30", "Центральная Европа"),
    "es": ("7–8 de diciembre de 2026", "18:00–19:30", "Europa central"),
}


def test_days_hours_and_zones_are_told_as_the_readers_language_tells_them(
    client, news_index
):
    page = make(
        news_index,
        kind=Kind.EVENT,
        event_date=date(2026, 12, 7),
        begins_at=time(18),
        ends_at=time(19, 30),
        zone="Europe/Berlin",
        place="Town hall",
        online_url="https://meet.example.org/1",
        registration_url="https://meet.example.org/2",
    )
    for language, (_days, hours, zone) in SAID.items():
        text = client.get(f"/{language}/news/an-occasion/").text
        assert hours in text
        assert zone in text
    page.begins_at = page.ends_at = None
    page.event_end_date = date(2026, 12, 8)
    page.event_state = "cancelled"
    page.save_revision().publish()
    for language, (days, hours, _zone) in SAID.items():
        text = client.get(f"/{language}/news/an-occasion/").text
        assert days in text
        assert hours not in text
    html = BeautifulSoup(client.get("/en/news/an-occasion/").text, "html.parser")
    assert "Cancelled" in html.select_one(".kicker").text
    graph = json.loads(html.select_one('script[type="application/ld+json"]').text)
    (event,) = (each for each in graph["@graph"] if each["@type"] == "Event")
    assert (event["startDate"], event["endDate"]) == ("2026-12-07", "2026-12-08")
    assert event["eventStatus"] == "https://schema.org/EventCancelled"
    assert event["eventAttendanceMode"].endswith("MixedEventAttendanceMode")
    assert [each["@type"] for each in event["location"]] == ["Place", "VirtualLocation"]


def test_several_days_last_to_the_end_of_the_last_one_whoever_reads_of_them(
    client, news_index
):
    make(
        news_index,
        kind=Kind.EVENT,
        event_date=date(2027, 1, 6),
        begins_at=time(18),
        event_end_date=date(2027, 1, 8),
        zone="Europe/Berlin",
    )
    html = BeautifulSoup(client.get("/en/news/an-occasion/").text, "html.parser")
    when = html.select_one(".facts dd time")
    assert when.text == "6–8 January 2027, 18:00"
    graph = json.loads(html.select_one('script[type="application/ld+json"]').text)
    (event,) = (each for each in graph["@graph"] if each["@type"] == "Event")
    assert event["endDate"] == "2027-01-09T00:00:00+01:00"
    calendar = client.get("/en/events/an-occasion.ics").text
    assert "DTSTART:20270106T170000Z" in calendar
    assert "DTEND:20270108T230000Z" in calendar


EVENT = {"kind": "event", "event_date": "2026-12-07"}
WRONG = [
    ({"kind": "event"}, "event_date", "An event needs its day."),
    (EVENT | {"event_end_date": "2026-12-06"}, "event_end_date", "before it begins"),
    (EVENT | {"ends_at": "10:00"}, "begins_at", "When does it begin?"),
    (EVENT | {"begins_at": "10:00", "ends_at": "09:00"}, "ends_at", "the last day"),
    (EVENT | {"zone": "Mars/Olympus"}, "zone", "time zone of the list"),
    (EVENT | {"event_date": "0026-12-07"}, "event_date", "Check the year."),
    (EVENT | {"online_url": "javascript:alert(1)"}, "online_url", "valid URL"),
    (EVENT | {"online_url": "http://localhost:8000/a"}, "online_url", "valid URL"),
    (EVENT | {"registration_url": "http://10.0.0.1/"}, "registration_url", "valid URL"),
    ({"date": "0001-01-01"}, "date", "Check the year."),
    ({"date": "9999-12-31"}, "date", "Check the year."),
    (
        # The first of these times is none: clocks are put forward over it.
        {"kind": "event", "event_date": "2027-03-28", "zone": "Europe/Berlin"}
        | {"begins_at": "02:30", "ends_at": "03:15"},
        "ends_at",
        "before it begins",
    ),
    (EVENT | {"deadline": "2026-12-01"}, "deadline", "Only opportunities"),
    ({"kind": "story", "place": "Rome"}, "place", "Only events"),
    ({"kind": "opportunity", "deadline_time": "10:00"}, "deadline", "needs its day"),
]


def test_what_is_wrong_is_said_at_its_field_and_nothing_of_it_goes_live(sign_in):
    moderator = sign_in("moderator")
    page = NewsPage.objects.get(slug="songbook-without-watermark", locale_id=1)
    for changes, field, words in WRONG:
        errors = edit(moderator, page, **changes)
        assert list(errors) == [field], changes
        assert words in str(errors[field]), changes
    assert NewsPage.objects.get(pk=page.pk).kind == Kind.STORY
    good = EVENT | {"begins_at": "10:00", "ends_at": "09:00"}
    assert not edit(moderator, page, **good, event_end_date="2026-12-08")


def test_every_zone_of_the_list_is_known_to_whoever_reads_it():
    moment = datetime(2026, 7, 1, 12, tzinfo=UTC)
    for name in occasions.zones():
        local = moment.astimezone(occasions.moment(DAY, time(), name).tzinfo)
        assert occasions.zone_name(local)

"""Lists by key: whole, each record once, and a page far behind costs as much."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from api.paging import OnePage
from api.signatories import ORDER
from members.models import MemberPage
from news.models import NewsPage
from openheritage.locales import locale_ids
from signatures import signing
from signatures.models import Signature
from tests.signing import asked, make_published

pytestmark = pytest.mark.django_db

LISTS = ["signatories/", "members/", "news/", "events/", "stories/", "pages/"]
MOST_QUERIES = 6


@pytest.mark.parametrize("path", LISTS)
def test_every_page_size_tells_the_same(read_all, path):
    whole = read_all(path, limit=100)
    assert read_all(path, limit=1 if path == "events/" else 4) == whole
    assert len(whole) > 1


@pytest.mark.parametrize("path", LISTS)
def test_a_page_costs_a_few_queries_however_many_it_tells(client, path):
    for warm in ("", "?limit=100"):
        client.get(f"/api/v1/{path}{warm}")
    costs = []
    for limit in (1, 5, 100):
        with CaptureQueriesContext(connection) as queries:
            answer = client.get(f"/api/v1/{path}", {"limit": limit, "language": "fr"})
        assert answer.status_code == 200
        costs.append(len(asked(queries)))
    assert costs[0] == costs[1] == costs[2] <= MOST_QUERIES, costs


def test_the_next_page_stands_in_the_body_and_in_the_header(client):
    first = client.get("/api/v1/signatories/?limit=2&language=fr")
    following = first.json()["next"]
    assert first["Link"] == f'<{following}>; rel="next"'
    assert "language=fr" in following
    assert "limit=2" in following
    last = client.get("/api/v1/events/?limit=100")
    assert last.json()["next"] is None
    assert "Link" not in last


def test_what_is_published_meanwhile_moves_nothing(client, read, read_all):
    before = [each["id"] for each in read_all("signatories/", limit=100)]
    first = read("signatories/", limit=10)
    new = make_published(None, name="Newest of all")
    signing.withdraw(Signature.objects.get(reference=before[3]))
    signing.withdraw(Signature.objects.get(reference=before[9]))
    told = [each["id"] for each in first["items"]]
    answer = first
    while answer["next"]:
        path = answer["next"].removeprefix("http://localhost")
        answer = client.get(path).json()
        told += [each["id"] for each in answer["items"]]
    assert told == [*before, new.reference]


def test_those_of_one_moment_are_told_once_each(read_all):
    moment = Signature.objects.newest().first().published_at
    Signature.objects.published().update(published_at=moment)
    told = [each["id"] for each in read_all("signatories/", limit=7)]
    assert len(told) == len({*told}) == Signature.objects.published().count()


def test_articles_of_one_day_are_told_once_each(read_all):
    day = NewsPage.objects.first().date
    NewsPage.objects.update(date=day)
    told = [each["id"] for each in read_all("news/", limit=1)]
    here = NewsPage.objects.live().filter(locale_id=locale_ids()["en"])
    assert len(told) == len({*told}) == here.count()


def test_a_long_name_of_any_script_leads_on(read_all):
    before = read_all("members/")
    for number, page in enumerate(MemberPage.objects.readable_in("en")[:3]):
        page.organisation.name = "க" * 254 + str(number)
        page.organisation.name_latin = ""
        page.organisation.save()
    after = read_all("members/", limit=1)
    assert {each["id"] for each in after} == {each["id"] for each in before}


def test_an_index_finds_the_page(read):
    """However many have signed: what stands before it is not read."""
    cursor = read("signatories/", limit=5)["next"].rpartition("after=")[2]
    rows = Signature.objects.published().order_by(*ORDER.by)
    rows = rows.filter(ORDER.behind(ORDER.read(cursor)))
    with connection.cursor() as database:
        # So few rows are read faster without.
        database.execute("SET LOCAL enable_seqscan = off")
        database.execute("SET LOCAL enable_bitmapscan = off")
        database.execute("SET LOCAL enable_sort = off")
    plan = rows.explain()
    # Of two that have this order PostgreSQL takes the one that it likes better.
    assert re.search(r"signatures_(chosen_)?by_date", plan)
    assert "Index Cond: (published_at >=" in plan


def test_a_cursor_tells_no_number_of_a_table(read):
    cursor = read("signatories/", limit=5)["next"].rpartition("after=")[2]
    reference = read("signatories/", limit=5)["items"][-1]["id"]
    assert ORDER.read(cursor)[1] == reference
    assert len(ORDER.read(cursor)) == len(ORDER.fields)


@pytest.mark.parametrize("limit", [1, 100])
def test_the_limits_of_a_page_are_those_that_are_told(limit):
    assert OnePage(limit=limit).limit == limit


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "cursor",
    [
        "x",
        "é",
        "AAAA",
        "bnVsbA",
        "W10",
        # ["signatories"], ["signatories", 1, 2], ["signatories", "2026-11-01", "A"]
        "WyJzaWduYXRvcmllcyJd",
        "WyJzaWduYXRvcmllcyIsMSwyXQ",
        "WyJzaWduYXRvcmllcyIsIjIwMjYtMTEtMDEiLCJBIl0",
        # Deeper than anybody reads, and a character that no database takes.
        "W1tbW1tbW1tbW1tbW1tbW1tbW1tbW1tb",
        "WyJzdG9yaWVzIiwiXHUwMDAwIl0",
        "WyJzdG9yaWVzIiwiXHVkODAwIl0",
    ],
)
def test_a_cursor_that_no_list_made_is_told_in_words(client, path, cursor):
    response = client.get(f"/api/v1/{path}", {"after": cursor})
    assert response.status_code == 400
    assert response.json()["type"].endswith("#wrong-cursor")
    assert "begin anew" in response.json()["detail"]


def test_no_list_takes_the_cursor_of_another(client, read):
    cursor = read("news/", limit=1)["next"].rpartition("after=")[2]
    assert client.get(f"/api/v1/news/?after={cursor}").status_code == 200
    assert client.get(f"/api/v1/events/?after={cursor}").status_code == 400

"""What readers search and do not find: counted, bounded, and nobody's."""

from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from openheritage.worker import jobs
from search import missed
from search.models import Missed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_missed(db):
    # The browser tests search for what nobody finds, and what they do is kept.
    Missed.objects.all().delete()


def rows():
    return list(Missed.objects.values_list("locale", "query", "hits"))


def miss(client, query, language="en", **more):
    response = client.get(f"/{language}/search/", {"q": query, **more})
    assert response.status_code == 200


def days_ago(days):
    return timezone.now().date() - timedelta(days=days)


def make(query, days, locale="en", hits=1):
    Missed.objects.bulk_create(
        Missed(locale=locale, query=query, day=days_ago(day), hits=hits) for day in days
    )


def test_a_search_without_result_is_counted_once_a_day(client):
    for query in ("Xyzzyqwv", " xyzzyqwv ", "XYZZYQWV"):
        miss(client, query)
    miss(client, "xyzzyqwv", "fr")
    assert rows() == [("en", "xyzzyqwv", 3), ("fr", "xyzzyqwv", 1)]
    assert {row.day for row in Missed.objects.all()} == {days_ago(0)}


def test_what_is_found_is_not_counted(client):
    miss(client, "heritage")
    # Found, but not of this kind.
    miss(client, "Smarthistory", kind="clause")
    assert rows() == []


def test_only_a_reader_s_look_counts(client):
    client.head("/en/search/?q=xyzzyqwv")
    assert rows() == []


@pytest.mark.parametrize(
    "query",
    [
        *("ana@example.org", "xyzzyqwv＠example", "xyzzyqwv 1234", "xyzzyqwv ٠٤٠١"),
        *("xyzzyqwv 040-12 34", "+49 (40) 123", "xyzzyqwv " * 10, "🎈🎈", "***"),
    ],
)
def test_what_may_name_a_person_is_not_stored(client, query):
    miss(client, query)
    assert rows() == []


def test_short_numbers_are_stored(client):
    miss(client, "xyzzyqwv 123")
    assert rows() == [("en", "xyzzyqwv 123", 1)]


def test_nothing_of_the_reader_is_stored():
    """A new field is looked at by a person."""
    fields = {field.name for field in Missed._meta.get_fields()}
    assert fields == {"id", "locale", "query", "day", "hits"}


def test_a_day_has_room_for_so_many_rows(client, monkeypatch):
    monkeypatch.setattr(missed, "ROWS_A_DAY", 3)
    make("older", [1, 2, 3])
    for letter in "abcdef":
        miss(client, f"xyzzyqwv{letter}")
    assert Missed.objects.filter(day=days_ago(0)).count() == 3
    # What is there is still counted.
    miss(client, "xyzzyqwva")
    assert ("en", "xyzzyqwva", 2) in rows()


def test_counting_takes_few_queries(django_assert_num_queries):
    make("word", range(50))
    for _time in range(2):
        # And the savepoint of this test's transaction.
        with django_assert_num_queries(3):
            missed.note("xyzzyqwv", "en")
    assert ("en", "xyzzyqwv", 2) in rows()


def test_a_table_that_cannot_be_written_is_no_error_of_the_reader(client):
    with connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION READ ONLY")
    miss(client, "xyzzyqwv")
    assert rows() == []


def test_what_is_old_is_forgotten():
    make("word", [0, 89, 90, 91, 200])
    missed.purge()
    assert {row.day for row in Missed.objects.all()} == {
        days_ago(days) for days in (0, 89, 90)
    }


def test_a_worker_forgets():
    from search import tasks

    assert tasks
    assert "search.tasks.purge_missed" in jobs


# What staff see --------------------------------------------------------------------


def listed(client, query=""):
    response = client.get(f"{reverse('search_missed:index')}?{query}")
    assert response.status_code == 200
    return [(row["query"], row["locale"]) for row in response.context["object_list"]]


def test_staff_see_what_was_missed_on_three_days(sign_in):
    make("once", [0], hits=99)
    make("twice", [0, 1], hits=99)
    make("often", [0, 1, 5])
    make("oftener", [0, 1, 5, 9])
    # Three rows, but of two languages.
    make("mixed", [0, 1])
    make("mixed", [2], locale="fr")
    assert listed(sign_in("editor")) == [("oftener", "en"), ("often", "en")]


def test_staff_look_at_one_language(sign_in):
    make("word", [0, 1, 2])
    make("mot", [0, 1, 2], locale="fr")
    editor = sign_in("editor")
    assert listed(editor, "locale=fr") == [("mot", "fr")]
    html = editor.get(reverse("search_missed:index")).text
    assert "Français" in html
    assert editor.get(reverse("search_missed:index_results")).status_code == 200


def test_translators_see_no_searches(sign_in):
    response = sign_in("translator").get(reverse("search_missed:index"))
    assert response.status_code == 302
    assert "Not found" not in sign_in("translator").get("/admin/").text

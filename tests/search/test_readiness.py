"""What machines and staff are told about search."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from openheritage import health
from search import state
from search.models import Change
from search.synchronisation import rebuild
from tests.services import faults

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nothing_waits(db):
    Change.objects.all().delete()


def ready(client):
    response = client.get("/health/ready/")
    assert response.status_code == 200
    assert response["Cache-Control"].endswith("no-store, must-revalidate, private")
    return response.json()


def wait(minutes, **more):
    at = timezone.now() - timedelta(minutes=minutes)
    return Change.objects.create(thing="page:x", at=at, **more)


def panel(sign_in):
    html = BeautifulSoup(sign_in("root").get("/admin/").text, "html.parser")
    section = html.select_one("#search-section, [id^=search]")
    terms = html.find("dt", string="Answered by").parent
    assert section
    return [value.text for value in terms.select("dd")]


def test_the_database_alone_is_ready(client):
    assert ready(client)["search"] == "ok"


def test_a_server_that_answers_is_ready(server, client):
    rebuild()
    assert ready(client)["search"] == "ok"


def test_a_server_that_fails_makes_nobody_unready(use_search_url, client):
    use_search_url(f"{faults.refusing()}/gone")
    assert ready(client)["search"] == "database"


def test_a_server_without_an_index_is_told(server, client):
    assert ready(client)["search"] == "database"


def test_changes_that_wait_long_are_told(client):
    wait(4)
    assert ready(client)["search"] == "ok"
    wait(6)
    # By number, the first is the oldest.
    Change.objects.order_by("pk").first().delete()
    assert ready(client)["search"] == "behind"


def test_what_the_server_lacks_counts_where_there_is_one(server, client):
    rebuild()
    wait(6, entered_at=timezone.now())
    assert ready(client)["search"] == "behind"


def test_what_the_server_lacks_counts_for_nothing_without_one(client):
    wait(6, entered_at=timezone.now())
    assert ready(client)["search"] == "ok"


def test_a_check_that_fails_makes_nobody_unready(client, monkeypatch):
    def fail():
        raise LookupError("with somebody's words")

    monkeypatch.setitem(health.checks, "search", health.Check(lambda found: fail()))
    assert ready(client)["search"] == "unknown"


def test_operators_see_that_the_database_answers(superuser, sign_in):
    assert panel(sign_in) == ["the database", "none"]


def test_operators_see_that_the_server_answers(server, superuser, sign_in):
    rebuild()
    wait(2, entered_at=timezone.now())
    assert panel(sign_in) == [*("the search server", "1 (the oldest since 2 minutes)")]


def test_operators_see_that_the_server_is_down_and_how_far_it_is_behind(
    use_search_url, superuser, sign_in
):
    use_search_url(f"{faults.refusing()}/gone")
    wait(12)
    wait(3)
    answered_by, waiting = panel(sign_in)
    assert answered_by == "the database, since the search server does not answer"
    assert waiting.startswith("2 (the oldest since 12 minutes)")
    assert "worker" in waiting


def test_asking_for_changes_reads_two_rows_of_numbers(django_assert_num_queries):
    wait(1)
    with django_assert_num_queries(2):
        assert state.waiting().number == 1

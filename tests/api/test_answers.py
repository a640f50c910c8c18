"""What all answers have in common, and what is told when something goes wrong."""

import gzip

import pytest
from django.db import OperationalError
from django.test import Client

from api import answering
from api.throttling import Buckets
from edge import addresses
from edge.models import Change
from openheritage import problems, watch
from statement.models import StatementPage
from tests.conftest import add_language
from tests.signing import make_published

pytestmark = pytest.mark.django_db

EDGE = {"Surrogate-Capability": "nginx=X-Accel-Expires"}
PATHS = [
    *("", "pages/", "statement/", "news/", "events/", "members/", "stories/"),
    *("signatories/", "counts/", "problems/", "openapi.json", "news/?language=ar"),
]


def is_problem(response, status: int, word: str) -> dict:
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    told = response.json()
    assert told["type"] == f"http://localhost/api/v1/problems/#{word}"
    assert told["status"] == status
    assert told["title"] == problems.PROBLEMS[word].title
    assert told["detail"]
    assert response["Access-Control-Allow-Origin"] == "*"
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Accept-Language" not in response.get("Vary", "")
    assert not response.cookies
    return told


@pytest.mark.parametrize("path", PATHS)
def test_anyone_may_read_and_keep_it_from_any_site(client, path):
    response = client.get(f"/api/v1/{path}", headers={"Origin": "https://a.example"})
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/json")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "Link" in response["Access-Control-Expose-Headers"]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert response["Cache-Control"] == "public, max-age=60"
    assert response["X-Robots-Tag"] == "noindex"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"]
    assert response["Content-Language"] == ("ar" if "=ar" in path else "en")
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"
    assert not response.cookies
    head = client.head(f"/api/v1/{path}")
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == response["ETag"]


@pytest.mark.parametrize("path", PATHS)
def test_what_is_known_is_not_sent_again(client, path):
    first = client.get(f"/api/v1/{path}")
    assert first["ETag"].startswith('"')
    again = client.get(f"/api/v1/{path}", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Access-Control-Allow-Origin"] == "*"
    assert again["Cache-Control"] == "public, max-age=60"
    other = client.get(f"/api/v1/{path}", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


def test_the_mark_changes_with_the_answer(client, news_index):
    path = f"/api/v1/pages/{news_index.translation_key}/"
    first = client.get(path)
    news_index.title = "Other news"
    news_index.save_revision().publish()
    again = client.get(path, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 200
    assert again.json()["title"] == "Other news"
    assert client.get(f"{path}?language=fr")["ETag"] != again["ETag"]


def test_it_is_compressed_and_its_mark_says_so(client):
    response = client.get("/api/v1/pages/", headers={"Accept-Encoding": "gzip"})
    assert b"items" in gzip.decompress(response.content)
    assert response["ETag"].startswith('W/"')


def test_a_script_of_another_site_may_send_its_mark(client):
    response = client.options(
        "/api/v1/news/",
        headers={
            "Origin": "https://a.example",
            "Access-Control-Request-Method": "GET",
            "Access-Control-Request-Headers": "if-none-match",
        },
    )
    assert response.status_code == 204
    assert response["Access-Control-Allow-Origin"] == "*"
    assert "GET" in response["Access-Control-Allow-Methods"]
    assert "If-None-Match" in response["Access-Control-Allow-Headers"]
    assert response["Access-Control-Max-Age"] == "86400"


@pytest.mark.parametrize(
    ("path", "status", "word"),
    [
        ("news/?limit=0", 400, "wrong-value"),
        ("news/?limit=101", 400, "wrong-value"),
        ("news/?limit=many", 400, "wrong-value"),
        ("news/?limit=1&limit=2", 400, "unknown-parameter"),
        ("news/?lang=fr", 400, "unknown-parameter"),
        ("counts/?language=fr", 400, "unknown-parameter"),
        ("openapi.json?x=1", 400, "unknown-parameter"),
        ("news/?language=tlh", 400, "unknown-language"),
        ("news/?language=", 400, "unknown-language"),
        ("news/?language=%00", 400, "unknown-language"),
        ("news/?after=x", 400, "wrong-cursor"),
        ("news/?after=" + "A" * 2001, 400, "wrong-value"),
        ("nothing/", 404, "not-found"),
        ("nothing", 404, "not-found"),
        ("pages/1/", 404, "not-found"),
        ("pages/00000000-0000-0000-0000-000000000000/", 404, "not-found"),
        ("signatories/NOSUCHONE0/", 404, "not-found"),
        ("signatories/%00/", 404, "not-found"),
        ("statement/texts/abc/", 404, "not-found"),
        (f"statement/texts/{'0' * 64}/", 404, "not-found"),
        ("../v2/news/", 404, "not-found"),
    ],
)
def test_each_problem_has_its_word(client, path, status, word):
    is_problem(client.get(f"/api/v1/{path}"), status, word)


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(method):
    client = Client(enforce_csrf_checks=True)
    response = getattr(client, method)("/api/v1/news/", {})
    is_problem(response, 405, "method-not-allowed")
    assert response["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize(
    ("accepted", "status"),
    [
        ("application/json", 200),
        ("application/*", 200),
        ("text/html, */*;q=0.8", 200),
        ("text/csv", 406),
        ("text/html", 406),
    ],
)
def test_all_of_it_is_json(client, accepted, status):
    response = client.get("/api/v1/counts/", headers={"Accept": accepted})
    assert response.status_code == status
    if status == 406:
        is_problem(response, 406, "not-acceptable")


def test_an_address_without_its_slash_leads_on(client):
    response = client.get("/api/v1/news?language=fr")
    assert response.status_code == 301
    assert response["Location"] == "/api/v1/news/?language=fr"
    # Else a script of another site could not follow.
    assert response["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("If-Match", '"x"'),
        ("If-Unmodified-Since", "Thu, 01 Jan 2015 00:00:00 GMT"),
    ],
)
def test_a_condition_of_writers_is_passed_over(client, name, value):
    assert client.get("/api/v1/news/", headers={name: value}).status_code == 200


def test_languages_are_known_by_their_tags_and_by_nothing_else(client, read):
    tagged = read("members/", language="zh-Hans")
    assert tagged["language"] == "zh-Hans"
    assert read("members/", language="zh-hans")["items"] == tagged["items"]
    wished = client.get("/api/v1/members/", headers={"Accept-Language": "fr"})
    assert wished.json()["language"] == wished["Content-Language"] == "en"
    told = {each["language"] for each in read()["languages"]}
    assert {"en", "fr", "ar", "zh-Hans"} <= told


def test_a_language_in_preparation_is_told_to_nobody(client, read):
    add_language("he", to_open=False)
    told = is_problem(client.get("/api/v1/news/?language=he"), 400, "unknown-language")
    assert "fr" in told["detail"]
    assert "he" not in {each["language"] for each in read()["languages"]}


def test_whoever_asks_for_too_much_is_told_when_to_ask_again(client, monkeypatch):
    monkeypatch.setattr(answering, "buckets", Buckets(burst=2, per_second=0.1))
    monkeypatch.setattr("api.throttling.monotonic", lambda: 100.0)
    for _question in range(2):
        assert client.get("/api/v1/counts/").status_code == 200
    response = client.get("/api/v1/counts/")
    is_problem(response, 429, "too-many-requests")
    assert response["Retry-After"] == "10"
    assert response["Cache-Control"] == "no-store"
    # Somebody else is nobody's business.
    other = client.get("/api/v1/counts/", headers={"X-Forwarded-For": "192.0.2.9"})
    elsewhere = client.get("/api/v1/counts/", REMOTE_ADDR="192.0.2.9")
    assert other.status_code == 429
    assert elsewhere.status_code == 200


def test_a_bucket_fills_again(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("api.throttling.monotonic", lambda: now[0])
    buckets = Buckets(burst=3, per_second=2, most=2)
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    now[0] += 0.5
    assert [buckets.wait("a") for _ in range(2)] == [0, 0.5]
    now[0] += 100
    assert [buckets.wait("a") for _ in range(4)] == [0, 0, 0, 0.5]
    # Two are remembered, and whoever asked last is one of them.
    buckets.wait("b")
    buckets.wait("c")
    assert [*buckets.kept] == ["b", "c"]


def test_without_its_database_programs_are_told_so_too(client, monkeypatch):
    monkeypatch.setattr(watch.watch, "is_away", True)
    response = client.get("/api/v1/news/?limit=2", headers={"Accept": "*/*"})
    is_problem(response, 503, "unavailable")
    assert response["Retry-After"].isdigit()
    assert response["Cache-Control"] == "no-store"


def test_an_outage_in_the_middle_is_told_as_one(client, monkeypatch):
    def fail(*args: object) -> None:
        raise OperationalError("server closed the connection unexpectedly")

    monkeypatch.setattr("api.signatories.numbers", fail)
    is_problem(client.get("/api/v1/counts/"), 503, "unavailable")


def test_a_mistake_of_ours_is_told_without_its_words(client, monkeypatch):
    def fail(*args: object) -> None:
        raise RuntimeError("secret words")

    monkeypatch.setattr("api.signatories.numbers", fail)
    client.raise_request_exception = False
    response = client.get("/api/v1/counts/")
    is_problem(response, 500, "internal-error")
    assert "secret" not in response.text


def test_the_statement_is_told_though_there_is_none(read):
    for page in StatementPage.objects.live():
        page.unpublish()
    assert read("statement/")["languages"] == []


def test_every_problem_is_explained_where_its_type_leads(read):
    told = {each["word"]: each for each in read("problems/")["items"]}
    assert told.keys() == problems.PROBLEMS.keys()
    for word, each in told.items():
        assert each["type"] == f"http://localhost/api/v1/problems/#{word}"


def test_the_index_leads_to_everything(client, read):
    index = read()
    addresses = [*index["resources"].values(), index["openapi"], index["about"]]
    for address in addresses:
        assert client.get(address.removeprefix("http://localhost")).status_code == 200


def test_the_sitemap_leads_people_to_the_page_and_nobody_to_data(client):
    sitemap = client.get("/sitemap.xml").text
    assert "/fr/api/</loc>" in sitemap
    assert "/api/v1/" not in sitemap


@pytest.mark.parametrize("path", ["signatories/", "coalition/"])
def test_open_data_lead_to_the_page(client, path):
    assert 'href="/en/api/"' in client.get(f"/en/{path}").text


def test_what_changes_is_told_to_the_server_in_front(client, settings):
    """Plain addresses are forgotten with whatever shows there; with a query or a number
    nothing can be named, and it is kept for seconds."""
    settings.WAGTAILFRONTENDCACHE = {"edge": {"BACKEND": "edge.backends.Door"}}
    signature = make_published(None)
    told = addresses.paths_of(Change.objects.values_list("what", flat=True))
    assert {f"/api/v1/{path}" for path in PATHS if "?" not in path} <= {*told}
    plain = client.get("/api/v1/signatories/", headers=EDGE)
    assert "stale-while-revalidate" in plain["Cache-Control"]
    for path in ("?limit=5", f"{signature.reference}/"):
        response = client.get(f"/api/v1/signatories/{path}", headers=EDGE)
        assert response["X-Accel-Expires"] == "4"

"""What a page that is kept says to whoever asks for it, and how much room it has."""

from uuid import uuid4

import pytest

from members.filters import MembersForm
from openheritage import facts, metrics, page_cache
from openheritage.page_cache import QUESTIONS, ROOMS
from register.filters import SignatoriesForm
from tests.openheritage.kept_pages import site
from tests.test_architecture import PAGE_TYPES

__all__ = ["site"]

pytestmark = pytest.mark.django_db

# What a hit says -----------------------------------------------------------------


def test_who_has_a_page_already_is_told_so_in_the_same_words(site):
    etag = site.ask("/en/faq/", HTTP_ACCEPT_ENCODING="gzip").headers["ETag"]
    uncached = site.uncached("/en/faq/", HTTP_IF_NONE_MATCH=etag)
    kept = site.ask("/en/faq/", HTTP_IF_NONE_MATCH=etag)
    assert kept.status == uncached.status == "304 Not Modified"
    assert kept.headers == uncached.headers
    assert kept.body == b""
    assert site.made == 1
    other = site.ask("/en/faq/", HTTP_IF_NONE_MATCH='"another"')
    assert other.status == "200 OK"
    # Who asks first may have it from elsewhere.
    facts.expire_all()
    first = site.ask("/en/faq/", HTTP_IF_NONE_MATCH=etag)
    assert (site.made, first.status) == (2, "304 Not Modified")
    assert site.ask("/en/faq/").status == "200 OK"
    assert site.made == 2


def test_a_head_is_answered_like_a_get_without_its_body(site):
    whole = site.ask("/en/faq/")
    head = site.ask("/en/faq/", REQUEST_METHOD="HEAD")
    assert (head.headers, head.body) == (whole.headers, b"")
    assert site.made == 1


def test_no_hit_tells_the_id_of_another_request(site):
    ids = [uuid4().hex for _time in range(3)]
    for each in ids:
        answer = site.ask("/en/faq/", HTTP_X_REQUEST_ID=each)
        said = str(answer.headers) + answer.text
        assert "X-Request-ID" not in said
        assert not any(each in said for each in ids)


def test_the_server_in_front_is_told_more_than_others(site):
    plain = site.ask("/en/faq/")
    asked = {page_cache.EDGE: "nginx=X-Accel-Expires"}
    edge = site.ask("/en/faq/", **asked)
    assert site.made == 2
    assert "stale-while-revalidate" not in plain.headers["Cache-Control"]
    assert site.ask("/en/faq/", **asked).headers == edge.headers
    assert "stale-while-revalidate" in edge.headers["Cache-Control"]


def test_hits_are_counted_as_the_requests_they_are(site, monkeypatch, tmp_path):
    monkeypatch.setattr(metrics.State, "is_on", True)
    counted = []
    for name in ("REQUESTS", "PAGE_CACHE"):
        tally = Counted(counted)
        monkeypatch.setattr(metrics, name, tally)
    for name in ("SECONDS", "QUERIES"):
        monkeypatch.setattr(metrics, name, Counted([]))
    site.ask("/en/signatories/")
    counted.clear()
    site.ask("/en/signatories/", REQUEST_METHOD="HEAD")
    etag = site.ask("/en/signatories/").headers["ETag"]
    site.ask("/en/signatories/", HTTP_IF_NONE_MATCH=etag)
    view = "signatories"
    asked = [(view, "HEAD", "200"), (view, "GET", "200"), (view, "GET", "304")]
    assert counted == [row for each in asked for row in (each, ("hit",))]


class Counted:
    def __init__(self, found: list) -> None:
        self.found = found

    def add(self, *labels: str) -> None:
        self.found.append(labels)

    def observe(self, number: float, *labels: str) -> None:
        self.found.append((number, *labels))


def test_brotli_packs_once_and_better_when_many_ask(site):
    sizes = [
        len(site.ask("/en/statement/", HTTP_ACCEPT_ENCODING="br").body)
        for _time in range(page_cache.MANY + 2)
    ]
    assert len({*sizes}) == 2
    assert sizes[-1] < 0.95 * sizes[0]


def test_brotli_packs_better_whoever_is_the_hundredth(site):
    asked = {"": "gzip", "br": "br"}
    sizes = [
        len(site.ask("/en/statement/", HTTP_ACCEPT_ENCODING=asked[coding]).body)
        for _time in range(page_cache.MANY // 2 + 2)
        for coding in ("br", "")
    ]
    assert sizes[-2] < 0.95 * sizes[0]


@pytest.mark.parametrize(
    "accepted",
    ["gzip;q=1.2.3", "br;q=.", "gzip;q=2", "br;q=1.00000", ";;,=", "gzip;q="],
)
def test_a_wish_that_nobody_can_read_is_no_wish(site, accepted):
    for _time in range(2):
        answer = site.ask("/en/faq/", HTTP_ACCEPT_ENCODING=accepted)
        assert answer.status == "200 OK"
        assert "Content-Encoding" not in answer.headers
    assert site.made == 1


# How much there is ---------------------------------------------------------------


def test_room_is_limited_and_queries_drive_no_page_out(site, settings):
    settings.PAGE_CACHE_MB = 1
    site.ask("/en/faq/")
    for number in range(2, 40):
        site.ask(f"/en/signatories/?page={number}")
    assert ROOMS[True].size <= 250_000
    assert 1 <= len(ROOMS[True].kept) < 20
    made = site.made
    site.ask("/en/faq/")
    site.ask("/en/signatories/?page=39")
    assert site.made == made
    site.ask("/en/signatories/?page=2")
    assert site.made == made + 1
    ROOMS[True].clear()
    assert ROOMS[True].size == 0


def test_every_choice_of_a_list_is_known_but_for_what_is_typed():
    asked = {"page", *SignatoriesForm.base_fields, *MembersForm.base_fields}
    for model in PAGE_TYPES:
        asked |= {*model.choices}
    assert asked - {"q"} == QUESTIONS

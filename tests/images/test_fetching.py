"""From where pictures are fetched, and from where nothing is."""

import time
from typing import Any

import pytest
from django.http import HttpResponse

from images import fetching, pinned
from tests.services.museum import Reply

from .manifests import IMAGES, MUSEUM, canvas, info, third
from .pasting import MANIFEST, error, filled

pytestmark = pytest.mark.django_db


def test_nothing_is_fetched_from_where_it_must_not_be(museum, names, paste, settings):
    outside = "not in the list"
    for address, words in (
        (f"http://{MUSEUM}/manifest.json", "https://"),
        ("ftp://museum.example/x", "https://"),
        ("file:///etc/passwd", "https://"),
        ("museum", "https://"),
        ("https://elsewhere.example/manifest.json", outside),
        ("https://127.0.0.1/manifest.json", outside),
        ("https://[::1]/manifest.json", outside),
        ("https://localhost/manifest.json", outside),
        (f"https://{MUSEUM}@elsewhere.example/", "name or password"),
        (f"https://{MUSEUM}:8443/", "with a port"),
        (f"https://{MUSEUM}.elsewhere.example/", outside),
        (f"https://elsewhere.example\\@{MUSEUM}/", "no address"),
        ("https://[", "no address"),
    ):
        assert words in error(paste(address)), address
    assert not names.asked
    # A name of the list that leads into our own network, now or after a moment.
    museum.shelves[f"{MUSEUM}/manifest.json"] = third()
    for kind, address in (
        *(("A", "10.0.0.1"), ("A", "169.254.169.254"), ("A", "192.168.1.1")),
        *(("A", "127.0.0.2"), ("A", "100.64.0.1"), ("A", "0.0.0.0")),  # noqa: S104 - refused, not listened at
        *(("AAAA", "::1"), ("AAAA", "fd00::1"), ("AAAA", "fe80::1")),
        *(("AAAA", "::ffff:10.0.0.1"), ("AAAA", "64:ff9b::a00:1")),
        *(("AAAA", "2002:a00:1::"), ("A", "224.0.0.1")),
    ):
        names.zone[MUSEUM] = {"A": ["127.0.0.1"]} | {kind: [address]}
        assert "not public" in error(paste(MANIFEST)), address
    names.zone[MUSEUM] = {"A": ["127.0.0.1", "10.0.0.1"]}
    assert "not public" in error(paste(MANIFEST))
    assert not museum.asked
    names.zone[MUSEUM] = {"A": ["127.0.0.1"]}
    settings.PICTURE_HOSTS_NETWORKS = []
    assert "not public" in error(paste(MANIFEST))
    assert not museum.asked


def test_a_name_is_looked_up_once_and_the_connection_goes_there(museum, names):
    museum.shelves[f"{MUSEUM}/x.json"] = {"here": True}
    fetcher = fetching.Fetcher()
    real = names.answer

    def rebound(wire: bytes) -> bytes | None:
        answer = real(wire)
        if (MUSEUM, "A") in names.asked:
            names.zone[MUSEUM] = {"A": ["10.0.0.1"]}
        return answer

    names.answer = rebound  # type: ignore[method-assign]
    try:
        with pytest.raises(pinned.FetchError):
            fetcher.json(f"https://{MUSEUM}/missing.json")
        assert museum.asked == [f"{MUSEUM}/missing.json"]
        assert names.asked.count((MUSEUM, "A")) == 1
    finally:
        names.answer = real  # type: ignore[method-assign]


def test_nobody_is_sent_out_of_the_list(museum, paste):
    def sent(to: str, status: int = 302) -> HttpResponse:
        reply = Reply(status=status, headers={"Location": to})
        museum.shelves[f"{MUSEUM}/manifest.json"] = reply
        return paste(MANIFEST)

    museum.shelves[f"{IMAGES}/moved.json"] = third()
    assert filled(sent(f"https://{IMAGES}/moved.json", 301))["creator"]
    assert "not in the list" in error(sent("https://elsewhere.example/m.json"))
    assert "not in the list" in error(sent("https://127.0.0.1/m.json", 307))
    assert "https://" in error(sent(f"http://{IMAGES}/moved.json"))
    assert "from one address to another" in error(sent("/manifest.json"))
    # Pictures lie where the list knows, too.
    alien = canvas("one")
    body = alien["items"][0]["items"][0]["body"]
    body |= {"id": "https://elsewhere.example/x.jpg", "service": []}
    museum.shelves[f"{MUSEUM}/manifest.json"] = third(items=[alien])
    shown = paste(MANIFEST)
    assert not shown.context["facts"]["preview"]


def test_hosts_that_fail_are_told_in_words_and_in_time(
    museum, names, paste, settings, monkeypatch
):
    def given(reply: Any) -> str:
        museum.shelves[f"{MUSEUM}/manifest.json"] = reply
        return error(paste(MANIFEST))

    page = Reply(b"<p>Hello</p>", "text/html; charset=utf-8")
    assert "This is a page" in given(page)
    assert "another kind" in given(Reply(b"x", "application/pdf"))
    assert "read as JSON" in given(Reply(b"{nothing"))
    assert "read as JSON" in given(Reply(b"[" * 200_000))
    assert "no IIIF manifest" in given(["nothing"])
    assert "collection of works" in given(third(type="Collection"))
    assert "without its credit" in given(info(10, 10))
    assert "no picture" in given(third(items=[]))
    assert "nothing at this address" in given(Reply(status=410))
    assert "does not give it" in given(Reply(status=403))
    assert "too much to do" in given(Reply(status=429))
    assert "with an error (500)" in given(Reply(status=500))
    monkeypatch.setattr(fetching, "MOST_JSON", 4000)
    assert "larger than" in given(third(summary={"en": ["x" * 5000]}))
    monkeypatch.undo()
    places = [fetching.places.acquire(blocking=False) for _place in range(3)]
    assert "Others are fetching" in error(paste(MANIFEST))
    for _taken in places:
        fetching.places.release()
    settings.PICTURE_HOSTS_SECONDS = 0.6
    names.trouble[MUSEUM] = "silent"
    assert "took too long" in given({})
    names.trouble.clear()
    for reply in (Reply(silent=True), Reply(dripping=True)):
        begun = time.monotonic()
        assert "took too long" in given(reply)
        assert time.monotonic() - begun < 5


def test_a_certificate_of_somebody_else_is_none(museum, paste, settings):
    museum.shelves[f"{MUSEUM}/manifest.json"] = third()
    settings.PICTURE_HOSTS_CA = ""
    assert "certificate" in error(paste(MANIFEST))
    assert not museum.asked

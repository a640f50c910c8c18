"""Who may embed what: ``openheritage/embedding.py`` holds on all that is answered.

``tests/rights/public.csv`` says it of every address.
"""

from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup

from openheritage.pages import path_in
from tests.conftest import body_of
from tests.home.test_pages import PAGE_TYPES, some_page

from .test_headers import ERRORS, FOR_STAFF

EMBEDDED = [
    "/en/badge.svg",
    "/en/badge.svg?made=up",
    "/count.json",
    "/en/signatories.csv",
    "/fr/members.json",
    "/register.jsonl",
    "/zh-hans/news.atom",
    "/en/signatories.atom",
    "/en/events.ics",
    "/en/events/nothing-like-it.ics",
    "/en/statement.txt",
    "/en/statement.pdf",
    "/ar/statement.akn.xml",
    "/en/commitment.txt",
    "/statement.schema.json",
    "/images/forged/1/width-100/x.png",
    "/static/brand/share.png",
    "/static/brand/share/ar.png",
    "/en/stories/nothing-like-it.png",
]
OURS_ALONE = [
    *("/", "/en", "/en/", "/en/sign/", "/en/search/suggest/?q=a", "/en/k/"),
    *("/en/statement/", "/en/signatories/", "/sitemap.xml", "/favicon.ico"),
    *("/documents/1/x.pdf", "/static/css/base.css", "/static/js/share.js"),
    *("/health/live/", "/health/ready/", "/en/statement.txt.html", "/en/x/badge.svg"),
    *FOR_STAFF,
    *ERRORS,
]


def policy_of(response) -> str:
    if response.streaming:
        body_of(response)
    return response["Cross-Origin-Resource-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("method", ["get", "head", "post", "put"])
def test_other_sites_embed_what_is_meant_for_them_and_no_more(client, method):
    """Whatever is answered: redirects, errors and what is not allowed, too."""
    for path in EMBEDDED:
        assert policy_of(getattr(client, method)(path)) == "cross-origin", path
    for path in OURS_ALONE:
        assert policy_of(getattr(client, method)(path)) == "same-origin", path


@pytest.mark.django_db
def test_what_is_not_sent_again_may_still_be_embedded(client):
    tag = client.get("/en/statement.txt")["ETag"]
    again = client.get("/en/statement.txt", headers={"If-None-Match": tag})
    assert again.status_code == 304
    assert policy_of(again) == "cross-origin"


@pytest.mark.django_db
@pytest.mark.parametrize("page_type", PAGE_TYPES)
def test_pictures_that_pages_offer_to_others_can_be_shown_there(client, page_type):
    """Those of cards, which other sites show beside a link."""
    page = some_page(page_type)
    html = BeautifulSoup(client.get(path_in("en", page.url_path)).text, "html.parser")
    address = urlsplit(html.find("meta", property="og:image")["content"])
    assert policy_of(client.get(address.path)) == "cross-origin"

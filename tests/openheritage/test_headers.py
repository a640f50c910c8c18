"""What is sent with real responses: policies, and who may keep what how long."""

import gzip

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from django.http import HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.test import Client
from django.urls import reverse
from wagtail.models import PageViewRestriction

from home.models import HomePage
from news.models import NewsPage
from openheritage.middleware import PublicCache
from openheritage.packing import compress
from openheritage.pages import SitePage, path_in
from tests.home.test_pages import PAGE_TYPES, some_page

# Of each kind one, beside the page types.
OTHER_PUBLIC = [
    "/en/search/",
    "/en/search/?q=heritage",
    "/en/statement.txt",
    "/en/statement.json",
    "/en/statement.akn.xml",
    "/en/statement.epub",
    "/en/statement/use/",
    "/statement.schema.json",
    "/en/signatories/",
    "/en/signatories/?country=FR&q=a",
    "/en/register/",
    "/sitemap.xml",
    "/robots.txt",
    "/.well-known/security.txt",
]
ERRORS = ["/en/nope/", "/nope/"]
FOR_STAFF = [
    "/admin/",
    "/admin/login/",
    "/admin/password_reset/",
    "/admin/pages/",
    "/admin/nope/",
    "/en/_util/login/",
]

STRICT = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
    "require-trusted-types-for": ["'script'"],
    "trusted-types": ["'none'"],
}
EVERYWHERE = {
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
POWERFUL = ["camera", "geolocation", "microphone", "payment", "usb"]


def policy(response) -> dict[str, list[str]]:
    directives = response["Content-Security-Policy"].split(";")
    return {name: values for name, *values in map(str.split, directives)}


def cache_control(response) -> set[str]:
    return {part.strip() for part in response["Cache-Control"].split(",")}


@pytest.fixture(params=PAGE_TYPES)
def page(request, db) -> SitePage:
    return some_page(request.param)


@pytest.fixture
def path(page) -> str:
    return path_in("en", page.url_path)


@pytest.fixture
def private_page(news_index) -> SitePage:
    """A news article for those who have signed in."""
    page = news_index.get_children().get(slug="site-in-twelve-languages").specific
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.LOGIN
    )
    return page


def test_every_page_type_is_sent_with_the_strict_policy(client, path):
    assert policy(client.get(path)) == STRICT


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/", *OTHER_PUBLIC, *ERRORS, "/en/_util/login/"])
def test_everything_public_is_sent_with_the_strict_policy(client, path):
    assert policy(client.get(path)) == STRICT


@pytest.mark.django_db
def test_the_admin_alone_has_a_looser_policy(client, sign_in):
    for response in [client.get("/admin/login/"), sign_in("editor").get("/admin/")]:
        assert response.status_code == 200
        directives = policy(response)
        assert "'unsafe-inline'" in directives["script-src"]
        assert directives["frame-ancestors"] == ["'self'"]
        assert directives["default-src"] == ["'self'"]
        hosts = [source for sources in directives.values() for source in sources]
        assert not [source for source in hosts if "." in source]
    assert policy(client.get("/administration/")) == STRICT


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/", *OTHER_PUBLIC, *ERRORS, *FOR_STAFF, "/"])
def test_every_response_carries_the_common_headers(client, path):
    response = client.get(path)
    for name, value in EVERYWHERE.items():
        assert response[name] == value
    for feature in POWERFUL:
        assert f"{feature}=()" in response["Permissions-Policy"]


def test_a_preview_may_be_framed_by_the_admin_itself(sign_in, page):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[page.pk])
    response = sign_in("editor").get(url)
    assert response["X-Frame-Options"] == "SAMEORIGIN"
    assert policy(response)["frame-ancestors"] == ["'self'"]
    # Wagtail's script in it, which checks the page, writes HTML.
    assert "require-trusted-types-for" not in policy(response)


def test_a_page_may_be_kept_by_anyone_for_a_while(client, path):
    response = client.get(path)
    assert cache_control(response) == {"public", f"max-age={settings.PUBLIC_MAX_AGE}"}
    assert not response.cookies
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"


@pytest.mark.django_db
@pytest.mark.parametrize("path", OTHER_PUBLIC)
def test_what_machines_ask_for_may_be_kept_too(client, path):
    response = client.get(path)
    assert response.status_code == 200
    assert "public" in cache_control(response)
    assert not response.cookies
    assert response.get("Vary", "Accept-Encoding") == "Accept-Encoding"


@pytest.mark.parametrize("header", ["If-None-Match", "if-none-match-weak"])
def test_a_page_that_has_not_changed_is_not_sent_again(client, path, header):
    first = client.get(path)
    tag = first["ETag"] if header == "If-None-Match" else f"W/{first['ETag']}"
    again = client.get(path, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    assert again["Cache-Control"] == first["Cache-Control"]
    assert again["ETag"] == first["ETag"]
    assert not again.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("page_type", [NewsPage, HomePage])
def test_a_page_that_has_changed_is_sent_again(client, page_type):
    page = some_page(page_type)
    path = path_in("en", page.url_path)
    tag = client.get(path)["ETag"]
    page.seo_title = "Something new"
    page.save_revision().publish()
    response = client.get(path, headers={"If-None-Match": tag})
    assert response.status_code == 200
    assert "Something new" in response.text
    assert response["ETag"] != tag


def test_a_page_is_compressed_for_those_who_ask(client, path):
    plain = client.get(path)
    zipped = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.content) == plain.content
    assert zipped["Vary"] == plain["Vary"] == "Accept-Encoding"
    # By our packer, and with Django's padding.
    packed = compress(plain.content, compresslevel=6, mtime=0)
    padded = len(zipped.content) - len(packed)
    assert 0 < padded <= GZipMiddleware.max_random_bytes + 1
    headers = {"Accept-Encoding": "gzip", "If-None-Match": zipped["ETag"]}
    assert client.get(path, headers=headers).status_code == 304


def test_a_page_is_the_same_for_everyone(client, path, sign_in):
    """Byte for byte, whoever asks: with other cookies, languages, rights."""
    once = client.get(path).content
    assert client.get(path).content == once
    other = Client(headers={"Accept-Language": "ar", "User-Agent": "other"})
    other.cookies["sessionid"] = "x"
    assert other.get(path).content == once
    assert sign_in("moderator").get(path).content == once


@pytest.mark.django_db
@pytest.mark.parametrize("path", FOR_STAFF)
def test_nothing_for_staff_is_ever_kept(client, sign_in, path):
    for visitor in (client, sign_in("moderator")):
        directives = cache_control(visitor.get(path))
        assert "public" not in directives
        assert directives & {"no-cache", "no-store"}


@pytest.mark.django_db
@pytest.mark.parametrize("path", [*ERRORS, "/", "/en"])
def test_neither_errors_nor_redirects_are_kept(client, path):
    assert cache_control(client.get(path)) == {"private", "no-cache"}


@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fr", "sw"])
def test_a_private_page_leads_to_the_login_and_is_not_kept(
    client, sign_in, private_page, language
):
    path = path_in(language, private_page.url_path)
    response = client.get(path)
    assert response.status_code == 302
    assert response["Location"] == f"/{language}/_util/login/?next={path}"
    assert "public" not in cache_control(response)
    response = sign_in("editor").get(path)
    assert response.status_code == 200
    assert "public" not in cache_control(response)
    assert "Cookie" in response["Vary"]


@pytest.mark.parametrize("reason", ["varies", "sets", "failed", "posted"])
def test_only_what_is_the_same_for_everyone_is_public(rf, reason):
    request = rf.post("/en/") if reason == "posted" else rf.get("/en/")
    response = HttpResponse(status=500 if reason == "failed" else 200)
    if reason == "varies":
        response["Vary"] = "Accept-Encoding, Cookie"
    elif reason == "sets":
        response.set_cookie("name", "value")
    sent = PublicCache(lambda request: response)(request)
    assert cache_control(sent) == {"private", "no-cache"}


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path", ["/en/", "/en/news/", "/en/search/?q=languages", "/sitemap.xml"]
)
def test_a_private_page_is_in_no_public_list(client, private_page, path):
    html = client.get(path).text
    assert private_page.title not in html
    assert private_page.slug not in html


@pytest.mark.django_db
def test_the_text_of_a_private_statement_is_private(client, statement):
    PageViewRestriction.objects.create(
        page=statement, restriction_type=PageViewRestriction.LOGIN
    )
    assert client.get("/en/statement.txt").status_code != 200


def test_a_page_holds_nothing_inline_and_no_token(client, path):
    """A token in a page that is kept would be everybody's; the policy forbids
    scripts and styles inside the page."""
    html = BeautifulSoup(client.get(path).text, "html.parser")
    assert not html.find_all(attrs={"name": "csrfmiddlewaretoken"})
    assert not html.find_all("form", method="post")
    assert not html.find_all("style")
    assert not html.find_all(style=True)
    for script in html.find_all("script"):
        assert script.get("src") or script["type"] == "application/ld+json"
    handlers = {
        name for tag in html.find_all() for name in tag.attrs if name[:2] == "on"
    }
    assert not handlers


def test_a_page_loads_nothing_from_elsewhere(client, path):
    html = BeautifulSoup(client.get(path).text, "html.parser")
    loads = [tag["src"] for tag in html.find_all(src=True)]
    rels = {"canonical", "alternate"}
    loads += [tag["href"] for tag in html.find_all("link") if not rels & {*tag["rel"]}]
    for sources in html.find_all(srcset=True):
        loads += [part.split()[0] for part in sources["srcset"].split(",")]
    assert loads
    # Of our own addresses, the badge alone is drawn by a view.
    known = ("/static/", "/images/", "/en/badge.svg")
    assert not [load for load in loads if not load.startswith(known)]

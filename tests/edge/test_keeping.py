"""How long pages are kept: by browsers, by the server in front, by a CDN."""

import pytest
from django.conf import settings
from django.urls import resolve
from wagtail.models import PageViewRestriction

from edge import addresses, names
from edge.checks import cdn_hears_of_changes
from edge.models import EVERYTHING
from home.models import ContentPage
from members.models import MemberPage
from openheritage.keeping import FOR_CDN, FOR_EDGE
from openheritage.pages import path_in
from signatures.models import Signature
from tests.conftest import LANGUAGES, body_of
from tests.home.test_pages import PAGE_TYPES, some_page

EDGE = {"Surrogate-Capability": "nginx=X-Accel-Expires"}


def text_page() -> ContentPage:
    return ContentPage.objects.live().filter(locale__language_code="en").first()


def words(response) -> str:
    if response.streaming:
        return body_of(response).decode()
    # A book is no text.
    return response.content.decode(errors="replace")


@pytest.mark.django_db
def test_the_edge_may_show_an_old_copy_for_as_long_as_the_application_says(client):
    assert client.get("/en/")["Cache-Control"] == "public, max-age=60"
    told = client.get("/en/", headers=EDGE)
    assert told["Cache-Control"] == "public, max-age=60, stale-while-revalidate=60"
    assert FOR_EDGE not in told


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    [
        "/en/signatories/?page=1",
        "/en/search/?q=museum",
        "/en/members/?country=FR",
        "/en/?anything",
        # A new page may be made there; a wrong link may be followed by thousands.
        "/en/nothing-here/",
        "/en/statement",
        "/en/signatories.csv?made-up=1",
    ],
)
def test_what_no_purge_can_name_is_kept_by_the_edge_for_seconds(client, path):
    response = client.get(path, headers=EDGE)
    order = [name.lower() for name in response.headers]
    if response.status_code == 302:
        assert FOR_EDGE not in response
        return
    assert int(response[FOR_EDGE]) <= 4
    # nginx heeds what it reads first.
    assert order.index("x-accel-expires") < order.index("cache-control")
    assert "stale-while-revalidate" not in response["Cache-Control"]


@pytest.mark.django_db
def test_a_receipt_is_kept_for_seconds_published_or_withdrawn(client):
    signature = Signature.objects.published().first()
    path = f"/en/signatures/{signature.reference}/"
    assert int(client.get(path, headers=EDGE)[FOR_EDGE]) <= 4


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin/login/", "/admin/nope/", "/en/sign/you/", "/", "/nope/x/"],
)
def test_nobodys_own_answer_is_kept_by_the_edge(client, path):
    response = client.get(path, headers=EDGE)
    if FOR_EDGE in response:
        # By the language of the browser: nginx looks at this and keeps nothing.
        assert "Accept-Language" in response["Vary"]
    assert "public" not in response["Cache-Control"]
    assert FOR_CDN not in response


@pytest.mark.django_db
def test_a_page_behind_a_password_is_kept_by_nobody(client):
    page = text_page()
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="secret"
    )
    response = client.get(path_in("en", page.url_path), headers=EDGE)
    assert "public" not in response["Cache-Control"]
    assert FOR_EDGE not in response
    assert FOR_CDN not in response


@pytest.mark.django_db
def test_what_a_cdn_holds_for_a_day_names_no_signatory_and_no_member(client):
    named = {
        *Signature.objects.values_list("name", flat=True),
        *Signature.objects.exclude(name_latin="").values_list("name_latin", flat=True),
        *MemberPage.objects.values_list("title", flat=True),
    }
    held = []
    some = ("en", "ar", "zh-hans")
    for path in addresses.of_sitemap():
        if path.split("/")[1] in {*LANGUAGES} - {*some}:
            continue
        response = client.get(path)
        shown = words(response)
        if "86400" not in str(response.headers):
            continue
        held.append(path)
        assert not [name for name in named if len(name) > 2 and name in shown], path
    page = text_page()
    assert path_in("en", page.url_path) in held
    for language in some:
        assert f"/{language}/statement.txt" in held
        for path in ("", "signatories/", "statement/", "news/"):
            assert f"/{language}/{path}" not in held


@pytest.mark.django_db
def test_a_text_that_names_a_signatory_is_not_held_for_a_day(client, monkeypatch):
    monkeypatch.setattr(names, "known", [names.Names()])
    page = text_page()
    path = path_in("en", page.url_path)
    assert FOR_CDN in client.get(path)
    signature = Signature.objects.published().first()
    signature.name = "Museum “A & B”"
    signature.save()
    page.lead = "Begun by the MUSEUM “A & B” in spring"
    page.save_revision().publish()
    monkeypatch.setattr(names, "known", [names.Names()])
    assert FOR_CDN not in client.get(path)
    monkeypatch.setattr(names, "known", [names.Names()])
    monkeypatch.setattr(names, "MOST", 3)
    assert FOR_CDN not in client.get("/en/statement.txt")


@pytest.mark.django_db
def test_a_cdn_is_told_nothing_where_the_operator_wants_that(client, settings):
    settings.CDN_MAX_AGE = 0
    assert FOR_CDN not in client.get("/en/statement.txt")


@pytest.mark.django_db
def test_all_that_is_kept_for_a_minute_can_be_named_by_a_purge(client):
    """Otherwise a change would be seen a minute late."""
    named = {*addresses.paths_of([EVERYTHING])}
    # Of each kind of page one, where it is translated and where it is not.
    pages = [some_page(kind) for kind in PAGE_TYPES]
    asked = {path_in(code, page.url_path) for page in pages for code in ("en", "de")}
    asked |= addresses.views(["fr"]) | {"/en/statement.txt", "/en/sign/", "/count.json"}
    for path in sorted(asked):
        if path.startswith("/health/"):
            continue
        response = client.get(path, headers=EDGE)
        words(response)
        if "stale-while-revalidate" in response["Cache-Control"]:
            assert path in named, resolve(path)


@pytest.mark.django_db
def test_pages_carry_what_the_observatory_asks_for(client):
    response = client.get("/en/")
    assert response["Cross-Origin-Resource-Policy"] == "same-origin"
    # Other sites may show it.
    assert client.get("/en/badge.svg")["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert settings.SECURE_CONTENT_TYPE_NOSNIFF


@pytest.mark.parametrize(
    ("proxies", "seconds", "backend", "asks"),
    [
        (1, 86400, "edge.backends.Door", False),
        (2, 86400, "edge.backends.Door", True),
        (2, 0, "edge.backends.Door", False),
        (2, 86400, "a.cdn.Backend", False),
    ],
)
def test_an_operator_is_asked_who_tells_the_cdn(
    settings, proxies, seconds, backend, asks
):
    settings.TRUSTED_PROXIES, settings.CDN_MAX_AGE = proxies, seconds
    settings.WAGTAILFRONTENDCACHE = {"it": {"BACKEND": backend}}
    assert bool(cdn_hears_of_changes()) is asks

"""Without its database the site says so in the reader's language, and keeps what was
sent. None of these tests may use a database, but where it says so."""

import json

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import InterfaceError, OperationalError, ProgrammingError
from django.http import HttpRequest, HttpResponse, QueryDict
from django.test import Client, RequestFactory
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext

from openheritage import unavailable, urls, watch
from openheritage.names import bcp47, direction
from tests.conftest import LANGUAGES

TITLE = "The site cannot answer just now"
OURS = {"origin": "http://testserver"}

ERRORS = {
    "lost": OperationalError("server closed the connection unexpectedly"),
    "closed": InterfaceError("connection already closed"),
    "mistaken": ProgrammingError("column does not exist"),
}


def fails(request: HttpRequest, how: str) -> HttpResponse:
    raise ERRORS[how]


# With ``@pytest.mark.urls(__name__)``: addresses that fail, of the public and of staff.
urlpatterns = [
    path("fails/<how>/", fails),
    path("admin/fails/<how>/", fails),
    *urls.urlpatterns,
]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def away(monkeypatch):
    monkeypatch.setattr(watch.watch, "is_away", True)


def read(response: HttpResponse) -> BeautifulSoup:
    assert response.status_code == 503
    assert response["Retry-After"].isdigit()
    assert response["Cache-Control"] == "no-store"
    return BeautifulSoup(response.text, "html.parser")


def fields_of(page: BeautifulSoup) -> QueryDict:
    """What the button would send."""
    sent = QueryDict(mutable=True)
    for field in page.form.find_all("input"):
        sent.appendlist(field["name"], field["value"])
    return sent


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_speaks_each_language_and_needs_no_database(away, language):
    response = Client().get(f"/{language}/signatories/?page=2", HTTP_ACCEPT="text/html")
    page = read(response)
    assert response.text.startswith("<!doctype html>")
    assert page.html["lang"] == response["Content-Language"] == bcp47(language)
    assert page.html["dir"] == direction(language)
    with translation.override(language):
        title = gettext(TITLE)
    assert language == "en" or title != TITLE
    assert page.h1.text == title
    assert title in page.title.text
    assert page.select('meta[name=robots][content="noindex"]')
    assert page.main.find("a", href=f"/{language}/signatories/?page=2")
    assert not page.find_all("meta", attrs={"http-equiv": "refresh"})
    assert not page.select("script, style, [style], nav")


@pytest.mark.parametrize(
    ("address", "wish", "language"),
    [
        ("/", "sw, en;q=0.5", "sw"),
        ("/admin/pages/", "pt-PT", "pt-br"),
        ("/fr/", "de", "fr"),
        ("/fr-CA/", "de", "fr"),
        ("/sitemap.xml", "xx, de;q=0", "en"),
        ("/", "", "en"),
        # Its furniture is English as long as it has no catalogue.
        ("/he/", "de", "en"),
    ],
)
def test_the_address_tells_the_language_and_else_the_browser(
    away, address, wish, language
):
    headers = {"accept-language": wish, "accept": "text/html"}
    response = Client().get(address, headers=headers)
    assert read(response).html["lang"] == bcp47(language)


def test_what_a_form_sent_is_sent_again_by_the_pages_button(away):
    sent = QueryDict(mutable=True)
    sent.setlist("topic", ["a", "b", ""])
    sent["comment"] = '"><script>alert(1)</script>\r\n\r\n  مرحبا & 世界'
    sent["answers"] = "gAAAAAB" * 500
    response = Client().post(
        "/ar/sign/check/?from=mail",
        sent.urlencode(),
        content_type="application/x-www-form-urlencoded",
        headers=OURS,
    )
    page = read(response)
    assert page.form["method"] == "post"
    assert page.form["action"] == "/ar/sign/check/?from=mail"
    assert fields_of(page) == sent
    assert not page.find("script")
    again = Client().post(page.form["action"], dict(fields_of(page).lists()))
    assert sent == again.wsgi_request.POST


def test_files_and_passwords_are_not_in_the_page_and_it_says_so(away):
    data = {
        "username": "editor",
        "password": "correct horse battery",
        "otp_token": "123456",
        "file": SimpleUploadedFile("plan.pdf", b"%PDF-1.7 secret plan"),
        "title": "Plan",
    }
    response = Client().post("/admin/documents/add/", data, headers=OURS)
    page = read(response)
    assert fields_of(page).dict() == {"username": "editor", "title": "Plan"}
    for secret in ("correct horse", "123456", "secret plan"):
        assert secret not in response.text
    assert "Files and passwords are not kept" in page.main.text


def test_a_form_of_another_site_does_not_become_one_of_ours(away):
    """Its button would send it as if it were."""
    for headers in (
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
    ):
        response = Client().post("/en/sign/", {"name": "x"}, headers=headers)
        assert read(response).form is None
    response = Client().post("//evil.example/", {"name": "x"}, headers=OURS)
    assert not read(response).form["action"].startswith("//")


@pytest.mark.parametrize(
    "body",
    [
        "&".join(f"f{number}=x" for number in range(10_001)),
        "comment=" + "x" * 3_000_000,
    ],
)
def test_what_no_view_would_read_is_not_kept_and_the_page_says_so(away, body):
    kind = "application/x-www-form-urlencoded"
    response = Client().post("/en/sign/", body, content_type=kind, headers=OURS)
    page = read(response)
    assert page.form is None
    assert "could not be saved. Go back in your browser" in page.main.text
    assert len(response.content) < 10_000


@pytest.mark.parametrize(
    ("address", "headers", "kind"),
    [
        ("/en/", {}, "text/html"),
        ("/en/", {"accept": "text/html,*/*;q=0.8"}, "text/html"),
        ("/en/signatories.csv", {"accept": "text/html,*/*;q=0.8"}, "text/html"),
        ("/en/signatories.csv", {}, "text/plain"),
        ("/en/signatories.atom", {"accept": "application/atom+xml"}, "text/plain"),
        ("/sitemap.xml", {}, "text/plain"),
        ("/en/signatories.json", {}, "application/json"),
        ("/count.json", {"accept": "*/*"}, "application/json"),
        ("/en/search/suggest/", {"sec-fetch-dest": "empty"}, "application/json"),
        ("/admin/", {"x-requested-with": "XMLHttpRequest"}, "application/json"),
    ],
)
def test_programs_are_told_in_their_form(away, address, headers, kind):
    response = Client().get(address, headers=headers)
    assert response.status_code == 503
    assert response["Content-Type"].startswith(kind)
    assert int(response["Retry-After"]) > 0
    if kind == "application/json":
        assert json.loads(response.text)["status"] == "unavailable"


def test_it_lives_and_is_not_ready(away):
    assert Client().get("/health/live/").status_code == 200
    response = Client().get("/health/ready/")
    assert response.status_code == 503
    said = response.json()
    assert (said["status"], said["database"]) == ("failing", "absent")
    assert said["mail"] == "unknown"


@pytest.mark.urls(__name__)
@pytest.mark.django_db
@pytest.mark.parametrize("how", ["lost", "closed"])
@pytest.mark.parametrize("prefix", ["", "/admin"])
def test_a_view_that_loses_the_database_keeps_what_was_sent(how, prefix):
    visitor = Client(raise_request_exception=False)
    data = {"title": "Ein Titel"}
    response = visitor.post(f"{prefix}/fails/{how}/", data, headers=OURS)
    assert fields_of(read(response)).dict() == data


@pytest.mark.urls(__name__)
@pytest.mark.django_db
def test_a_mistake_of_ours_is_no_outage():
    visitor = Client(raise_request_exception=False)
    assert visitor.get("/fails/mistaken/").status_code == 500


def test_the_page_takes_ten_thousand_fields():
    request = RequestFactory().post("/en/sign/", {f"f{n}": "x" for n in range(9_999)})
    request.META["HTTP_ORIGIN"] = "http://testserver"
    page = read(unavailable.response(request))
    assert len(page.form.find_all("input")) == 9_999

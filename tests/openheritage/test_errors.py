"""Errors speak the reader's language and cannot fail themselves."""

import re

import pytest
from bs4 import BeautifulSoup
from django.conf.urls.i18n import i18n_patterns
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.template.loader import get_template
from django.test import Client
from django.urls import path
from django.utils import translation
from django.utils.translation import gettext

from openheritage import spoken, urls
from openheritage.locales import locale_ids
from openheritage.names import bcp47, direction
from tests.conftest import LANGUAGES
from tests.services.postgres import free_port

TITLES = {
    400: "We did not understand that",
    403: "You cannot do this here",
    404: "This page is not here",
    500: "Something went wrong on our side",
    503: "The site cannot answer just now",
}


def fail(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("secret words of the developer")


# With ``@pytest.mark.urls(__name__)`` this file is the site's URLconf, with an
# address that fails.
urlpatterns = [*i18n_patterns(path("fails/", fail)), *urls.urlpatterns]
handler400, handler403 = urls.handler400, urls.handler403
handler404, handler500 = urls.handler404, urls.handler500


@pytest.fixture
def visitor() -> Client:
    """A client that is shown errors as a browser is, and checked like one."""
    return Client(raise_request_exception=False, enforce_csrf_checks=True)


@pytest.fixture(params=["just now", "for a minute"])
def no_database(request, django_db_setup, django_db_blocker):
    """A database that does not answer: nobody listens at its port.

    Just now it did, and the languages are known; after a minute they are not.
    """
    port = connection.settings_dict["PORT"]
    with django_db_blocker.unblock():
        locale_ids()
        connection.close()
        connection.settings_dict["PORT"] = free_port()
        if request.param == "for a minute":
            cache.clear()
        yield
        connection.close()
        connection.settings_dict["PORT"] = port


def assert_speaks(response: HttpResponse, language: str, status: int) -> None:
    """The error in the language's own words, and the way home."""
    assert response.status_code == status
    html = BeautifulSoup(response.text, "html.parser")
    assert html.html["lang"].lower() == language
    assert html.html["dir"] == direction(language)
    assert response["Content-Language"] == bcp47(language)
    with translation.override(language):
        title = gettext(TITLES[status])
    assert language == "en" or title != TITLES[status]
    assert [heading.text.strip() for heading in html.find_all("h1")] == [title]
    assert title in html.title.text
    assert html.find("a", href=f"/{language}/")
    assert html.select('meta[name=robots][content="noindex"]')
    assert "public" not in response["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_page_is_told_in_the_readers_language(visitor, language):
    response = visitor.get(f"/{language}/nope/")
    assert_speaks(response, language, 404)
    html = BeautifulSoup(response.text, "html.parser")
    for link in html.select(".languages a[hreflang]"):
        code = link["hreflang"].lower()
        assert link["href"] == f"/{code}/", "It would lead to the same error."


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_form_without_token_is_refused_in_the_readers_language(visitor, language):
    assert_speaks(visitor.post(f"/{language}/search/"), language, 403)


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_malformed_request_is_answered_in_the_readers_language(visitor, language):
    response = visitor.get(f"/{language}/", headers={"host": "evil.example"})
    assert_speaks(response, language, 400)
    assert "evil.example" not in response.text


@pytest.mark.django_db
@pytest.mark.urls(__name__)
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_mistake_of_ours_is_owned_in_the_readers_language(
    visitor, language, django_assert_num_queries
):
    locale_ids()
    spoken.refresh()
    with django_assert_num_queries(0):  # the database may be what failed
        response = visitor.get(f"/{language}/fails/")
    assert_speaks(response, language, 500)
    assert "secret" not in response.text
    assert f"<bdi>{response['X-Request-ID'][:8]}</bdi>" in response.text
    for sheet in re.findall(r'<link rel="stylesheet" href="([^"]+)"', response.text):
        assert finders.find(sheet.removeprefix("/static/"))


@pytest.mark.parametrize("language", LANGUAGES)
def test_without_a_database_the_error_is_still_in_the_readers_language(
    visitor, language, no_database
):
    response = visitor.get(f"/{language}/news/")
    assert_speaks(response, language, 503)
    assert int(response["Retry-After"])


@pytest.mark.django_db
def test_an_error_page_that_fails_gives_way_to_a_plainer_one(visitor, monkeypatch):
    """One template broken, then both: never an error instead of an error."""
    broken = get_template("error.html").template
    monkeypatch.setattr(broken, "nodelist", None)
    assert_speaks(visitor.get("/fr/nope/"), "fr", 404)
    monkeypatch.setattr(get_template("error_bare.html").template, "nodelist", None)
    response = visitor.get("/fr/nope/")
    assert (response.status_code, response.text) == (404, "Error 404")


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/health/live/", "/health/ready/"])
def test_a_healthy_site_says_so_and_is_not_kept(visitor, path):
    response = visitor.get(path)
    assert (response.status_code, response.json()["status"]) == (200, "ok")
    assert "no-store" in response["Cache-Control"]


def test_a_process_without_database_lives_but_is_not_ready(visitor, no_database):
    """So that it is taken out of service, but not killed for the database's fault."""
    assert visitor.get("/health/live/").status_code == 200
    response = visitor.get("/health/ready/")
    assert response.status_code == 503
    said = response.json()
    assert (said["status"], said["database"]) == ("failing", "absent")
    assert said["mail"] == "unknown"
    assert "no-store" in response["Cache-Control"]

"""Forms of anybody are sent from our own pages alone, without a token."""

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from openheritage.origins import anonymous_form, asked, is_unsure

HERE = "http://testserver"


@anonymous_form
def view(request: HttpRequest) -> HttpResponse:
    return HttpResponse("again" if is_unsure(request) else "done")


def post(**headers: str | None) -> str:
    sent = {name.replace("_", "-"): text for name, text in headers.items() if text}
    request = RequestFactory().post("/", headers=sent)
    return view(request).text


@pytest.mark.parametrize(
    ("origin", "site"),
    [
        (HERE, None),
        (HERE, "same-origin"),
        (None, "same-origin"),
        # Reloaded, or opened again with the browser.
        (None, "none"),
        # A page that hides where it is says so to us too.
        ("null", "same-origin"),
        ("https://trusted.example", "cross-site"),
    ],
)
def test_a_form_of_our_own_is_taken(settings, origin, site):
    settings.CSRF_TRUSTED_ORIGINS = ["https://trusted.example"]
    assert post(origin=origin, sec_fetch_site=site) == "done"


@pytest.mark.parametrize(
    ("origin", "site"),
    [
        ("https://evil.example", None),
        ("https://evil.example", "cross-site"),
        ("https://evil.example", "same-origin"),
        ("https://testserver", None),
        ("http://testserver:8000", None),
        ("http://testserver.evil.example", None),
        ("http://evil.testserver", "same-site"),
        ("null", "cross-site"),
        ("", "cross-site"),
        (None, "same-site"),
        (None, "anything"),
        (HERE, "cross-site"),
    ],
)
def test_a_foreign_form_is_refused(origin, site):
    with pytest.raises(PermissionDenied):
        post(origin=origin, sec_fetch_site=site)


def test_what_does_not_say_where_it_comes_from_is_asked_more():
    assert post() == "again"
    # Pages hide where they are by a policy that a browser or a proxy may add to them.
    assert post(origin="null") == "again"
    request = RequestFactory().post("/", {"asked": asked()["asked"]})
    assert view(request).text == "done"
    request = RequestFactory().post("/", {"asked": "invented"})
    assert view(request).text == "again"


def test_reading_is_open_to_everyone():
    foreign = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    assert view(RequestFactory().get("/", headers=foreign)).text == "done"

"""Each step is an address: left, reloaded and returned to, with cookies and without."""

import re

import pytest
from bs4 import BeautifulSoup
from django.http import HttpResponse
from django.test import Client

from openheritage.sealed import unseal
from signatures.carried import COOKIE_SECONDS
from signatures.models import Signature
from tests.signing import (
    EMAIL,
    Refusing,
    answers,
    answers_cookie,
    fill_in,
    hidden,
    press,
    without_last,
)

pytestmark = pytest.mark.django_db


def only() -> Signature:
    return Signature.objects.get(people__email=EMAIL)


# The first page ---------------------------------------------------------------------


def test_the_first_page_is_the_same_for_everyone_and_may_be_kept(client):
    first = client.get("/en/sign/")
    assert first["Cache-Control"] == "public, max-age=60"
    assert "Cookie" not in first.get("Vary", "")
    assert not first.cookies
    assert first["ETag"]
    fill_in(client)
    again = client.get("/en/sign/")
    assert again.content == first.content
    assert again["Cache-Control"] == first["Cache-Control"]
    assert not re.search('csrf|name="answers"', first.text)
    unchanged = client.get("/en/sign/", headers={"if-none-match": first["ETag"]})
    assert unchanged.status_code == 304


def test_the_first_page_says_what_is_signed_and_what_becomes_of_it(client, settings):
    settings.REVIEW_DAYS = 4
    html = BeautifulSoup(client.get("/en/sign/").text, "html.parser")
    assert html.h1.text.strip() == "Sign the Open Heritage Statement"
    assert html.main.find("a", href="/en/statement/")
    words = " ".join(html.main.text.split())
    for said in (
        *("not legally binding", "About five minutes", "What you need", "work e-mail"),
        *("What becomes public", "4 working days", "withdraw"),
    ):
        assert said in words


# Addresses --------------------------------------------------------------------------


def test_every_step_is_answered_by_the_address_of_the_next(client):
    fields = answers()
    client.get("/en/sign/")
    # The first time it is found out whether the browser keeps cookies.
    first = client.post("/en/sign/organisation/", {"go": "continue"} | fields)
    assert first.status_code == 307
    sent = client.post(first["Location"], {"go": "continue"} | fields)
    assert (sent.status_code, sent["Location"]) == (302, "/en/sign/you/")
    row = answers_cookie(client)
    assert (row["path"], row["samesite"], row["httponly"], row["max-age"]) == (
        *("/en/sign/", "Lax", True, COOKIE_SECONDS),
    )
    person = client.get("/en/sign/you/")
    for _reload in range(2):
        assert client.get("/en/sign/you/").status_code == 200
    data = {"answers": hidden(person, "answers"), "go": "continue", **fields}
    wrong = client.post("/en/sign/you/", data | {"email": "nobody"})
    assert (wrong.status_code, wrong["Location"]) == (302, "/en/sign/you/")
    page = client.get("/en/sign/you/")
    assert "<title>Error: " in page.text
    assert 'value="nobody"' in page.text
    assert "no-store" in page["Cache-Control"]
    sent = client.post("/en/sign/you/", data)
    assert (sent.status_code, sent["Location"]) == (302, "/en/sign/check/")
    # Whatever was read meanwhile, all is still there.
    client.get("/en/statement/")
    for path, words in (
        ("organisation", 'value="Musée des Arts du Sahel"'),
        ("you", 'value="Mariama Issoufou"'),
        ("check", "Mariama Issoufou"),
    ):
        page = client.get(f"/en/sign/{path}/")
        assert words in page.text
        assert "Error:" not in page.text
    sent = press(client, page, "send", **fields)
    assert (sent.status_code, sent["Location"]) == (302, "/en/sign/sent/")
    assert answers_cookie(client) is None
    assert only()
    # Who goes back afterwards is told, and meets an empty form.
    page = client.get("/en/sign/check/", follow=True)
    assert page.redirect_chain[-1] == ("/en/sign/organisation/", 302)
    assert "you have sent them" in page.text
    assert 'value="Musée' not in page.text


def test_from_the_first_page_one_goes_on_with_what_was_answered(client):
    """Back to it and on again: the other steps are still filled in."""
    fill_in(client)
    page = press(
        client, client.get("/en/sign/"), "continue", **answers(name="Museum of Sand")
    )
    assert hidden(page, "step") == "check"
    assert "Museum of Sand" in page.text
    assert "Mariama Issoufou" in page.text


def test_a_cookie_is_secure_where_the_site_is(client):
    data = {"go": "continue"} | answers()
    sent = client.post("/en/sign/organisation/", data, secure=True)
    assert sent.cookies["sign-en"]["secure"]
    # Nobody reads it.
    assert "Mus" not in sent.cookies["sign-en"].value


def test_a_comment_is_in_no_cookie(client):
    page = fill_in(client)
    page = press(client, page, "person", comment="With joy.")
    assert hidden(page, "step") == "person"
    row = answers_cookie(client)
    kept = unseal(row.value, row.key, COOKIE_SECONDS)
    assert "Mariama Issoufou" in str(kept)
    assert "With joy." not in str(kept)
    page = press(client, page, "continue", **without_last(answers()))
    assert "With joy." in page.text


@pytest.mark.parametrize("path", ["", "organisation/", "you/", "check/"])
def test_a_step_asks_the_database_little(client, path, django_assert_max_num_queries):
    fill_in(client)
    with django_assert_max_num_queries(12):
        assert client.get(f"/en/sign/{path}").status_code == 200


def test_what_is_kept_can_be_deleted(client):
    page = fill_in(client)
    assert "Delete it now" in page.text
    page = press(client, page, "discard")
    assert page.request["PATH_INFO"] == "/en/sign/"
    assert answers_cookie(client) is None
    assert client.get("/en/sign/you/").status_code == 302


def test_whoever_is_led_to_the_page_for_individuals_comes_back_to_their_answers(client):
    page = client.get("/en/sign/")
    away = press(client, page, "continue", **answers(kind="individual"))
    page = client.get(away["Location"])
    back = BeautifulSoup(page.text, "html.parser").find(
        "a", string=re.compile("Back to")
    )
    assert 'value="Musée des Arts du Sahel"' in client.get(back["href"]).text
    # Nobody else is led to an empty form that says so.
    page = Client().get("/en/sign/individuals/")
    back = BeautifulSoup(page.text, "html.parser").find(
        "a", string=re.compile("Back to")
    )
    assert back["href"] == "/en/sign/"
    # Without cookies, with a button.
    refusing = Refusing()
    page = press(
        refusing, refusing.get("/en/sign/"), "continue", **answers(kind="individual")
    )
    page = press(refusing, page, "organisation")
    assert 'value="Musée des Arts du Sahel"' in page.text


# Two tabs ---------------------------------------------------------------------------


def test_two_tabs_are_never_mixed(client):
    """What is sent is what its page showed, whatever another tab has left."""
    first = press(client, client.get("/en/sign/"), "continue", **answers())
    other = {"name": "Museum of Tides", "website": "https://tides.example/"}
    tides = {"email": "keeper@tides.example", "signer": "Ada"}
    page = client.get("/en/sign/")
    second = press(client, page, "continue", **answers(**other))
    first = press(client, first, "continue", **without_last(answers()))
    assert "Musée des Arts du Sahel" in first.text
    assert "Tides" not in first.text
    second = press(client, second, "continue", **without_last(answers(**tides)))
    assert "Museum of Tides" in second.text
    assert "Mariama" not in second.text
    press(client, first, "send", **answers())
    press(client, second, "send", **answers())
    assert only().name == "Musée des Arts du Sahel"
    second = Signature.objects.get(people__email=tides["email"])
    assert second.name == "Museum of Tides"


# Languages --------------------------------------------------------------------------


def test_a_change_of_language_takes_the_comment_and_says_why_boxes_are_empty(client):
    page = fill_in(client)
    page = press(client, page, "language", "fr", **answers(comment="With joy."))
    assert '<html lang="fr"' in page.text
    assert "With joy." in page.text
    assert "Vous avez changé de langue." in page.text
    assert not re.search(r'type="checkbox"[^>]*checked', page.text)
    # Without a comment there is an address for it, and without ticks nothing to say.
    page = press(client, page, "language", "en", comment="", consent_news="on")
    assert "You have changed the language." in page.text
    assert page.request["PATH_INFO"] == "/en/sign/check/"
    page = press(client, page, "language", "fr", comment="")
    assert "Vous avez changé de langue." not in page.text
    # One cookie at a time.
    assert answers_cookie(client, "fr")
    assert not answers_cookie(client, "en")
    sent = press(client, page, "send", "fr", **answers())
    assert sent["Location"] == "/fr/sign/sent/"
    assert not answers_cookie(client, "fr")


def test_a_change_of_language_on_the_first_page_takes_all_steps_along(client):
    """It is empty, and the cookie is of the other language's path."""
    fill_in(client)
    jar = client.cookies
    page = client.get("/en/sign/")
    data = {"go": "language", "step": "organisation", "from": "en"}
    data |= answers(name="Museum of Sand")

    def post(path: str) -> HttpResponse:
        # As a browser does, which the test client is not.
        prefix = path[1:3]
        client.cookies = type(jar)(
            {name: row for name, row in jar.items() if name == f"sign-{prefix}"}
        )
        response = client.post(path, data)
        jar.update(response.cookies)
        return response

    assert hidden(page, "from") == "en"
    path, hops = "/fr/sign/", 0
    while (response := post(path)).status_code == 307:
        path, hops = response["Location"], hops + 1
        assert hops < 5
    assert (response.status_code, response["Location"]) == (
        302,
        "/fr/sign/organisation/",
    )
    client.cookies = jar
    assert not answers_cookie(client, "en")
    page = client.get("/fr/sign/check/")
    assert "Museum of Sand" in page.text
    assert "Mariama Issoufou" in page.text


def test_an_empty_form_changes_its_language_and_keeps_nothing(client):
    page = client.get("/en/sign/")
    page = press(client, page, "language", "fr")
    assert page.request["PATH_INFO"] == "/fr/sign/"
    assert not page.cookies

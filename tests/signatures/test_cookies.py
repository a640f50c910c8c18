"""Answers travel in a cookie; where it is refused, too long or lost, in the page."""

import secrets

import pytest
from bs4 import BeautifulSoup
from django.core import signing as tokens

from openheritage.sealed import LONGEST
from signatures.models import Signature
from signatures.views.pages import STEPS
from tests.signing import (
    EMAIL,
    Refusing,
    answers,
    answers_cookie,
    fill_in,
    hidden,
    press,
    text_in,
    without_last,
)

pytestmark = pytest.mark.django_db


def long_name() -> str:
    """255 letters of four bytes each, as unlike each other as they can be."""
    return "".join(chr(0x20000 + secrets.randbelow(40000)) for _letter in range(255))


def only() -> Signature:
    return Signature.objects.get(people__email=EMAIL)


def test_all_goes_on_where_cookies_are_refused():
    client = Refusing()
    page = press(client, client.get("/en/sign/"), "continue", **answers(website="x"))
    assert "Error:" in page.text
    page = press(client, page, "continue", **without_last(answers()))
    assert hidden(page, "step") == "person"
    assert "this browser keeps" not in page.text
    page = press(client, page, "back", signer="Mariama")
    assert 'value="Musée des Arts du Sahel"' in page.text
    page = press(client, page, "language", "fr", **without_last(answers()))
    assert '<html lang="fr"' in page.text
    page = press(client, page, "continue", "fr", **without_last(answers()))
    assert 'value="Mariama"' in page.text
    page = press(client, page, "continue", "fr", **without_last(answers()))
    page = press(client, page, "send", "fr", comment="Avec joie.")
    assert "Avec joie." in page.text
    page = press(client, page, "language", "en", comment="With joy.")
    assert "With joy." in page.text
    sent = press(client, page, "send", **answers(comment="With joy."))
    assert sent["Location"] == "/en/sign/sent/"
    assert (only().comment, only().language) == ("With joy.", "en")


def test_what_fits_no_cookie_travels_all_the_same(client):
    names = ("name", "name_latin", "signer", "job_title")
    long = {name: long_name() for name in names}
    page = fill_in(client, **long)
    assert hidden(page, "step") == "check"
    assert long["name"] in page.text
    assert answers_cookie(client) is None
    page = press(client, page, "person")
    assert long["signer"] in page.text
    page = press(client, page, "continue", **without_last(answers(**long)))
    sent = press(client, page, "send", **answers(**long))
    assert sent["Location"] == "/en/sign/sent/"
    assert only().name == long["name"]


def test_long_answers_of_one_script_fit(client):
    for first in (0x4E00, 0x0900, 0x1E900, 0x10A00):
        name = "".join(chr(first + number * 7 % 50) for number in range(255))
        client.cookies.clear()
        page = client.get("/en/sign/")
        page = press(client, page, "continue", **answers(name=name, name_latin=name))
        press(client, page, "continue", **without_last(answers(signer=name)))
        assert len(answers_cookie(client).OutputString()) <= LONGEST


@pytest.mark.parametrize("kept", ["damaged", "of another key", "too old"])
def test_a_cookie_that_cannot_be_read_loses_nothing(
    client, settings, monkeypatch, kept
):
    page = fill_in(client)
    if kept == "damaged":
        client.cookies["sign-en"] = answers_cookie(client).value[:-9]
    elif kept == "of another key":
        settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
        settings.SECRET_KEY = "new" * 20
        assert "Mariama" in client.get("/en/sign/check/").text
        settings.SECRET_KEY_FALLBACKS = []
        assert client.get("/en/sign/check/").status_code == 302
        settings.SECRET_KEY_FALLBACKS = ["django-insecure"]
        return
    else:
        monkeypatch.setattr("signatures.carried.COOKIE_SECONDS", -1)
    assert client.get("/en/sign/check/").status_code == 302
    # The page that lies open holds all of it, for a day.
    assert press(client, page, "send", **answers())["Location"] == "/en/sign/sent/"


def test_a_page_that_lay_open_for_days_goes_on_with_the_cookie(client, monkeypatch):
    page = fill_in(client)
    monkeypatch.setattr("signatures.carried.FIELD_SECONDS", -1)
    page = press(client, page, "send", **answers(comment="With joy."))
    assert hidden(page, "step") == "check"
    assert "With joy." in page.text
    client.cookies.clear()
    page = press(client, page, "send", **answers(comment="With joy."))
    assert "Answers of earlier steps are missing" in page.text
    monkeypatch.undo()
    page = press(client, page, "continue", **without_last(answers()))
    page = press(client, page, "continue", **without_last(answers()))
    assert "With joy." in page.text
    assert not Signature.objects.filter(people__email=EMAIL).exists()


def test_pages_of_the_release_before_go_on(client):
    """Their answers were signed, lay in a field of the same name, and all were sent to
    the first address."""
    old = without_last(answers()) | {"topic": ""}
    organisation = {name: old[name] for name in STEPS["organisation"].base_fields}

    def seal(fields: dict, seen: list) -> str:
        carried = {"answers": fields, "seen": seen, "name": "their name"}
        return tokens.dumps(carried, salt="signatures.sign", compress=True)

    data = {"step": "person", "answers": seal(organisation, []), "go": "continue"}
    page = client.post("/en/sign/", data | old | {"comment": "With joy."}, follow=True)
    assert hidden(page, "step") == "check"
    assert "With joy." in page.text
    # The last page had no comment: it was among the answers.
    all_of_it = old | {"comment": "With joy."}
    text = text_in("en").pk
    wordings = BeautifulSoup(page.text, "html.parser").select(".consents input")
    assert len(wordings) == 3
    consents = {"consent_record": "on", "consent_authority": "on"}
    data = {"step": "check", "go": "send"} | consents
    page = client.post("/en/sign/", data | {"answers": seal(all_of_it, [text])})
    assert "has changed in the meantime" in page.text
    assert "With joy." in page.text

"""A translation goes, and what was signed in it stays."""

import hashlib

import pytest
from bs4 import BeautifulSoup
from wagtail.models import Locale, PageViewRestriction

from openheritage import languages
from renditions.kinds import KINDS
from signatures.models import Signature
from statement.models import StatementPage
from tests.conftest import add_language
from tests.signing import text_in

pytestmark = pytest.mark.django_db


def page_of(language: str) -> StatementPage:
    return StatementPage.objects.get(locale__language_code=language)


def withdraw() -> None:
    page_of("fr").unpublish()


def restrict() -> None:
    PageViewRestriction.objects.create(page=page_of("fr"), restriction_type="login")


def close() -> None:
    languages.change(Locale.objects.get(language_code="fr"), to_open=False)


def delete() -> None:
    page_of("fr").delete()


@pytest.mark.parametrize("go", [withdraw, restrict, close, delete])
def test_what_was_signed_stays_when_a_translation_goes(client, go):
    text = text_in("fr")
    signature = Signature.objects.filter(state="published").first()
    Signature.objects.filter(pk=signature.pk).update(text=text, language="fr")
    before, plain = text.address, {kind: kind.path("fr") for kind in KINDS}
    go()
    for kind in KINDS:
        gone = client.get(plain[kind])
        assert gone.status_code == 404, kind
        main = BeautifulSoup(gone.text, "html.parser").main
        ways = [a["href"] for a in main.select("a[href]")]
        assert kind.path("en") in ways, kind
        kept = client.get(kind.path_of(text))
        assert kept.status_code in (200, 503), kind
    for address in (before, text.address):
        words = client.get(address)
        if words.status_code == 307:
            words = client.get(words.url)
        assert words.status_code == 200
        assert hashlib.sha256(words.content).hexdigest() == text.sha256
    language = "en" if go is close else "fr"
    receipt = client.get(f"/{language}/signatures/{signature.reference}/")
    assert receipt.status_code == 200
    main = BeautifulSoup(receipt.text, "html.parser").main
    assert main.find("a", href=text.address)
    assert all(words in main.get_text() for _label, words in text.lines)


def test_what_comes_back_is_found_again(client):
    text = text_in("fr")
    for go in (withdraw, restrict, close):
        go()
        assert client.get("/fr/statement.txt").status_code == 404
        PageViewRestriction.objects.all().delete()
        add_language("fr")
        page = page_of("fr")
        if not page.live:
            page.save_revision().publish()
        plain = client.get("/fr/statement.txt")
        assert plain.status_code == 200
        assert plain["X-Checksum-Sha256"] == text.sha256
        assert client.get(text.address).status_code == 200

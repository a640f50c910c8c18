"""Menus, forms and mails are wholly in one language, whatever the pages are in."""

import re

import pytest
from django.core import mail

from consents.models import ConsentText
from correspondence.outbox import send_due
from openheritage import catalogues, furniture
from signatures.consents import wordings_in
from signatures.models import Signature
from signatures.signing import send_links
from tests.conftest import LANGUAGES
from tests.signing import EMAIL, make_signature

from .preparing import WORDS, soup

pytestmark = pytest.mark.django_db

FURNITURE = (
    *("header nav", ".site-footer", ".skip", ".languages summary", ".statement-facts"),
    *(".kicker", ".statement-aside h2", ".contents summary", ".clause .label"),
    *(".actions", ".counts dt", ".credit", ".field", ".button", "time", ".facts dt"),
)


def effective(tag):
    """The language and the direction that hold for an element."""
    language = tag if tag.has_attr("lang") else tag.find_parent(attrs={"lang": True})
    way = tag if tag.has_attr("dir") else tag.find_parent(attrs={"dir": True})
    return language["lang"], way["dir"]


def words_of(html):
    """All that a reader is shown or told, each with its language and direction."""
    for text in html.body.find_all(string=True):
        if text.strip() and text.parent.name not in ("script", "style", "template"):
            yield str(text), effective(text.parent)
    for tag in html.body.find_all(attrs={"aria-label": True}):
        yield tag["aria-label"], effective(tag)


def test_furniture_without_catalogue_is_wholly_the_originals(client, hebrew):
    make_signature(Signature.State.PUBLISHED)
    for path in ("", "statement/", "news/", "sign/", "signatories/", "search/?q=a"):
        response = client.get(f"/he/{path}")
        assert response.status_code == 200
        html = soup(response.text)
        assert (html.html["lang"], html.html["dir"]) == ("en", "ltr")
        for selector in FURNITURE:
            for tag in html.select(selector):
                assert effective(tag) == ("en", "ltr"), f"{tag} in /he/{path}"
        for words, (language, direction) in words_of(html):
            if WORDS in words or "עברית" in words:
                assert (language, direction) == ("he", "rtl"), words
            elif language == "he":
                assert not re.search("[A-Za-z]{3}", words), words
        for link in html.select("a[href^='/']"):
            if "hreflang" not in link.attrs:
                assert re.match(r"/he/|/(count\.json|register\.)", link["href"])
    statement = soup(client.get("/he/statement/").text)
    text = statement.select_one(".statement-text")
    assert (text["lang"], text["dir"]) == ("he", "rtl")
    assert WORDS in text.text
    assert "6 October 2025" in statement.select_one(".kicker").text
    assert "The text of record is in English" in statement.main.text
    # What is in the menu in Hebrew is in Hebrew, and says so.
    item = statement.select_one('header nav a[href="/he/statement/"]')
    assert effective(item) == ("he", "rtl")
    missing = client.get("/he/nope/")
    assert missing.status_code == 404
    assert soup(missing.text).html["lang"] == "en"


def test_forms_receipts_and_mails_are_wholly_in_the_furnitures_language(client, hebrew):
    html = soup(client.get("/he/sign/").text)
    names = {option.text for option in html.select("select[name=country] option")}
    assert {"Germany", "Israel"} <= names
    signature = make_signature(Signature.State.PUBLISHED, language="he")
    signature.people.update(language="he")
    send_links(EMAIL, "he")
    send_due()
    letter = mail.outbox[-1]
    assert letter.extra_headers["Content-Language"] == "en"
    assert '<html lang="en" dir="ltr">' in letter.alternatives[0][0]
    link, *_more = re.findall(r"http://localhost(/\w+/k/[^\s/]+/)", letter.body)
    assert link.startswith("/he/")
    for path in (link, f"/he/signatures/{signature.reference}/"):
        html = soup(client.get(path).text)
        assert (html.html["lang"], html.html["dir"]) == ("en", "ltr")
        frame = [words for words, way in words_of(html) if way[0] == "he"]
        assert not [words for words in frame if re.search("[A-Za-z]{3}", words)]
    # What was agreed to are the original's words, and they say so.
    wordings = wordings_in("he")
    assert {each.language for each in wordings} == {"en"}
    rows = ConsentText.objects.filter(form="signature")
    row = rows.filter(locale__language_code="he").first()
    row.text = WORDS
    row.save()
    assert {each.language for each in wordings_in("he")} == {"en", "he"}


def test_an_incomplete_catalogue_is_none(client, monkeypatch):
    """A language that lacks one sentence is not half in another."""
    monkeypatch.setattr(furniture, "complete", lambda: {"en", "fr"})
    html = soup(client.get("/ar/statement/").text)
    assert (html.html["lang"], html.html["dir"]) == ("en", "ltr")
    assert "Skip to the text" in html.select_one(".skip").text
    assert effective(html.select_one(".statement-text")) == ("ar", "rtl")


def test_a_catalogue_is_complete_if_it_has_all_that_others_have(tmp_path, settings):
    assert {*LANGUAGES} <= furniture.complete()
    settings.LOCALE_PATHS = [tmp_path]
    catalogs = {language: catalogues.read(language) for language in ("fr", "ar", "de")}
    del catalogs["fr"]["Menu"]
    catalogs["ar"]["Menu"].string = " "
    catalogues.write_complete(catalogs)
    assert furniture.complete() == {"en", "de"}

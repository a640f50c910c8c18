"""One is told before and after in which words one signs."""

import pytest
from bs4 import BeautifulSoup

from review import decide
from signatures.models import Signature
from statement.models import StatementPage
from tests.conftest import add_language
from tests.signing import EMAIL, answer, answers, fill_in, mailed, press, text_in

pytestmark = pytest.mark.django_db


def words_of(response) -> str:
    html = BeautifulSoup(response.text, "html.parser")
    return " ".join(html.main.get_text(" ").split())


def publish_anew(page: StatementPage, words: str = "Recalling everything anew;"):
    body = page.body.get_prep_value()
    next(p for p in body if p["type"] == "clause")["value"]["text"] = words
    page.body = StatementPage.body.field.to_python(body)
    page.save_revision().publish()


def sign_in_words(client, language: str) -> Signature:
    page = fill_in(client, language)
    press(client, page, "send", language, **answers())
    return Signature.objects.get(people__email=EMAIL)


def test_a_language_that_lags_is_signed_knowingly(client, statement):
    french = text_in("fr")
    publish_anew(statement)
    first = client.get("/fr/sign/")
    check = fill_in(client, "fr")
    for page in (first, check):
        words = words_of(page)
        assert "Cette traduction suit la version 1." in words
        assert "désormais à la version 2" in words
        assert "Votre signature porte alors sur la version 1" in words
        assert "Traduction de la communauté. Faite par des personnes" in words
        assert "Elle suit la version 1." in words
        links = [a["href"] for a in BeautifulSoup(page.text, "html.parser").select("a")]
        assert french.address in links
        assert "/en/statement.txt" in links
    assert "no-store" not in first.get("Cache-Control", "")
    press(client, check, "send", "fr", **answers())
    signature = Signature.objects.get(people__email=EMAIL)
    assert signature.text == french
    assert (signature.text.version.number, signature.language) == (1, "fr")
    link = mailed("confirm", signature)
    assert "Cette traduction suit la version 1." in words_of(client.get(link))
    answer(client, link, "confirm")
    signature.refresh_from_db()
    decide.publish(signature, None)
    receipt = words_of(client.get(f"/fr/signatures/{signature.reference}/"))
    assert "Version 1" in receipt
    assert "français" in receipt
    assert "Traduction de la communauté. Faite par des personnes" in receipt
    assert "Elle suit la version 1." in receipt
    assert "une version plus récente : 2" in receipt


def test_the_text_of_record_is_called_so_and_nothing_is_said_of_lagging(client):
    for page in (client.get("/en/sign/"), fill_in(client)):
        words = words_of(page)
        assert "The text of record" in words
        assert "This translation follows" not in words
        assert "not translated yet" not in words


@pytest.mark.parametrize("how", ["unpublished", "new language"])
def test_where_there_is_no_translation_one_signs_the_original_knowingly(client, how):
    if how == "unpublished":
        language = "sw"
        StatementPage.objects.get(locale__language_code="sw").unpublish()
        expected = "Unatia saini andiko lake kwa lugha hii: Kiingereza."
    else:
        language = "nl"
        add_language("nl")
        expected = "You sign its words in this one: English."
    for page in (client.get(f"/{language}/sign/"), fill_in(client, language)):
        assert expected in words_of(page)
    signature = sign_in_words(client, language)
    assert signature.text.language == "en"
    assert signature.language == language


def test_words_that_changed_meanwhile_are_shown_before_they_are_signed(
    client, statement
):
    page = fill_in(client)
    publish_anew(statement)
    again = press(client, page, "send", **answers())
    assert not Signature.objects.filter(people__email=EMAIL).exists()
    words = words_of(again)
    assert "has changed" in words
    assert "Version 2" in words

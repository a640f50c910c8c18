"""The form in steps, from the Statement page to “Check your mail”."""

import re

import pytest
from bs4 import BeautifulSoup
from django.core import signing as tokens
from django.test import Client

from consents.models import ConsentText
from signatures.models import Signature
from statement.keeping import keep_text
from tests.conftest import LANGUAGES
from tests.signing import (
    EMAIL,
    answers,
    fill_in,
    hidden,
    letters,
    link_in,
    press,
    sign,
    text_in,
)

State = Signature.State

pytestmark = pytest.mark.django_db


def only() -> Signature:
    return Signature.objects.get(people__email=EMAIL)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_organisation_signs_in_its_language(client, language):
    response = sign(client, language, comment="We sign.\r\n\r\n\r\nWith joy.")
    assert response["Location"] == f"/{language}/sign/sent/"
    signature = only()
    assert signature.state == State.UNCONFIRMED
    assert signature.language == language
    assert signature.text == text_in(language)
    assert signature.name == "Musée des Arts du Sahel"
    assert signature.comment == "We sign.\n\nWith joy."
    consents = signature.signatory.consents.all()
    assert {consent.wording.purpose for consent in consents} == {"record", "authority"}
    assert {consent.wording.language for consent in consents} == {language}
    (letter,) = letters()
    assert letter.to == [EMAIL]


def test_the_statement_leads_to_the_form_and_holds_none_itself(client):
    page = client.get("/fr/statement/")
    assert 'href="/fr/sign/"' in page.text
    assert "csrf" not in page.text
    assert not page.cookies


@pytest.mark.parametrize(
    "path", ["organisation/", "you/", "check/", "sent/", "individuals/", "link/"]
)
def test_nobody_keeps_a_page_with_answers(client, path):
    fill_in(client)
    path = f"/en/sign/{path}"
    response = client.get(path)
    assert response.status_code == 200
    assert "no-store" in response["Cache-Control"]
    assert client.put(path).status_code == 405
    assert client.delete(path).status_code == 405


def test_errors_are_told_in_words_beside_the_fields_and_on_top(client):
    page = client.get("/en/sign/")
    page = press(client, page, "continue", name="Museum", website="javascript:x(1)")
    assert "<title>Error: " in page.text.replace("\n", "")
    assert 'role="alert"' in page.text
    assert 'href="#id_kind_0"' in page.text
    assert '<a href="#id_website">Enter a website' in page.text
    assert re.search(r'id="id_website_error"', page.text)
    field = re.search(r"<input[^>]*id=\"id_website\"[^>]*>", page.text)[0]
    assert 'aria-invalid="true"' in field
    assert "id_website_error" in field
    # What was answered is still there.
    assert 'value="Museum"' in page.text
    assert 'value="javascript:x(1)"' in page.text


def test_each_field_says_what_it_is_for(client):
    page = client.get("/en/sign/")
    for token in ("organization", "country", "url"):
        assert f'autocomplete="{token}"' in page.text
    page = press(client, page, "continue", **answers())
    for token in ("name", "organization-title", "email"):
        assert f'autocomplete="{token}"' in page.text


def test_a_private_person_is_led_to_a_page_of_their_own(client):
    page = client.get("/fr/sign/")
    page = press(client, page, "continue", "fr", kind="individual")
    assert page["Location"] == "/fr/sign/individuals/"
    assert "mailto:" in client.get(page["Location"]).text
    assert not Signature.objects.filter(people__email=EMAIL).exists()


def test_going_back_keeps_all_answers(client):
    page = press(client, client.get("/en/sign/"), "continue", **answers())
    page = press(client, page, "back", signer="Mariama", email="not yet")
    assert hidden(page, "step") == "organisation"
    assert 'value="Musée des Arts du Sahel"' in page.text
    page = press(client, page, "continue", **answers())
    assert 'value="Mariama"' in page.text
    assert 'value="not yet"' in page.text
    assert "Error:" not in page.text


def test_what_was_answered_can_be_changed_before_sending(client):
    page = fill_in(client)
    page = press(client, page, "organisation")
    page = press(client, page, "continue", **answers(name="Museum of Sand"))
    assert hidden(page, "step") == "check"
    assert "Museum of Sand" in page.text
    press(client, page, "send", **answers())
    assert only().name == "Museum of Sand"


@pytest.mark.parametrize("step", [1, 2, 3])
def test_changing_the_language_half_way_keeps_the_answers(client, step):
    page = client.get("/en/sign/")
    for _time in range(step - 1):
        page = press(client, page, "continue", **answers())
    path = ("", "you/", "check/")[step - 1]
    button = f'form="sign-form" formaction="/ar/sign/{path}" formnovalidate name="go"'
    assert button in page.text
    page = press(client, page, "language", "ar", **answers())
    assert '<html lang="ar" dir="rtl">' in page.text
    for _time in range(3 - step):
        page = press(client, page, "continue", "ar", **answers())
    assert "Musée des Arts du Sahel" in page.text
    press(client, page, "send", "ar", **answers())
    signature = only()
    assert (signature.language, signature.text) == ("ar", text_in("ar"))


def test_enter_never_changes_the_language(client):
    """Enter presses the first button of a form, wherever on the page it stands."""
    page = client.get("/en/sign/").text
    buttons = re.findall(r'<button[^>]*name="go"[^>]*>', page)
    assert 'value="continue"' in buttons[0]
    assert 'tabindex="-1"' in buttons[0]


def test_consents_are_three_boxes_of_which_none_is_ticked(client):
    page = fill_in(client)
    boxes = re.findall(r'<input type="checkbox"[^>]*>', page.text)
    assert len(boxes) == 3
    assert not [box for box in boxes if "checked" in box]
    page = press(client, page, "send", consent_record="on")
    assert "Only who may sign for the organisation can sign." in page.text
    assert re.search(r'name="consent_record"[^>]*checked', page.text)
    assert not Signature.objects.filter(people__email=EMAIL).exists()
    press(client, page, "send", **answers(consent_news="on"))
    given = {row.wording.purpose for row in only().signatory.consents.all()}
    assert given == {"record", "authority", "news"}


def test_the_text_can_be_read_where_it_is_signed(client):
    page, text = fill_in(client, "ar"), text_in("ar")
    html = BeautifulSoup(page.text, "html.parser")
    (words,) = html.select("details .whole-text")
    assert (words["lang"], words["dir"]) == ("ar", "rtl")
    lines = [line.get_text(" ", strip=True) for line in words.find_all("p")]
    pinned = [line.replace("\t", " ").strip() for line in text.text.splitlines()]
    assert [" ".join(line.split()) for line in lines] == pinned
    # A director is not met with 64 digits, but who looks for them finds them.
    (digits,) = html.find_all("code", string=text.sha256)
    assert digits.find_parent("details")
    (link,) = html.find_all("a", href=f"/ar/statement.txt?text={text.sha256}")
    # What was typed on this page would be gone with it.
    assert link["target"] == "_blank"


def test_answers_that_somebody_changed_are_not_believed(client):
    page = press(client, client.get("/en/sign/"), "continue", **answers())
    sealed = hidden(page, "answers")
    fields = answers() | {"go": "continue", "step": "person"}
    for wrong in ("", "x", sealed[:-9], sealed + "x", tokens.dumps({"answers": {}})):
        stranger = Client()
        sent = fields | {"answers": wrong}
        page = stranger.post("/en/sign/you/", sent, follow=True)
        assert hidden(page, "step") == "organisation"
        assert "Please go through the steps again." in page.text
    # What came with them is kept.
    page = press(stranger, page, "continue", **answers())
    assert hidden(page, "step") == "check"


def test_no_step_can_be_left_out(client):
    page = press(client, client.get("/en/sign/"), "continue", **answers())
    page = press(client, page, "send", **answers() | {"step": "check"})
    assert hidden(page, "step") == "person"
    assert "There is a problem" in page.text
    assert client.get("/en/sign/check/")["Location"] == "/en/sign/you/"
    assert Client().get("/en/sign/you/")["Location"] == "/en/sign/organisation/"


def test_a_newer_text_is_shown_before_it_is_signed(client, statement):
    page = fill_in(client)
    statement.formal_title = "Another Statement"
    statement.save()
    keep_text(statement)
    page = press(client, page, "send", **answers())
    assert hidden(page, "step") == "check"
    assert "has changed in the meantime" in page.text
    assert not Signature.objects.filter(people__email=EMAIL).exists()
    press(client, page, "send", **answers())
    assert only().text == text_in("en")


def test_newer_words_of_a_consent_are_shown_too(client):
    page = fill_in(client)
    consent = ConsentText.objects.get(purpose="record", locale__language_code="en")
    consent.text = "Other words."
    consent.save()
    page = press(client, page, "send", **answers())
    assert "has changed in the meantime" in page.text
    assert "Other words." in page.text


def test_the_mail_leads_to_the_page_that_confirms(client):
    sign(client, "ja")
    (letter,) = letters()
    page = client.get(link_in(letter))
    assert page.status_code == 200
    assert "Musée des Arts du Sahel" in page.text
    assert only().state == State.UNCONFIRMED

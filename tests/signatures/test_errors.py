"""What is wrong is said at once, with its reason, and of which field."""

import pytest
from bs4 import BeautifulSoup
from django.core.exceptions import ValidationError
from django.test import Client

from openheritage.fields import Mailbox, Website
from tests.signing import answers, press

ONLY_LATIN = "before the “@” only"


def reasons(field, typed: str) -> str:
    try:
        field.clean(typed)
    except ValidationError as error:
        return " ".join(error.messages)
    return ""


@pytest.mark.parametrize(
    ("typed", "reason"),
    {
        "ödön@müzeum.hu": ONLY_LATIN,
        "почта@музей.рф": ONLY_LATIN,
        "o’neil@museum.example": ONLY_LATIN,
        "a@museum.example, b@museum.example": "one e-mail address only",
        "a@museum.example b@museum.example": "one e-mail address only",
        "a b@museum.example": "Leave out the spaces",
        "a@museum": "behind the “@”",
        "a@museum,example": "behind the “@”",
        "museum.example": "such as name@museum.example",
        "a@b.example" + "x" * 300: "at most 254 characters. You have 311",
    }.items(),
)
def test_an_address_is_refused_for_its_real_reason(typed, reason):
    assert reason in reasons(Mailbox(), typed)


@pytest.mark.parametrize(
    ("typed", "kept"),
    {
        "mailto:info@museum.example?subject=Hello": "info@museum.example",
        "Ada Lovelace <ada@museum.example>": "ada@museum.example",
        '"Lovelace, Ada" <ada@museum.example>;': "ada@museum.example",
        "\u2068ada@museum.example\u2069": "ada@museum.example",
        # What browsers send for a domain in letters of its own.
        "info@xn--mzeum-kva.hu": "info@müzeum.hu",
        "info@MÜZEUM.hu": "info@MÜZEUM.hu",
        "info@xn--nonsense-.hu": "",
    }.items(),
)
def test_an_address_is_taken_as_programs_copy_it(typed, kept):
    try:
        assert Mailbox().clean(typed) == kept
    except ValidationError:
        assert not kept


@pytest.mark.parametrize(
    ("typed", "reason"),
    {
        "info@museum.example": "This is an e-mail address",
        "mailto:info@museum.example": "This is an e-mail address",
        "https://192.0.2.1/about": "by its name",
        "[2001:db8::1]": "by its name",
        "0x7f.1": "by its name",
        "museum.example, archive.example": "one website only",
        "http://museum.example;http://archive.example": "one website only",
        "museum": "such as museum.example",
    }.items(),
)
def test_a_website_is_refused_for_its_real_reason(typed, reason):
    assert reason in reasons(Website(), typed)


def test_a_comma_behind_a_website_is_no_part_of_it():
    assert Website().clean("museum.example/a,b,") == "https://museum.example/a,b"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "title", "count"),
    [
        ("en", "Name of the organisation: Use at most 255 characters", "1,600"),
        ("fr", "Nom de l’organisation\u00a0: Pas plus de 255 caractères", "1\u202f600"),
        ("ja", "団体の名称：255文字以内", "1,600"),
    ],
)
def test_all_that_is_wrong_is_said_at_once_and_of_which_field(language, title, count):
    client = Client()
    wrong = {"name": "<b>www.museum.example " + "x" * 1578, "website": "a@b.example"}
    page = press(
        client,
        client.get(f"/{language}/sign/"),
        "continue",
        language,
        **answers() | wrong | {"kind": ""},
    )
    soup = BeautifulSoup(page.content, "html.parser")
    links = soup.select(".error-summary a")
    said = [link.text for link in links]
    targets = [link["href"] for link in links]
    assert targets.count("#id_name") == 3
    assert {"#id_kind_0", "#id_website"} <= set(targets)
    assert any(words.startswith(title) and count in words for words in said)
    assert all(soup.select_one(target) for target in targets)
    # Beside the field itself its name would be said twice.
    assert title not in soup.select_one("form").text

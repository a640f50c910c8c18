"""A successor takes a signature over, and links are asked for again."""

import re

import pytest

from signatures.models import Signature
from tests.signatures.conftest import (
    EMAIL,
    hidden,
    letters,
    mailed,
    make_published,
    make_signature,
    manage,
)

State = Signature.State

pytestmark = pytest.mark.django_db

SUCCESSOR = "successor@museum.example"


def test_a_successor_takes_the_signature_over(client, confirmed):
    signature, link = confirmed
    response = manage(client, link, "hand_over", email=SUCCESSOR)
    assert response["Location"] == f"{link}?done=handed"
    invitation = mailed("succeed", signature)
    page = client.get(invitation)
    assert signature.name in page.text
    assert EMAIL not in page.text
    data = {"signer": "Ada", "job_title": "Director", "seen": hidden(page, "seen")}
    page = client.post(invitation, data)
    assert "<title>Error: " in page.text
    assert 'value="Ada"' in page.text
    consents = {"consent_record": "on", "consent_authority": "on"}
    response = client.post(invitation, data | consents, follow=True)
    assert "in your hands" in response.text
    person = Signature.objects.get(pk=signature.pk).signatory
    assert (person.name, person.email) == ("Ada", SUCCESSOR)
    assert person.consents.count() == 2
    # The link of the person before leads nowhere now, the new one does.
    assert client.get(link).status_code == 404
    assert client.get(mailed("succeeded", signature)).status_code == 200
    assert "This invitation is over" in client.get(invitation).text


def test_whoever_was_named_first_cannot_accept_for_the_second(client, confirmed):
    signature, link = confirmed
    manage(client, link, "hand_over", email="first@museum.example")
    first = mailed("succeed", signature)
    manage(client, link, "hand_over", email=SUCCESSOR)
    assert client.get(first).status_code == 404
    assert signature.people.get(is_current=False).email == SUCCESSOR


def test_a_successor_who_has_signed_too_is_told(client, confirmed):
    signature, link = confirmed
    make_signature(State.WAITING, SUCCESSOR, name=signature.name)
    manage(client, link, "hand_over", email=SUCCESSOR)
    data = {"signer": "Ada", "job_title": "Director"}
    data |= {"consent_record": "on", "consent_authority": "on"}
    page = client.post(mailed("succeed", signature), data)
    assert "You have signed for this organisation already" in page.text


def test_invitations_are_limited(client, confirmed, settings):
    settings.RATE_RULES = settings.RATE_RULES | {"link": {"network": [(1, 600)]}}
    _signature, link = confirmed
    manage(client, link, "hand_over", email=SUCCESSOR)
    page = manage(client, link, "hand_over", email="other@museum.example")
    assert "too often" in page.text


def test_everybody_who_asks_for_a_link_sees_the_same(client):
    make_signature(State.WAITING)
    pages = set()
    for address in (EMAIL, "nobody@museum.example"):
        response = client.post("/en/sign/link/", {"email": address})
        assert response["Location"] == "/en/sign/link/?done=sent"
        pages.add(client.get(response["Location"]).text)
    assert len(pages) == 1
    assert [letter.to for letter in letters()] == [[EMAIL]]


def test_one_mail_brings_the_links_of_all_signatures(client):
    first, second = make_signature(State.WAITING), make_published()
    unconfirmed = make_signature()
    letters()
    client.post("/fr/sign/link/", {"email": EMAIL.upper()})
    (letter,) = letters()
    paths = re.findall(r"https?://[^/]+(/fr/k/[0-9A-Z]+/)", letter.body)
    assert len(paths) == 3
    for path, signature in zip(paths, (first, second, unconfirmed), strict=True):
        assert signature.name in client.get(path).text


def test_who_asks_too_often_gets_no_mail_and_the_same_page(client, settings):
    settings.RATE_RULES = settings.RATE_RULES | {"link": {"address": [(1, 600)]}}
    make_signature(State.WAITING)
    for _time in range(3):
        response = client.post("/en/sign/link/", {"email": EMAIL})
        assert response["Location"] == "/en/sign/link/?done=sent"
    assert len(letters()) == 1


def test_what_is_no_address_is_told(client):
    page = client.post("/en/sign/link/", {"email": "museum.example"})
    assert "<title>Error: " in page.text
    assert 'href="#id_email"' in page.text

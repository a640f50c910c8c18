"""A successor takes a signature over, and links are asked for again."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from correspondence import outbox
from correspondence.models import Message
from events.models import Event
from review import decide
from signatures.models import Signature
from signatures.retention import exported
from tests.signing import (
    EMAIL,
    hidden,
    letters,
    link_in,
    mailed,
    make_published,
    make_signature,
    manage,
    sign,
)

State = Signature.State

pytestmark = pytest.mark.django_db

SUCCESSOR = "successor@museum.example"


def invitation_to(signature: Signature) -> str:
    """Sends what waits, and returns the link that the successor gets."""
    (letter,) = [row for row in letters() if row.to == [SUCCESSOR]]
    return link_in(letter)


def test_a_successor_takes_the_signature_over(client, confirmed):
    signature, link = confirmed
    decide.ask(signature, None, "Who are you?")
    letters()
    response = manage(client, link, "hand_over", email=SUCCESSOR)
    assert response["Location"] == f"{link}?done=handed"
    invitation = invitation_to(signature)
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
    # What was written to the person before is not theirs to read.
    assert not [row for row in exported(person)["mails"] if row["words"]]
    assert person.consents.count() == 2
    # The link of the person before leads nowhere now, the new one does.
    assert client.get(link).status_code == 404
    assert client.get(mailed("succeeded", signature)).status_code == 200
    assert "This invitation is over" in client.get(invitation).text


def test_a_successor_is_written_to_in_the_language_of_who_names_them(client, confirmed):
    _signature, link = confirmed
    manage(client, link.replace("/en/", "/fr/"), "hand_over", email=SUCCESSOR)
    invitation = next(letter for letter in letters() if letter.to == [SUCCESSOR])
    assert "/fr/k/" in invitation.body


def test_whoever_was_named_first_cannot_accept_for_the_second(client, confirmed):
    signature, link = confirmed
    manage(client, link, "hand_over", email=SUCCESSOR)
    first = invitation_to(signature)
    manage(client, link, "hand_over", email="second@museum.example")
    assert client.get(first).status_code == 404
    assert signature.people.get(is_current=False).email == "second@museum.example"


def test_an_invitation_that_has_not_left_is_for_nobody_else(client, confirmed):
    _signature, link = confirmed
    manage(client, link, "hand_over", email="first@museum.example")
    first = Message.objects.get(kind="signatures.succeed")
    manage(client, link, "hand_over", email=SUCCESSOR)
    # Even if staff send it again.
    outbox.resend(first)
    reached = [letter.to for letter in letters()]
    assert sorted(reached) == [[EMAIL], [SUCCESSOR]]


def test_who_is_in_office_is_told_and_takes_the_invitation_back(client, confirmed):
    signature, stolen = confirmed
    assert "Take the invitation back" not in client.get(stolen).text
    manage(client, stolen, "hand_over", email=SUCCESSOR)
    sent = {letter.to[0]: link_in(letter) for letter in letters()}
    assert "Take the invitation back" in client.get(sent[EMAIL]).text
    response = manage(client, sent[EMAIL], "take_back")
    assert "is taken back" in client.get(response["Location"]).text
    assert not signature.people.filter(is_current=False).exists()
    for ended in (stolen, sent[SUCCESSOR]):
        assert client.get(ended).status_code == 404
    verbs = Event.objects.about("signature", signature.pk).values_list("verb")
    assert ("successor taken back",) in verbs


def test_a_thief_fills_nobodys_days_with_mails(client, confirmed):
    _signature, link = confirmed
    for number in range(5):
        manage(client, link, "hand_over", email=f"{number}@museum.example")
    told = Message.objects.filter(kind="signatures.handing_over")
    assert told.count() == 1


def test_mails_that_must_arrive_wait_for_no_free_day(client, confirmed, settings):
    """Strangers have filled the day of this address."""
    signature, link = confirmed
    settings.MAILS_A_DAY = 0
    manage(client, link, "data")
    manage(client, link, "hand_over", email=SUCCESSOR)
    client.post("/en/sign/link/", {"email": EMAIL})
    letters_now = [letter.subject for letter in letters() if letter.to == [EMAIL]]
    manage(client, link, "withdraw", sure="on")
    letters_now += [letter.subject for letter in letters()]
    assert [words.split()[0] for words in letters_now] == ["What", "A", "Your", "Your"]
    mails = Message.objects.about("signature", signature.pk)
    assert set(mails.exclude(kind="signatures.confirm").values_list("slot")) == {
        (None,)
    }


def test_a_successor_who_has_signed_too_is_told(client, confirmed):
    signature, link = confirmed
    make_signature(State.WAITING, SUCCESSOR, name=signature.name)
    manage(client, link, "hand_over", email=SUCCESSOR)
    invitation = invitation_to(signature)
    data = {"seen": hidden(client.get(invitation), "seen")}
    data |= {"signer": "Ada", "job_title": "Director"}
    data |= {"consent_record": "on", "consent_authority": "on"}
    page = client.post(invitation, data)
    assert "You have signed for this organisation already" in page.text


def test_invitations_are_limited(client, confirmed, settings):
    settings.RATE_RULES = settings.RATE_RULES | {"link": {"network": [(1, 600)]}}
    _signature, link = confirmed
    manage(client, link, "hand_over", email=SUCCESSOR)
    page = manage(client, link, "hand_over", email="other@museum.example")
    assert "too often" in page.text


def test_asking_for_a_link_takes_the_same_for_everybody(client):
    make_signature(State.WAITING)
    make_published()
    client.post("/en/sign/link/", {"email": "warm.up@museum.example"})
    counts = []
    for address in (EMAIL, "nobody@museum.example"):
        with CaptureQueriesContext(connection) as queries:
            client.post("/en/sign/link/", {"email": address})
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_asking_for_somebody_unknown_costs_them_no_mail(client):
    for _time in range(4):
        client.post("/en/sign/link/", {"email": EMAIL})
        assert not letters()
    sign(client)
    assert [letter.to for letter in letters()] == [[EMAIL]]


def test_a_link_that_is_asked_for_on_a_full_day_comes_at_once(client, settings):
    settings.MAILS_A_DAY = 0
    signature = make_signature(State.WAITING)
    for _time in range(2):
        # The second time one waits already: it adds none.
        response = client.post("/en/sign/link/", {"email": EMAIL})
        assert response["Location"] == "/en/sign/link/?done=sent"
    (letter,) = letters()
    assert signature.name in client.get(link_in(letter)).text


def test_who_asks_again_before_the_mail_has_left_gets_one(client):
    make_signature(State.WAITING)
    for _time in range(3):
        client.post("/en/sign/link/", {"email": EMAIL})
    waiting = Message.objects.filter(kind="signatures.links", state="waiting")
    assert waiting.count() == 1
    assert len(letters()) == 1


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

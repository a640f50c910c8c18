"""New, repeated, unwanted signers, and a form that is closed."""

from datetime import timedelta

import pytest
from django.utils import timezone

from correspondence.models import Block, Message
from signatures import signing
from signatures.models import Signature
from statement.models import keep_text
from tests.signatures.conftest import (
    EMAIL,
    answers,
    fill_in,
    letters,
    make_signature,
    press,
    sign,
)

State = Signature.State

pytestmark = pytest.mark.django_db


def only() -> Signature:
    return Signature.objects.get(people__email=EMAIL)


def test_the_same_organisation_is_not_recorded_twice(client):
    first = sign(client)
    second = sign(
        client, email="  DIRECTOR@Museum.Example ", name="MUSEE des arts du Sahel"
    )
    assert first["Location"] == second["Location"]
    assert Signature.objects.filter(people__email__iexact=EMAIL).count() == 1


def test_who_signs_again_after_confirming_is_told_by_mail_alone(client):
    sign(client)
    signing.confirm(only())
    letters()
    response = sign(client)
    assert response["Location"] == "/en/sign/sent/"
    (letter,) = letters()
    assert "already" in letter.subject


def test_one_mailbox_may_sign_for_two_museums(client):
    sign(client)
    sign(client, name="Museum of Sand")
    assert Signature.objects.filter(people__email=EMAIL).count() == 2


def test_one_may_sign_again_after_withdrawal(client):
    sign(client)
    signing.withdraw(signing.confirm(only()))
    sign(client)
    states = Signature.objects.filter(people__email=EMAIL).values_list("state")
    assert sorted(states) == [(State.UNCONFIRMED,), (State.WITHDRAWN,)]


def test_one_may_sign_a_new_version_too(client, statement):
    sign(client)
    signing.confirm(only())
    statement.formal_title = "Another Statement"
    statement.save()
    keep_text(statement)
    sign(client)
    assert Signature.objects.filter(people__email=EMAIL).count() == 2


@pytest.mark.parametrize("how", ["domain", "honeypot", "network"])
def test_the_unwanted_see_the_same_and_get_no_mail(client, how):
    changes = {}
    if how == "honeypot":
        changes["topic"] = "casino"
    elif how == "domain":
        Block.objects.create(kind="domain", value="museum.example")
    else:
        Block.objects.create(kind="network", value="127.0.0.0/8")
    response = sign(client, **changes)
    assert response["Location"] == "/en/sign/sent/"
    assert only().state == State.QUARANTINED
    assert not letters()


def test_too_many_of_one_address_land_in_quarantine(client):
    for number in range(6):
        sign(client, name=f"Museum of Lake {number}")
    states = list(
        Signature.objects.filter(people__email=EMAIL)
        .order_by("pk")
        .values_list("state", flat=True)
    )
    assert states == [State.UNCONFIRMED] * 5 + [State.QUARANTINED]
    # More mails than three a day leave for nobody.
    assert Message.objects.filter(kind="signatures.confirm").count() == 3


def test_a_refused_signature_leaves_nothing_behind(client, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    page = fill_in(client)
    monkeypatch.setattr(signing, "write", fails)
    client.raise_request_exception = False
    assert press(client, page, "send", **answers()).status_code == 500
    assert not Signature.objects.filter(people__email=EMAIL).exists()


@pytest.mark.parametrize(
    ("opened", "closed"),
    [(None, None), (timedelta(days=3), None), (timedelta(-9), timedelta(-2))],
)
def test_while_it_cannot_be_signed_there_is_no_form(client, statement, opened, closed):
    page = fill_in(client)
    today = timezone.now().date()
    statement.opened_on = today + opened if opened else None
    statement.closed_on = today + closed if closed else None
    statement.save()
    for response in (client.get("/fr/sign/"), press(client, page, "send", **answers())):
        assert response.status_code == 200
        assert "sign-form" not in response.text
    assert not Signature.objects.filter(people__email=EMAIL).exists()
    page = client.get("/fr/statement/").text
    assert "button-primary" not in page


def test_without_a_statement_there_is_no_form(client, statement):
    type(statement).objects.update(live=False)
    response = client.get("/en/sign/")
    assert response.status_code == 200
    assert "sign-form" not in response.text


def test_the_page_after_sending_tells_nothing_about_the_signer(client):
    make_signature()
    assert client.get("/en/sign/sent/").text == client.get("/en/sign/sent/").text
    assert 'href="/en/k/"' in client.get("/en/sign/sent/").text

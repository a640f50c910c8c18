"""An individual asks to be written to, confirms, changes their mind, and is gone."""

import pytest

from consents.defaults import make_consents
from interest.models import Subscriber
from tests.signing import letters, link_in
from tests.volunteers.way import soup, words_of

from .way import EMAIL, NAME, confirm, filled, send, subscribed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def wordings_of_today(db):
    """The copy of the sample may be older than the catalogues."""
    make_consents()


def test_an_individual_asks_confirms_chooses_anew_and_stops(client):
    page = client.get("/fr/interest/")
    assert page.status_code == 200
    assert "public" in page["Cache-Control"]
    sent = send(client, "fr", follow=True)
    assert sent["Location"] == "/fr/interest/sent/"
    assert Subscriber.objects.get().state == "unconfirmed"
    link = confirm(client)
    person = Subscriber.objects.get()
    assert (person.state, person.name, person.topics) == (
        "confirmed",
        NAME,
        ["news", "events"],
    )
    welcome = letters()[-1]
    assert NAME in welcome.body
    link = link_in(welcome)
    assert EMAIL in client.get(link).text
    client.post(
        link, {"action": "save", "topics": ["advocacy"], "into": "ar", "signer": ""}
    )
    person.refresh_from_db()
    assert (person.topics, person.language, person.name) == (["advocacy"], "ar", "")
    assert client.post(link, {"action": "stop"}).status_code == 200
    assert not Subscriber.objects.exists()
    assert client.get(link).status_code == 404

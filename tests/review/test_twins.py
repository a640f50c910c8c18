"""What may be one organisation twice is looked at before it is public."""

import pytest
from django.urls import reverse

from events.models import Event
from organisations.models import Organisation
from review import likeness
from signatures.models import Signature
from tests.signing import make_published, make_signature

pytestmark = pytest.mark.django_db

State = Signature.State


def page_of(signature):
    return reverse("signatures_review:inspect", args=[signature.pk])


@pytest.fixture
def reviewer(sign_in):
    return sign_in("reviewer")


def fields_of(page):
    """What a browser sends of the form that publishes, as it stands on the page."""
    (section,) = [row for row in page.context["sections"] if row.name == "publish"]
    form = section.actions[0].form
    values = {field.html_name: field.value() for field in form}
    return {name: value for name, value in values.items() if value is not None}


def press_publish(client, signature, fields):
    data = {"action": "publish", **fields}
    page = client.post(page_of(signature), data, follow=True)
    signature.refresh_from_db()
    return page


def test_nothing_is_published_whose_likely_twin_nobody_decided_on(reviewer):
    facts = {"name": "Trois Vallées", "country": "FR"}
    twin = make_published("a@one.example", **facts, website="https://one.example")
    signature = make_signature(
        *(State.WAITING, "b@two.example"),
        **facts | {"name": "TROIS-VALLEES"},
        website="https://two.example",
    )
    page = reviewer.get(page_of(signature))
    html = page.text
    name = f"publish-twin-{twin.pk}"
    # Before the buttons, with what tells them apart.
    assert html.index(twin.reference) < html.index(">Publish</button>")
    assert f"Merge into {twin.reference}" in html
    assert 'href="https://one.example"' in html
    fields = fields_of(page) | {"publish-organisation": "new"}
    page = press_publish(reviewer, signature, fields)
    assert "Decide whether this is the same organisation" in page.text
    page = press_publish(reviewer, signature, fields | {name: "same"})
    assert f"merge it into {twin.reference}" in page.text
    assert signature.state == State.WAITING
    # Two organisations cannot be one.
    own = {name: "another", "publish-organisation": str(twin.organisation_id)}
    page = press_publish(reviewer, signature, fields | own)
    assert "is of this organisation" in page.text
    assert signature.state == State.WAITING
    press_publish(reviewer, signature, fields | {name: "another"})
    assert signature.is_published
    event = Event.objects.about("signature", signature.pk).filter(verb="published")
    assert event.get().data["apart"] == [twin.pk]


def test_a_twin_that_came_meanwhile_is_shown_and_nothing_is_lost(reviewer):
    signature = make_signature(State.WAITING, name="Archive of the Coast")
    other = Organisation.objects.create(name="Elsewhere", country="FR")
    fields = fields_of(reviewer.get(page_of(signature))) | {
        "publish-organisation": "other",
        "publish-other": str(other.pk),
    }
    twin = make_signature(State.WAITING, "x@museum.example", name="Coast archives")
    Organisation.objects.create(name="The Archive of the Coast", country="NE")
    page = press_publish(reviewer, signature, fields)
    assert signature.state == State.WAITING
    assert "was not on your screen" in page.text
    shown = fields_of(page)
    assert (shown["publish-organisation"], shown["publish-other"]) == (
        "other",
        str(other.pk),
    )
    press_publish(reviewer, signature, shown | {f"publish-twin-{twin.pk}": "another"})
    assert signature.organisation == other


@pytest.mark.parametrize(
    ("facts", "is_twin"),
    [
        ({"name": "Bibliothèque du Delta"}, True),
        ({"name": "中央図書館", "name_latin": "Bibliotheque du delta"}, True),
        ({"name": "La Bibliothèque du Delta", "website": ""}, True),
        ({"name": "Other", "website": "http://www.delta.example/about"}, True),
        ({"name": "Other", "email": "x@delta.example"}, True),
        ({"name": "Bibliothèque du Delta", "state": State.REJECTED}, False),
        ({"name": "Bibliothèque du Delta", "country": "CA"}, False),
        ({"name": "Bibliothèque du Deltaplane"}, False),
        ({"name": "Other", "website": "https://facebook.com/delta"}, False),
    ],
)
def test_the_list_marks_likely_twins(reviewer, facts, is_twin):
    mine = {"name": "Bibliothèque du Delta", "website": "https://delta.example"}
    signature = make_signature(State.WAITING, "a@gmail.com", **mine)
    theirs = {"state": State.WAITING, "email": "b@other.example"} | facts
    make_signature(**{"website": "https://other.example"} | theirs)
    html = reviewer.get(reverse("signatures_review:index"), {"q": "bibli"}).text
    mark = f'href="{page_of(signature)}#twins-section"'
    assert (mark in html) is is_twin


def test_a_list_of_what_came_to_nothing_compares_nothing(reviewer, monkeypatch):
    signature = make_signature(State.REJECTED)
    monkeypatch.setattr(likeness, "near", None)
    index = reverse("signatures_review:index")
    assert signature.name in reviewer.get(index, {"state": "rejected"}).text

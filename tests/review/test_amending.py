"""Staff correct entries, and find somebody who answers for them."""

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from correspondence.models import Message
from events.models import Event
from openheritage.text import name_key
from register.models import RegisterEntry
from review import decide
from signatures import signing
from signatures.models import Signature
from tests.signing import EMAIL, make_published, make_signature

pytestmark = pytest.mark.django_db

State = Signature.State


def page_of(signature):
    return reverse("signatures_review:inspect", args=[signature.pk])


def decide_on(client, signature, action, **fields):
    data = {f"{action}-{name}": value for name, value in fields.items()}
    response = client.post(page_of(signature), {"action": action, **data}, follow=True)
    signature.refresh_from_db()
    return response.text


@pytest.fixture
def reviewer(sign_in):
    return sign_in("reviewer")


def amend(client, signature, **changes):
    seen = decide.facts_seen(signature)
    return decide_on(
        client, signature, "amend", **signature.facts | {"seen": seen} | changes
    )


def event_of(signature):
    return Event.objects.about("signature", signature.pk).first()


def test_staff_correct_what_is_published_and_the_register_says_so(reviewer):
    signature = make_published(name="Museum of the Rivver")
    html = amend(reviewer, signature, name="Museum of the River", country="ML")
    assert "Corrected." in html
    assert (signature.name, signature.country) == ("Museum of the River", "ML")
    entry = RegisterEntry.objects.last()
    assert (entry.event, entry.disclosed.facts["country"]) == ("corrected", "ML")
    event = event_of(signature)
    assert (event.verb, event.actor.username) == ("amended", "reviewer")
    assert event.data == {"fields": ["country", "name"]}
    mails = Message.objects.about("signature", signature.pk)
    assert mails.filter(kind="signatures.corrected").count() == 1


def test_what_waits_is_corrected_without_the_register(reviewer):
    signature = make_signature(State.WAITING, None, source="paper")
    before = RegisterEntry.objects.count()
    amend(reviewer, signature, website="river.example", comment="Yes.")
    assert signature.website == "https://river.example"
    assert RegisterEntry.objects.count() == before


def test_nothing_is_recorded_where_nothing_changes(reviewer):
    signature = make_published()
    amend(reviewer, signature)
    assert event_of(signature).verb == "published"


def test_bad_facts_are_refused_in_words(reviewer):
    signature = make_published()
    html = amend(reviewer, signature, name="www.museum.example")
    assert "Leave out web addresses" in html
    assert "www." not in signature.name


def test_what_changed_meanwhile_is_not_written_over(reviewer):
    signature = make_signature(State.WAITING)
    seen = decide.facts_seen(signature)
    signing.correct(signature, {"comment": "Ours."})
    html = decide_on(
        *(reviewer, signature, "amend"), **signature.facts | {"seen": seen}
    )
    assert "This is not possible any more" in html
    assert signature.comment == "Ours."


def test_nobody_takes_the_place_of_another_by_a_new_name(reviewer):
    make_signature(State.WAITING, None, name="One museum", source="paper")
    other = make_signature(State.WAITING, None, name="Two museums", source="paper")
    assert "has taken its place" in amend(reviewer, other, name="One museum")
    assert other.name == "Two museums"
    amend(reviewer, other, name="One museum", country="ML")
    assert other.name == "One museum"


def test_a_paper_whose_country_is_corrected_stands_in_that_country(reviewer):
    paper = {"name": "National Library", "source": "paper"}
    signature = make_signature(State.WAITING, None, country="ML", **paper)
    amend(reviewer, signature, country="NE")
    assert signature.country == "NE"
    with pytest.raises(IntegrityError), transaction.atomic():
        make_signature(State.WAITING, None, country="NE", **paper)
    # Its place in the other country is free again.
    make_signature(State.WAITING, None, country="ML", **paper)


def test_an_accepted_name_is_the_one_that_only_one_may_have():
    signature = make_published(name="Old name")
    signing.correct(signature, {"name": "New name", "comment": "Words"})
    correction = signature.corrections.get()
    decide.accept(correction, None)
    correction.refresh_from_db()
    assert correction.before == {"name": "Old name", "comment": ""}
    assert event_of(signature).data == {"fields": ["comment", "name"]}
    make_signature(State.WAITING, EMAIL, name="Old name")
    with pytest.raises(IntegrityError):
        make_signature(State.WAITING, EMAIL, name="New name")


def test_somebody_is_invited_to_answer_for_a_signature_on_paper(reviewer):
    signature = make_published(None, source="paper")
    assert "Invite a person" in reviewer.get(page_of(signature)).text
    html = decide_on(
        *(reviewer, signature, "invite"), email="new@museum.example", language="fr"
    )
    assert "Invited." in html
    assert "new@museum.example" not in html
    person = signature.people.get()
    assert (person.email, person.is_current) == ("new@museum.example", False)
    events = Event.objects.about("signature", signature.pk)
    invited = events.get(verb="invited")
    assert (invited.actor.username, invited.data) == ("reviewer", {})
    mails = Message.objects.about("signature", signature.pk)
    assert mails.get(kind="signatures.succeed").language == "fr"


def test_nobody_is_invited_where_somebody_answers(reviewer):
    signature = make_published()
    assert "Invite a person" not in reviewer.get(page_of(signature)).text
    decide_on(*(reviewer, signature, "invite"), email="new@x.example", language="en")
    assert signature.people.get().email == EMAIL


@pytest.mark.parametrize("email", ["", "nobody", "a@b"])
def test_only_a_mail_address_is_invited(reviewer, email):
    signature = make_published(None)
    decide_on(*(reviewer, signature, "invite"), email=email, language="en")
    assert not signature.people.exists()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Musée  de l’État", "MUSEE DE L'ETAT"),
        ("Ἀρχεῖον", "αρχειον"),
        ("Музей", "МУЗЕЙ"),
        ("ＮＨＫ", "nhk"),
        ("渡邉\U000e0100", "渡邉"),
    ],
)
def test_names_are_the_same_without_case_accents_and_marks(one, other):
    assert name_key(one) == name_key(other) != ""


@pytest.mark.parametrize(
    ("one", "other"),
    [("किताब", "कताब"), ("பூ", "பா"), ("ガス", "カス"), ("กี่", "กา")],
)
def test_vowels_and_marks_of_other_scripts_tell_names_apart(one, other):
    assert name_key(one) != name_key(other)


def test_common_names_on_paper_are_signed_in_each_country():
    make_signature(State.WAITING, None, name="National Library", country="ML")
    make_signature(State.WAITING, None, name="National Library", country="NE")
    with pytest.raises(IntegrityError):
        make_signature(State.WAITING, None, name="National library", country="NE")

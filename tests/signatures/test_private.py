"""The pages behind the private links of mails."""

import re

import pytest
from django.test import Client
from django.utils import timezone

from correspondence.links import make
from correspondence.models import Link
from events.models import Event
from register.models import Count
from review import decide
from signatures import signing, transitions
from signatures.models import Signatory, Signature
from tests.signing import (
    EMAIL,
    answer,
    answers,
    hidden,
    letters,
    make_signature,
    manage,
    sign,
)

State = Signature.State

pytestmark = pytest.mark.django_db


def facts_of(signature: Signature, **changes: str) -> dict[str, str]:
    return signature.facts | changes


def state_of(signature: Signature) -> str:
    return Signature.objects.values_list("state", flat=True).get(pk=signature.pk)


# Confirming --------------------------------------------------------------------


def test_opening_the_link_changes_nothing(client, signed):
    signature, link = signed
    for _time in range(3):
        page = client.get(link)
        client.head(link)
    assert state_of(signature) == State.UNCONFIRMED
    for shown in (signature.name, "Mariama Issoufou", EMAIL, "We sign with joy."):
        assert shown in page.text
    assert signature.text.sha256 in page.text
    assert "no-store" in page["Cache-Control"]
    assert page["Referrer-Policy"] in ("no-referrer", "strict-origin")


def test_pressing_confirm_any_number_of_times_confirms_once(client, signed):
    signature, link = signed
    data = {"action": "confirm", "seen": hidden(client.get(link), "seen")}
    for _time in range(3):
        response = client.post(link, data, follow=True)
        assert response.status_code == 200
    assert state_of(signature) == State.WAITING
    events = Event.objects.about("signature", signature.pk)
    assert events.filter(verb="confirmed").count() == 1
    assert len(letters()) == 1


def test_thanks_name_the_reference_the_review_and_the_count(client, signed, settings):
    signature, link = signed
    settings.REVIEW_DAYS = 4
    Count.objects.filter(dimension="total").delete()
    Count.objects.create(dimension="total", value="", number=1234)
    answer(client, link, "confirm")
    page = client.get(link).text
    assert signature.reference in page
    assert "within 4 working days" in page
    assert "1,234" in page
    for way in ("sharing/share-offsite", "share.joinmastodon.org", "bsky.app"):
        (shared,) = re.findall(rf'href="(https://[^"]*{way}[^"]*)"', page)
        assert "statement%2F" in shared
        assert "k%2F" not in shared


def test_it_was_not_us_forgets_the_person_at_once(client, signed):
    signature, link = signed
    data = {"action": "disown", "seen": hidden(client.get(link), "seen")}
    for _time in range(2):
        page = client.post(link, data, follow=True)
        assert "We have deleted" in page.text
        assert signature.name not in page.text
    assert state_of(signature) == State.DISOWNED
    assert not Signatory.objects.filter(signature=signature).exists()
    # And it cannot be confirmed any more.
    client.post(link, {"action": "confirm"})
    assert state_of(signature) == State.DISOWNED


def test_answers_that_changed_meanwhile_are_shown_before_they_are_confirmed(
    client, signed
):
    signature, link = signed
    page = client.get(link)
    sign(client, comment="Something else.")
    client.post(link, {"action": "confirm"})
    assert state_of(signature) == State.UNCONFIRMED
    data = {"action": "confirm", "seen": hidden(page, "seen")}
    page = client.post(link, data)
    assert "have changed since" in page.text
    assert "Something else." in page.text
    assert state_of(signature) == State.UNCONFIRMED
    client.post(link, {"action": "confirm", "seen": hidden(page, "seen")})
    assert state_of(signature) == State.WAITING


@pytest.mark.parametrize("act", [signing.confirm, signing.disown])
def test_what_was_seen_is_compared_under_the_lock(signed, act):
    signature, _link = signed
    seen = signing.shown(signature)
    signature.people.update(job_title="Night guard")
    with pytest.raises(signing.ChangedError):
        act(signature, seen=seen)
    assert state_of(signature) == State.UNCONFIRMED
    act(signature, seen=signing.shown(Signature.objects.get(pk=signature.pk)))
    assert state_of(signature) != State.UNCONFIRMED


def test_nonsense_changes_nothing(client, signed):
    signature, link = signed
    for action in ("", "x", "withdraw", "CONFIRM"):
        assert client.post(link, {"action": action}).status_code == 200
    assert client.put(link).status_code == 405
    assert state_of(signature) == State.UNCONFIRMED


def test_a_private_page_is_protected_against_other_sites(signed):
    _signature, link = signed
    stranger = Client(enforce_csrf_checks=True)
    assert stranger.post(link, {"action": "confirm"}).status_code == 403


def test_a_lost_cookie_of_a_token_loses_nothing(signed):
    """The browser says that the page is ours."""
    signature, link = signed
    browser = Client(enforce_csrf_checks=True)
    data = {"action": "confirm", "seen": signing.shown(signature)}
    for foreign in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://x.example"}):
        assert browser.post(link, data, headers=foreign).status_code == 403
    assert state_of(signature) == State.UNCONFIRMED
    ours = {"Sec-Fetch-Site": "same-origin"}
    assert browser.post(link, data, headers=ours).status_code == 302
    assert state_of(signature) == State.WAITING


@pytest.mark.parametrize("state", State.values)
def test_every_state_is_told_in_words(client, state):
    signature = make_signature(state)
    for purpose in (transitions.CONFIRM, signing.MANAGE, signing.SUCCEED):
        link = make(purpose, signature.pk, "ar")
        page = client.get("/" + link.url.split("/", 3)[3])
        assert page.status_code == 200
        assert '<html lang="ar" dir="rtl">' in page.text


# Afterwards ---------------------------------------------------------------------


def test_an_entry_is_corrected_before_it_is_published(client, confirmed):
    signature, link = confirmed
    fields = facts_of(signature, name="Museum of Sand", website="sand.example")
    response = manage(client, link, "correct", **fields)
    assert response["Location"] == f"{link}?done=corrected"
    assert "The entry is changed." in client.get(response["Location"]).text
    signature.refresh_from_db()
    assert signature.name == "Museum of Sand"
    assert signature.website == "https://sand.example"


def test_errors_in_a_correction_are_told_and_change_nothing(client, confirmed):
    signature, link = confirmed
    page = manage(client, link, "correct", **facts_of(signature, name="www.x.example"))
    assert "<title>Error: " in page.text
    assert 'href="#id_name"' in page.text
    assert 'value="www.x.example"' in page.text
    signature.refresh_from_db()
    assert signature.name != "www.x.example"


def test_a_name_that_collides_with_another_signature_is_refused(client, confirmed):
    signature, link = confirmed
    other = make_signature(State.WAITING)
    page = manage(client, link, "correct", **facts_of(signature, name=other.name))
    assert "You have signed under this name already." in page.text
    signature.refresh_from_db()
    assert signature.name != other.name


def test_a_change_of_what_is_published_is_proposed(client, confirmed):
    signature, link = confirmed
    decide.publish(signature, None)
    response = manage(client, link, "correct", **facts_of(signature, comment="More."))
    assert response["Location"] == f"{link}?done=proposed"
    signature.refresh_from_db()
    assert signature.comment == "We sign with joy."
    assert signature.corrections.get().wanted == {"comment": "More."}
    assert "that we are checking" in client.get(link).text


def test_a_question_that_is_not_answered_stays_one(client, confirmed):
    signature, link = confirmed
    decide.ask(signature, None, "Who are you?")
    response = manage(client, link, "correct", **facts_of(signature))
    assert response.status_code == 302
    assert Signature.objects.get(pk=signature.pk).state == State.ASKED
    # Other facts are an answer, without any words.
    manage(client, link, "correct", **facts_of(signature, comment="It is ours."))
    assert Signature.objects.get(pk=signature.pk).state == State.WAITING


def test_an_answer_puts_a_signature_back_into_the_queue(client, confirmed):
    signature, link = confirmed
    assert "id_answer" not in client.get(link).text
    decide.ask(signature, None, "Who are you?")
    assert "id_answer" in client.get(link).text
    fields = facts_of(signature, answer="The director.\nSince 2020.")
    manage(client, link, "correct", **fields)
    assert state_of(signature) == State.WAITING
    assert Signature.objects.get(pk=signature.pk).signatory.answer.startswith("The d")


def test_withdrawing_needs_a_tick(client, confirmed):
    signature, link = confirmed
    page = manage(client, link, "withdraw")
    assert "Tick the box to withdraw." in page.text
    assert state_of(signature) == State.WAITING
    for _time in range(2):
        manage(client, link, "withdraw", sure="on")
    assert state_of(signature) == State.WITHDRAWN
    assert "has been withdrawn" in client.get(link).text
    assert [letter.subject for letter in letters()] == [
        "Your signature of the Open Heritage Statement is withdrawn"
    ]


def test_one_signs_again_after_withdrawing(client, confirmed):
    _signature, link = confirmed
    manage(client, link, "withdraw", sure="on")
    sign(client)
    assert Signature.objects.live().filter(people__email=EMAIL).count() == 1


def test_a_published_signature_leads_to_its_receipt(client, confirmed):
    signature, link = confirmed
    decide.publish(signature, None)
    assert f'href="/en/signatures/{signature.reference}/"' in client.get(link).text


def test_all_data_is_sent_on_demand(client, confirmed):
    signature, link = confirmed
    manage(client, link, "data")
    (letter,) = letters()
    for kept in (EMAIL, "Mariama Issoufou", signature.reference, "We sign with joy."):
        assert kept in letter.body


# What was deleted ---------------------------------------------------------------


def test_a_link_of_what_was_deleted_leads_nowhere(client, signed):
    signature, link = signed
    signature.delete()
    assert Link.objects.exists()
    assert client.get(link).status_code == 404


def test_a_link_whose_person_was_deleted_changes_nothing(client, signed):
    signature, link = signed
    signature.people.all().delete()
    assert client.post(link, {"action": "confirm"} | answers()).status_code == 200
    assert state_of(signature) == State.UNCONFIRMED


@pytest.mark.parametrize(
    ("purpose", "way_out"),
    [
        (transitions.CONFIRM, "/fr/sign/link/"),
        (transitions.MANAGE, "/fr/sign/link/"),
        (transitions.SUCCEED, "mailto:"),
    ],
)
def test_an_expired_link_says_how_to_get_a_new_one(client, purpose, way_out):
    signature = make_signature()
    link = make(purpose, signature.pk, "fr")
    Link.objects.update(expires_at=timezone.now())
    path = "/" + link.url.split("/", 3)[3]
    for page in (client.get(path), client.post(path, {"action": "confirm"})):
        assert page.status_code == 410
        assert f'href="{way_out}' in page.text
    assert state_of(signature) == State.UNCONFIRMED

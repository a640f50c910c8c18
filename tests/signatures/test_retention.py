"""Personal data goes when it is no longer needed, and when somebody asks."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from correspondence import outbox
from correspondence.models import Link, Message, Suppression
from events.models import Event
from openheritage.addresses import address_key
from register import chain
from review import decide
from signatures import signing, succession
from signatures.models import Signatory, Signature
from signatures.retention import due, erase, export, purge
from tests.signing import EMAIL, letters, make_published, make_signature, sign

pytestmark = pytest.mark.django_db

State = Signature.State
SPELLED_OTHERWISE = "  Director@MUSEUM.example "


def days_ago(days: int):
    return timezone.now() - timedelta(days=days)


def age(signature: Signature, days: int) -> None:
    fields = {"created_at": days_ago(days)}
    if signature.closed_at:
        fields["closed_at"] = days_ago(days)
    Signature.objects.filter(pk=signature.pk).update(**fields)


@pytest.mark.parametrize("state", ["unconfirmed", "quarantined", "disowned"])
def test_what_nobody_confirmed_is_gone_after_a_week(state):
    fresh, old = make_signature(state), make_signature(state)
    age(fresh, 6)
    age(old, 8)
    purge(dry_run=False)
    assert Signature.objects.filter(pk=fresh.pk).exists()
    assert not Signature.objects.filter(pk=old.pk).exists()
    assert not Signatory.objects.filter(signature_id=old.pk).exists()


def test_nobody_is_forgotten_whose_mail_waited_for_a_free_day(client, settings):
    settings.MAILS_A_DAY = 1
    sign(client, name="Museum of Lake Chad")
    sign(client)
    letters()
    first, later = Signature.objects.filter(people__email=EMAIL).order_by("pk")
    for signature in (first, later):
        age(signature, 8)
    mails = Message.objects.filter(kind="signatures.confirm")
    mails.filter(about_id=first.pk).update(sent_at=days_ago(8))
    purge(dry_run=False)
    assert list(Signature.objects.filter(people__email=EMAIL)) == [later]
    # It leaves, and the week that it promises begins.
    mails.update(next_attempt_at=timezone.now())
    (letter,) = letters()
    assert "7 days" in letter.body
    purge(dry_run=False)
    assert Signature.objects.filter(pk=later.pk).exists()
    mails.update(sent_at=days_ago(8))
    purge(dry_run=False)
    assert not Signature.objects.filter(pk=later.pk).exists()


def test_what_was_rejected_is_gone_after_a_month():
    fresh, old = make_signature(State.REJECTED), make_signature(State.REJECTED)
    age(fresh, 29)
    age(old, 31)
    purge(dry_run=False)
    left = Signature.objects.filter(pk__in=[fresh.pk, old.pk])
    assert list(left) == [fresh]


def test_a_withdrawn_signature_stays_without_its_person():
    signature = signing.withdraw(make_published())
    age(signature, 31)
    purge(dry_run=False)
    signature = Signature.objects.get(pk=signature.pk)
    assert signature.state == State.WITHDRAWN
    assert signature.signatory is None
    assert not list(chain.problems())


def test_a_published_signature_outlives_its_person():
    signature = make_published()
    key = signature.duplicate_key
    signature.people.update(retain_until=days_ago(1).date())
    purge(dry_run=False)
    signature = Signature.objects.get(pk=signature.pk)
    assert signature.is_published
    assert signature.signatory is None
    assert signature.duplicate_key != key


def test_a_successor_who_does_not_answer_is_forgotten():
    signature = make_published()
    Signatory.objects.create(
        signature=signature,
        is_current=False,
        email="next@museum.example",
        language="en",
        created_at=days_ago(8),
    )
    purge(dry_run=False)
    assert [person.email for person in signature.people.all()] == [EMAIL]


def test_a_successor_whose_mail_waits_for_a_free_day_is_not(client, settings):
    settings.MAILS_A_DAY = 1
    first, second = make_published(), make_published("other@museum.example")
    for signature in (first, second):
        succession.hand_over(signature, "next@museum.example", "en")
    letters()
    Message.objects.exclude(sent_at=None).update(sent_at=days_ago(8))
    Signatory.objects.filter(is_current=False).update(created_at=days_ago(8))
    purge(dry_run=False)
    left = Signatory.objects.filter(is_current=False)
    assert [person.signature_id for person in left] == [second.pk]


def test_the_end_of_a_successors_days_is_not_that_of_the_person_in_office():
    signature = make_published()
    Signatory.objects.create(
        signature=signature,
        is_current=False,
        email="next@museum.example",
        language="en",
        retain_until=days_ago(1).date(),
    )
    purge(dry_run=False)
    people = signature.people.order_by("pk").values_list("email", flat=True)
    assert list(people) == [EMAIL, "next@museum.example"]
    assert Signature.objects.get(pk=signature.pk).duplicate_key == (
        signature.duplicate_key
    )


def test_a_dry_run_changes_nothing_and_says_what_it_would_do():
    age(make_signature(State.UNCONFIRMED), 8)
    before = list(Signature.objects.values()), list(Signatory.objects.values())
    output = io.StringIO()
    call_command("purge_personal_data", "--dry-run", stdout=output)
    assert "1  unconfirmed" in output.getvalue()
    assert before == (
        list(Signature.objects.values()),
        list(Signatory.objects.values()),
    )


def test_samples_do_not_decay():
    samples = Signature.objects.filter(is_sample=True)
    samples.update(created_at=days_ago(4000))
    people = Signatory.objects.filter(signature__in=samples)
    people.update(created_at=days_ago(4000), retain_until=days_ago(1).date())
    assert {"quarantined", "waiting"} <= {row.state for row in samples}
    assert people.exists()
    before = list(samples.values()), list(people.values())
    assert set(purge(dry_run=False).values()) == {0}
    assert before == (list(samples.values()), list(people.values()))


def test_a_purge_is_recorded_and_leaves_nothing_to_do():
    signature = make_signature(State.UNCONFIRMED)
    age(signature, 8)
    purge(dry_run=False)
    event = Event.objects.about("signature", signature.pk).first()
    assert (event.verb, event.data) == ("purged", {"reason": "unconfirmed"})
    for reason, (signatures, _act) in due().items():
        assert not signatures.exists(), reason


def test_mails_lose_the_hash_of_the_address_when_the_budget_no_longer_needs_it():
    signature = make_published()
    (mail,) = Message.objects.about("signature", signature.pk)
    Message.objects.filter(pk=mail.pk).update(
        state=Message.State.SENT, day=days_ago(3).date()
    )
    purge(dry_run=False)
    mail.refresh_from_db()
    assert mail.address_key == ""


def test_a_person_is_exported_by_any_spelling_and_with_everything():
    signature = make_signature(
        State.WAITING, person="Mariama Issoufou", comment="With joy."
    )
    output = io.StringIO()
    call_command("export_person", SPELLED_OTHERWISE, stdout=output)
    (found,) = json.loads(output.getvalue())["signatures"]
    assert found["reference"] == signature.reference
    assert found["person"]["name"] == "Mariama Issoufou"
    assert found["person"]["email"] == EMAIL
    assert found["organisation"]["comment"] == "With joy."
    assert {row["purpose"] for row in found["consents"]} == {"record", "authority"}
    assert all(row["text"] for row in found["consents"])


def test_whoever_never_signed_is_exported_as_nothing():
    assert export("nobody@museum.example")["signatures"] == []


@pytest.mark.parametrize("command", ["export_person", "erase_person"])
def test_what_is_no_address_is_refused_without_repeating_it(command):
    with pytest.raises(CommandError) as error:
        call_command(command, "not an address")
    assert "not an address" not in str(error.value)


def test_an_erased_person_leaves_no_trace_but_the_signature():
    published = make_published()
    unfinished = make_signature(State.UNCONFIRMED)
    assert erase(SPELLED_OTHERWISE) == 2
    assert not Signatory.objects.of(EMAIL).exists()
    assert Signature.objects.get(pk=published.pk).is_published
    assert not Signature.objects.filter(pk=unfinished.pk).exists()
    for mail in Message.objects.about("signature", published.pk):
        assert (mail.address_key, mail.data) == ("", {})
        assert mail.state != Message.State.WAITING
    assert not Link.objects.filter(about_id=published.pk).exists()
    verbs = Event.objects.about("signature", published.pk).values_list(
        "verb", flat=True
    )
    assert "erased" in verbs


def test_an_invited_successor_can_be_erased_alone():
    signature = make_published()
    Signatory.objects.create(
        signature=signature,
        is_current=False,
        email="next@museum.example",
        language="en",
    )
    erase("next@museum.example")
    assert [person.email for person in signature.people.all()] == [EMAIL]


def test_after_an_erasure_the_organisation_may_sign_again():
    signature = make_published()
    erase(EMAIL)
    again = make_signature(State.WAITING, name=signature.name)
    assert again.pk != signature.pk


def test_a_rejected_person_goes_though_another_signature_was_merged_into_theirs():
    into, other = make_signature(State.WAITING), make_signature(State.WAITING)
    decide.merge(other, into, None)
    decide.reject(into, None, "unknown")
    age(Signature.objects.get(pk=into.pk), 31)
    purge(dry_run=False)
    assert Signature.objects.get(pk=into.pk).signatory is None


def test_mails_that_failed_count_no_more_once_the_person_is_forgotten():
    signature = make_published()
    Message.objects.about("signature", signature.pk).update(state="failed")
    assert Message.objects.failing().exists()
    erase(EMAIL)
    assert not Message.objects.failing().exists()


@pytest.mark.parametrize("how", [signing.withdraw, lambda _signature: erase(EMAIL)])
def test_what_was_to_be_corrected_goes_too(how):
    signature = make_published()
    signing.correct(signature, signature.facts | {"comment": "Call my brother."})
    how(signature)
    assert not signature.corrections.exists()


def test_who_is_invited_is_not_shown_what_others_wrote():
    signature = make_signature(State.WAITING)
    decide.ask(signature, None, "Who are you?")
    succession.hand_over(signature, "next@museum.example", "en")
    (found,) = export("next@museum.example")["signatures"]
    assert [row["kind"] for row in found["mails"]] == ["signatures.succeed"]
    (found,) = export(EMAIL)["signatures"]
    assert "Who are you?" in {row["words"] for row in found["mails"]}


def test_a_mail_whose_hash_is_gone_does_not_reach_a_suppressed_address():
    signature = make_published()
    (mail,) = Message.objects.about("signature", signature.pk)
    Message.objects.filter(pk=mail.pk).update(state="sent", day=days_ago(3).date())
    purge(dry_run=False)
    Suppression.objects.create(key=address_key(EMAIL))
    outbox.resend(mail)
    assert not letters()
    mail.refresh_from_db()
    assert mail.state == "dropped"
    assert not Link.objects.filter(about_id=signature.pk).exists()

"""What goes, and who is told, when staff take a decision back."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from correspondence.models import Message
from organisations.models import Organisation
from review import decide
from signatures.models import Signature
from tests.signing import letters, make_published, make_signature

pytestmark = pytest.mark.django_db

State = Signature.State


def told(signature):
    mails = Message.objects.about("signature", signature.pk)
    return mails.filter(kind="signatures.reopened").count()


def test_an_organisation_made_by_a_publication_goes_with_it():
    signature = make_published()
    made = signature.organisation
    signature = decide.reopen(signature, None)
    assert signature.organisation is None
    assert not Organisation.objects.filter(pk=made.pk).exists()


def test_an_organisation_that_somebody_else_uses_stays():
    signature = make_published()
    made = signature.organisation
    other = make_signature(State.WAITING, "archive@museum.example")
    decide.publish(other, None, made)
    assert decide.reopen(signature, None).organisation is None
    assert decide.reopen(other, None).organisation is None
    assert Organisation.objects.filter(pk=made.pk).exists()


def test_an_organisation_that_was_there_before_stays():
    organisation = Organisation.objects.create(name="Museum", country="NE")
    signature = make_signature(State.WAITING)
    decide.publish(signature, None, organisation)
    decide.reopen(signature, None)
    assert Organisation.objects.filter(pk=organisation.pk).exists()


@pytest.mark.parametrize(
    "act",
    [
        lambda signature: decide.publish(signature, None),
        lambda signature: decide.reject(signature, None, "unknown"),
    ],
)
def test_who_was_told_of_a_decision_is_told_that_it_is_taken_back(act):
    signature = make_signature(State.WAITING)
    act(signature)
    decide.reopen(signature, None)
    assert told(signature) == 0
    act(signature)
    letters()
    decide.reopen(signature, None)
    assert told(signature) == 1


def test_a_decision_of_which_nobody_was_told_is_taken_back_in_silence():
    signature = make_signature(State.UNCONFIRMED)
    decide.reject(signature, None, "unknown")
    letters()
    assert decide.reopen(signature, None).state == State.UNCONFIRMED
    assert told(signature) == 0


def test_two_that_are_merged_are_locked_in_one_order():
    one = make_signature(State.WAITING)
    other = make_signature(State.WAITING, "archive@museum.example")
    for first, second in ((one, other), (other, one)):
        with CaptureQueriesContext(connection) as queries:
            merged = decide.merge(first, second, None)
        locked = 'WHERE "signatures_signature"."id" = {} LIMIT'
        order = [
            [locked.format(row.pk) in query["sql"] for query in queries].index(True)
            for row in (one, other)
        ]
        assert order == sorted(order)
        decide.reopen(merged, None)

"""PSEUDONYM_KEY is not changed; where it has to be, addresses are hashed anew."""

import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction

from correspondence.models import Link, Message, Suppression
from correspondence.outbox import enqueue
from signatures.models import Signatory, Signature
from tests.signing import EMAIL, make_published, make_signature

pytestmark = pytest.mark.django_db


def rehash(*options: str) -> str:
    said = io.StringIO()
    call_command("rehash_addresses", *options, stdout=said)
    return said.getvalue()


@pytest.fixture
def signature(settings) -> Signature:
    """Of somebody whose address is suppressed, under a key that is no more."""
    found = make_published()
    Suppression.objects.create(key="a" * 64)
    settings.PSEUDONYM_KEY = "another"
    assert not Signatory.objects.of(EMAIL).exists()
    return found


def test_people_are_known_again_under_another_key(signature):
    assert "1 suppressed addresses" in rehash("--yes")
    person = Signatory.objects.of(EMAIL).get()
    assert person.signature == signature
    assert not Suppression.objects.exists()
    assert not Link.objects.exists()
    assert not Message.objects.exclude(address_key="").exists()
    # The same mailbox signs once, as before.
    with pytest.raises(IntegrityError), transaction.atomic():
        make_signature(name=signature.name)


def test_nothing_is_changed_before_somebody_is_sure(signature):
    with pytest.raises(CommandError, match="--yes"):
        rehash()
    assert not Signatory.objects.of(EMAIL).exists()
    assert Suppression.objects.exists()


def test_under_the_same_key_there_is_nothing_to_do():
    make_published()
    Suppression.objects.create(key="a" * 64)
    enqueue("signatures.links", 0, language="en", address=EMAIL)
    assert "Nothing to do" in rehash("--yes")
    assert Suppression.objects.exists()

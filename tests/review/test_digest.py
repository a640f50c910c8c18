"""Reviewers are told of their queue, once a day, while there is something in it."""

from datetime import datetime, timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone
from wagtail.users.models import UserProfile

from correspondence.emails import compose
from correspondence.models import Message
from review import tasks
from review.emails import DIGEST
from signatures import signing
from signatures.models import Correction, Signature
from tests.signing import EMAIL, make_published, make_signature

pytestmark = pytest.mark.django_db

State = Signature.State


@pytest.fixture
def at(monkeypatch):
    """Sets the clock to an hour of today, in UTC."""

    def at(hour, minute=0):
        now = datetime.now(tz=timezone.get_default_timezone())
        now = now.replace(hour=hour, minute=minute)
        monkeypatch.setattr(timezone, "now", lambda: now)

    return at


@pytest.fixture(autouse=True)
def empty_queue(db):
    Signature.objects.filter(state=State.WAITING).delete()
    Correction.objects.all().delete()


def mails():
    return Message.objects.filter(kind=DIGEST)


def readers():
    users = get_user_model().objects.filter(pk__in=mails().values("about_id"))
    return set(users.values_list("username", flat=True))


def test_reviewers_get_one_mail_a_day(at):
    make_signature(State.WAITING)
    at(7, 1)
    assert tasks.enqueue_digests() == 2
    assert readers() == {"moderator", "reviewer"}
    at(18)
    assert tasks.enqueue_digests() == 0
    mails().update(created_at=timezone.now() - timedelta(days=1))
    assert tasks.enqueue_digests() == 2


def test_nobody_is_written_to_before_seven(at):
    make_signature(State.WAITING)
    at(6, 59)
    assert tasks.enqueue_digests() == 0


def test_nobody_is_written_to_while_nothing_waits(at):
    make_signature(State.QUARANTINED)
    make_published("p@example.org")
    at(8)
    assert tasks.enqueue_digests() == 0


def test_a_correction_waits_too(at):
    signing.correct(make_published("p@example.org"), {"name": "Other"})
    at(8)
    assert tasks.enqueue_digests() == 2


def test_who_left_or_has_no_address_is_not_written_to(at):
    make_signature(State.WAITING)
    users = get_user_model().objects
    users.filter(username="reviewer").update(is_active=False)
    users.filter(username="moderator").update(email="")
    at(8)
    assert tasks.enqueue_digests() == 0


def test_who_may_no_longer_review_when_it_leaves_does_not_get_it(at):
    make_signature(State.WAITING)
    at(8)
    tasks.enqueue_digests()
    reviewer = get_user_model().objects.get(username="reviewer")
    reviewer.groups.clear()
    assert compose(mails().get(about_id=reviewer.pk)) is None


def test_the_mail_says_how_much_waits_and_how_long_and_names_nobody():
    signature = make_signature(State.WAITING)
    old = timezone.now() - timedelta(days=5, hours=12)
    Signature.objects.filter(pk=signature.pk).update(confirmed_at=old)
    Message.objects.create(
        kind=DIGEST,
        about="staff",
        about_id=get_user_model().objects.get(username="reviewer").pk,
        language="en",
    )
    mail = compose(mails().first())
    assert mail.subject == "Signatures to review: 1"
    assert "waiting for review: 1" in mail.body
    assert "has waited: 5" in mail.body
    assert "/admin/signatures/" in mail.body
    for secret in (EMAIL, "Mariama", signature.name):
        assert secret not in mail.body


def test_each_reads_it_in_the_language_of_their_admin(at):
    reviewer = get_user_model().objects.get(username="reviewer")
    UserProfile.objects.create(user=reviewer, preferred_language="fr")
    make_signature(State.WAITING)
    at(8)
    tasks.enqueue_digests()
    mail = compose(Message.objects.get(kind=DIGEST, about_id=reviewer.pk))
    assert "Signatures à examiner" in mail.subject
    assert "Signatures en attente d’examen" in mail.body

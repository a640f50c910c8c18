"""What happens when many do the same at once, on a database that commits."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from correspondence import links
from correspondence.models import Message
from events.deeds import NotNowError
from events.models import Event
from register.chain import problems
from register.models import RegisterEntry
from review import decide
from signatures import retention, signing
from signatures.models import Signatory, Signature
from signatures.transitions import CONFIRM
from tests.correspondence.conftest import committed
from tests.correspondence.test_races import in_parallel
from tests.signing import EMAIL, answers, fill_in, hidden, make_signature, press

__all__ = ["committed"]

State = Signature.State

# All of them one mailbox, and one organisation.
ADDRESSES = [
    "b.director@gmail.com",
    "B.Director@GMAIL.com",
    "bdirector@gmail.com",
    "b.director+sign@gmail.com",
    "bdirector@googlemail.com",
    "ｂdirector@gmail.com",
]
NAMES = [
    "Museum of the Delta",
    "MUSEUM OF THE DELTA",
    "Muséum of the Delta",
    "Museum, of the Delta",
    "Museum  of the  Delta ",
]


@pytest.fixture(autouse=True)
def on_a_copy(committed):
    Message.objects.all().delete()


def test_a_hundred_forms_of_one_mailbox_make_one_signature_and_few_mails():
    before = Signature.objects.count()
    # The last step of each spelling, as it stands in a browser.
    spellings = [
        {"email": ADDRESSES[number % len(ADDRESSES)], "name": name}
        for number, name in enumerate(NAMES * 2)
    ]
    pages = [fill_in(Client(), **spelling) for spelling in spellings]

    def send(number: int) -> int:
        which = number % len(pages)
        fields = answers(**spellings[which])
        return press(Client(), pages[which], "send", **fields).status_code

    statuses = in_parallel(send, times=100, threads=30)
    assert set(statuses) == {302}
    assert Signature.objects.count() == before + 1
    assert Signatory.objects.of(ADDRESSES[0]).count() == 1
    # Those of them that came too often are held, and never leave.
    assert 1 <= Message.objects.exclude(state="dropped").count() <= 3


def test_one_form_that_is_sent_fifty_times_at_once_is_sent_once():
    """It held what another had said before: the second of the same form would change
    the row again, and write another mail."""
    before = Signature.objects.count()
    press(Client(), fill_in(Client(), comment="Earlier."), "send", **answers())
    page = fill_in(Client())

    def send(number: int) -> str:
        return press(Client(), page, "send", **answers())["Location"]

    assert set(in_parallel(send, times=50, threads=30)) == {"/en/sign/sent/"}
    assert Signature.objects.count() == before + 1
    signature = Signature.objects.get(people__email=EMAIL)
    verbs = Event.objects.about("signature", signature.pk).values_list("verb")
    assert sorted(verbs) == [("submitted",), ("submitted again",)]
    assert Message.objects.count() == 2


def test_confirming_fifty_times_at_once_is_one_event():
    signature = make_signature(State.UNCONFIRMED)
    url = links.make(CONFIRM, signature.pk, "en").url.removeprefix("http://localhost")

    seen = hidden(Client().get(url), "seen")

    def press(number: int) -> int:
        data = {"action": "confirm", "seen": seen}
        return Client().post(url, data).status_code

    assert set(in_parallel(press, times=50, threads=30)) <= {200, 302}
    signature.refresh_from_db()
    assert signature.state == State.WAITING
    events = Event.objects.about("signature", signature.pk)
    assert events.filter(verb="confirmed").count() == 1
    assert Message.objects.filter(kind="signatures.confirmed").count() == 1


def test_confirming_and_disowning_at_once_leaves_one_of_both():
    signature = make_signature(State.UNCONFIRMED)
    url = links.make(CONFIRM, signature.pk, "en").url.removeprefix("http://localhost")

    seen = hidden(Client().get(url), "seen")

    def press(number: int) -> None:
        action = ["confirm", "disown"][number % 2]
        Client().post(url, {"action": action, "seen": seen})

    in_parallel(press, times=20, threads=20)
    verbs = set(
        Event.objects.about("signature", signature.pk).values_list("verb", flat=True)
    )
    assert verbs in ({"confirmed"}, {"disowned"})


def test_publishing_at_once_keeps_the_register_a_chain():
    signatures = [
        make_signature(State.WAITING, email=f"director@museum{number}.example")
        for number in range(30)
    ]
    entries = RegisterEntry.objects.count()
    in_parallel(lambda number: decide.publish(signatures[number], None), 30, 15)
    assert RegisterEntry.objects.count() == entries + 30
    assert list(problems()) == []


def test_two_reviewers_at_once_publish_once():
    signature = make_signature(State.WAITING)

    def publish(number: int) -> str:
        try:
            decide.publish(signature, None)
        except NotNowError:
            return "late"
        return "published"

    results = in_parallel(publish, times=10, threads=10)
    assert sorted(set(results)) == ["late", "published"]
    assert results.count("published") == 1


def elsewhere(act: Callable[[], object]) -> None:
    """In another thread, over a connection of its own, committed when it ends."""
    in_parallel(lambda _number: act(), times=1, threads=1)


def disowned() -> None:
    signing.disown(Signature.objects.get(people__email=EMAIL))


def erased() -> None:
    retention.erase(EMAIL)


@pytest.mark.parametrize("close", [disowned, erased])
def test_a_form_that_meets_another_that_is_closed_in_between_is_the_first(close):
    """Another browser's form is faster, and its signer closes it at once."""
    pages = [fill_in(Client()) for _browser in range(2)]
    done = []

    def send(number: int) -> None:
        response = press(Client(), pages[number], "send", **answers())
        assert response["Location"] == "/en/sign/sent/"

    def meddle(execute, sql, params, many, context):
        """Between the statements of the form that is watched."""
        if sql.startswith('INSERT INTO "signatures_signature"') and not done:
            done.append("sent")
            elsewhere(lambda: send(1))
        elif "FOR UPDATE" in sql and done == ["sent"]:
            done.append("closed")
            elsewhere(close)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(meddle):
        send(0)
    assert done == ["sent", "closed"]
    signature = Signature.objects.get(people__email=EMAIL)
    assert signature.state == State.UNCONFIRMED
    mails = Message.objects.about("signature", signature.pk)
    assert mails.get(kind="signatures.confirm").state == Message.State.WAITING


def test_purging_and_erasing_at_once_ends_neither():
    signatures = [make_signature() for _number in range(8)]
    pks = [signature.pk for signature in signatures]
    Signature.objects.filter(pk__in=pks).update(
        created_at=timezone.now() - timedelta(days=8)
    )

    def forget(number: int) -> None:
        if number % 2:
            retention.erase(EMAIL)
        else:
            retention.purge(dry_run=False)

    in_parallel(forget, times=12, threads=6)
    assert not Signature.objects.filter(pk__in=pks).exists()
    verbs = Event.objects.filter(
        about="signature", about_id__in=pks, verb__in=["purged", "erased"]
    )
    assert verbs.count() == len(pks)

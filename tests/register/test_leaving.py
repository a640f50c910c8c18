"""Whatever way a signature leaves the public, it leaves every place where it stood.

It gets there and leaves by the forms, links and screens that people use.
"""

import pytest
from django.core.management import call_command
from django.urls import reverse

from correspondence.models import Message
from desk import batches
from events.models import Event
from members.models import MemberPage
from register.counts import recount
from search import synchronisation
from search.models import Change, Entry
from signatures.models import Signature
from tests.signing import (
    EMAIL,
    answer,
    hidden,
    mailed,
    make_published,
    manage,
    sign,
)

pytestmark = pytest.mark.django_db

State = Signature.State
NAME, COMMENT = "Archive of the Zephyr", "Kites belong to everybody."
BULK = reverse("signatures_review:bulk")


@pytest.fixture
def member():
    return MemberPage.objects.filter(locale__language_code="en").live().first()


def decide_on(client, signature, action, **fields):
    page = reverse("signatures_review:inspect", args=[signature.pk])
    data = {f"{action}-{name}": value for name, value in fields.items()}
    seen = hidden(client.get(page), f"{action}-seen")
    data = {"action": action, f"{action}-seen": seen, **data}
    assert client.post(page, data, follow=True).status_code == 200


def decide_on_list(client, action, **fields):
    query = "?q=Zephyr"
    seen = hidden(client.get(BULK + query), "seen")
    data = {"action": action, "count": 1, "seen": seen, "is_sure": "on", **fields}
    assert "Done: 1." in client.post(BULK + query, data, follow=True).text


@pytest.fixture
def waiting(client):
    """Signed and confirmed by the form and the mail; its private link."""
    sign(client, name=NAME, comment=COMMENT)
    signature = Signature.objects.get(people__email=EMAIL)
    answer(client, mailed("confirm", signature), "confirm")
    return signature, mailed("confirmed", signature)


@pytest.fixture
def public(sign_in, member, waiting):
    """The same, published under the organisation of a member; and its private link."""
    signature, link = waiting
    fields = {"organisation": "other", "other": member.organisation_id}
    decide_on(sign_in("reviewer"), signature, "publish", **fields)
    return settled(signature), link


def settled(signature: Signature) -> Signature:
    """As it is once the worker has done what it does all day."""
    synchronisation.enter_all()
    recount(force=True)
    return Signature.objects.get(pk=signature.pk)


def body(response) -> str:
    if response.streaming:
        return b"".join(response.streaming_content).decode()
    return response.text


def shown_at(client, signature: Signature, member: MemberPage) -> set[str]:
    """The places that say its name, its words or its reference."""
    places = {
        "list": "/en/signatories/?sort=date",
        "list, searched": "/en/signatories/?q=zephyr",
        "search": "/en/search/?q=zephyr",
        "suggestions": "/en/search/suggest/?q=zephyr",
        "CSV": "/en/signatories.csv",
        "JSON": "/en/signatories.json",
        "feed": "/en/signatories.atom",
        "receipt": f"/en/signatures/{signature.reference}/",
        "register": "/register.jsonl",
    }
    found = {
        place
        for place, path in places.items()
        if any(words in shown(client, path) for words in (NAME, COMMENT))
    }
    profile = client.get(f"/en/coalition/{member.slug}/").text
    if signature.reference in profile:
        found.add("profile")
    if Entry.objects.filter(title__contains=NAME).exists():
        found.add("search table")
    return found


def shown(client, path: str) -> str:
    text = body(client.get(path))
    if path.startswith("/en/s") and "zephyr" in path:
        # What was looked for stands in the form of the page itself.
        text = text.replace('value="zephyr"', "")
    return text


EVERYWHERE = {
    *("list", "list, searched", "search", "suggestions", "CSV", "JSON", "feed"),
    *("receipt", "register", "profile", "search table"),
}


def withdrawn(client, sign_in, signature, link):
    manage(client, link, "withdraw", sure="on")


def rejected(client, sign_in, signature, link):
    decide_on(sign_in("reviewer"), signature, "reject", reason="unknown")


def merged(client, sign_in, signature, link):
    other = make_published("other@museum.example")
    reference = other.reference
    decide_on(sign_in("reviewer"), signature, "merge", reference=reference)


def reopened(client, sign_in, signature, link):
    decide_on(sign_in("reviewer"), signature, "reopen")


def rejected_in_bulk(client, sign_in, signature, link):
    decide_on_list(sign_in("moderator"), "reject", reason="unknown")


def withdrawn_and_purged(client, sign_in, signature, link):
    withdrawn(client, sign_in, signature, link)
    call_command("purge_personal_data", verbosity=0)


def rejected_and_purged(client, sign_in, signature, link):
    rejected(client, sign_in, signature, link)
    call_command("purge_personal_data", verbosity=0)


def withdrawn_and_erased(client, sign_in, signature, link):
    withdrawn(client, sign_in, signature, link)
    call_command("erase_person", EMAIL)


WAYS = [
    *(withdrawn, rejected, merged, reopened, rejected_in_bulk),
    *(withdrawn_and_purged, rejected_and_purged, withdrawn_and_erased),
]


@pytest.mark.parametrize("leave", WAYS)
def test_it_leaves_every_place_at_once(
    client, sign_in, public, member, settings, leave
):
    signature, link = public
    assert shown_at(client, signature, member) == EVERYWHERE
    total = client.get("/count.json").json()["signatures"]
    # What is closed is old enough to be forgotten, where a way asks for that.
    settings.CLOSED_DAYS = 0
    leave(client, sign_in, signature, link)
    # Before the worker has done anything.
    assert shown_at(client, signature, member) == set()
    receipt = client.get(f"/en/signatures/{signature.reference}/")
    assert receipt.status_code == 410
    call_command("verify_register")
    after = settled(signature)
    assert not after.is_published
    assert shown_at(client, signature, member) == set()
    others = 1 if leave is merged else 0
    assert client.get("/count.json").json()["signatures"] == total - 1 + others
    call_command("check_counts")
    call_command("check_search")


def test_a_bulk_publication_that_is_undone_leaves_every_place(
    client, sign_in, waiting, member
):
    signature, _link = waiting
    moderator = sign_in("moderator")
    decide_on_list(moderator, "publish")
    settled(signature)
    assert shown_at(client, signature, member) == EVERYWHERE - {"profile"}
    batch = batches.newest("signature", ["published"])[0]["batch"]
    url = reverse("signatures_review:batch", args=[batch])
    assert "Done: 1." in moderator.post(url, follow=True).text
    assert shown_at(client, signature, member) == set()


def test_what_a_receiver_cannot_do_is_not_done_at_all(client, public, monkeypatch):
    """The copies and the row are one transaction."""
    signature, link = public
    Change.objects.all().delete()

    def fails(*args, **kwargs):
        raise RuntimeError

    monkeypatch.setattr("register.chain.append", fails)
    with pytest.raises(RuntimeError):
        withdrawn(client, None, signature, link)
    assert Signature.objects.get(pk=signature.pk).is_published
    assert Entry.objects.filter(title__contains=NAME).exists()
    assert not Change.objects.exists()
    assert not Event.objects.filter(verb="withdrawn", about_id=signature.pk).exists()
    assert not Message.objects.filter(kind="signatures.withdrawn").exists()


def test_an_entry_that_was_rejected_after_publication_keeps_its_place_in_the_register(
    client, sign_in, public, settings
):
    signature, link = public
    rejected(client, sign_in, signature, link)
    before = body(client.get("/register.jsonl")).count(signature.reference)
    assert before == 1
    settings.CLOSED_DAYS = 0
    call_command("purge_personal_data", verbosity=0)
    after = Signature.objects.get(pk=signature.pk)
    assert after.signatory is None
    assert body(client.get("/register.jsonl")).count(signature.reference) == 1
    receipt = client.get(f"/en/signatures/{signature.reference}/")
    assert receipt.status_code == 410

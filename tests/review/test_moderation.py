"""One decision for a whole list, and one button that takes it back."""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from correspondence.models import Message
from desk import batches
from events.models import Event
from organisations.models import Organisation
from register.models import RegisterEntry
from review import decide, moderation
from signatures import signing
from signatures.models import Signature
from tests.signing import hidden, make_published, make_signature

pytestmark = pytest.mark.django_db

State = Signature.State
BULK = reverse("signatures_review:bulk")
WORDS = [
    *("Salt", "Copper", "Glass", "Weaving", "Railway", "Postal"),
    *("Clay", "Costume", "Rice", "Lantern", "Camel", "Maritime"),
    *("Paper", "Drum", "Bread", "Astronomy", "Coffee", "Puppet"),
    *("Silk", "Theatre", "Beetle", "Cinema", "Honey", "Ivory"),
]


@pytest.fixture
def moderator(sign_in):
    return sign_in("moderator")


def queue(number, state=State.WAITING, **facts):
    """Of organisations that nobody takes for one another."""
    return [
        make_signature(
            state,
            f"bulk{index}@example.org",
            **{
                "name": f"{WORDS[index]} Museum",
                "website": f"https://bulk{index}.example/",
            }
            | facts,
        )
        for index in range(number)
    ]


def decide_on(client, query, action, count, **fields):
    seen = hidden(client.get(f"{BULK}?{query}"), "seen")
    data = {"action": action, "count": count, "seen": seen, "is_sure": "on", **fields}
    return client.post(f"{BULK}?{query}", data, follow=True)


def states(signatures):
    pks = [signature.pk for signature in signatures]
    return list(
        Signature.objects.filter(pk__in=pks)
        .order_by("pk")
        .values_list("state", flat=True)
    )


def batch():
    return Event.objects.filter(batch__isnull=False).latest("pk").batch


def mails(kind, rows):
    return Message.objects.filter(
        kind=f"signatures.{kind}", about_id__in=[row.pk for row in rows]
    )


def test_the_page_counts_and_shows_samples(moderator):
    queue(23, country="ML")
    html = moderator.get(f"{BULK}?country=ML&state=waiting").text
    assert "do it to 23 signatures" in html
    assert len(re.findall(r"\w+ Museum\s*</a>", html)) == moderation_samples()


def moderation_samples():
    from review.viewsets.bulk import SAMPLES

    return SAMPLES


def test_a_list_is_published_as_one_batch_whose_mails_wait(moderator):
    rows = queue(3, country="ML")
    make_signature(State.WAITING, "else@example.org", country="FR")
    response = decide_on(moderator, "country=ML", "publish", 3)
    assert "Done: 3. Skipped" in response.text
    assert states(rows) == [State.PUBLISHED] * 3
    facts = RegisterEntry.objects.filter(disclosed__signature__in=rows)
    assert facts.count() == 3
    events = Event.objects.filter(batch=batch(), verb="published")
    assert events.count() == 3
    assert {event.actor.username for event in events} == {"moderator"}
    for mail in mails("published", rows):
        assert mail.next_attempt_at > timezone.now() + decide.UNDO / 2


def test_what_is_in_no_state_for_it_is_skipped(moderator):
    rows = queue(2, country="ML")
    withdrawn = make_signature(State.WITHDRAWN, "w@example.org", country="ML")
    response = decide_on(moderator, "country=ML", "publish", 3)
    assert "Done: 2. Skipped" in response.text
    assert "did not allow it: 1." in response.text
    assert states([*rows, withdrawn]) == ["published", "published", "withdrawn"]


def test_what_changed_since_the_page_was_shown_is_left_in_the_queue(moderator):
    rows = queue(2, country="ML")
    seen = hidden(moderator.get(f"{BULK}?country=ML"), "seen")
    signing.correct(rows[0], {"comment": "Rude words."})
    html = decide_on(moderator, "country=ML", "publish", 2, seen=seen).text
    assert "Done: 1." in html
    assert states(rows) == [State.WAITING, State.PUBLISHED]
    # As long a list with another row in it.
    newcomer = queue(1, country="ML", name="Newcomer", website="https://new.example")
    decide_on(moderator, "country=ML", "reject", 3, seen=seen, reason="unknown")
    assert states(newcomer) == [State.WAITING]


@pytest.mark.parametrize("seen", ["", "[]", "{", '"x"'])
def test_without_what_was_seen_nothing_is_done(moderator, seen):
    rows = queue(1, country="ML")
    assert (
        decide_on(moderator, "country=ML", "publish", 1, seen=seen).status_code == 200
    )
    assert states(rows) == [State.WAITING]


def organisation(**facts):
    return Organisation.objects.create(country="ML", **facts)


def test_the_one_organisation_that_it_surely_is_is_taken(moderator):
    known = organisation(name="River Museum", website="https://www.museum.example")
    site = "https://museum.example/"
    (row,) = queue(1, country="ML", name="The River Museum", website=site)
    decide_on(moderator, "country=ML", "publish", 1)
    row.refresh_from_db()
    assert row.organisation == known
    moderator.post(reverse("signatures_review:batch", args=[batch()]))
    row.refresh_from_db()
    assert row.organisation is None
    assert Organisation.objects.filter(pk=known.pk).exists()


@pytest.mark.parametrize("website", ["https://museum.example/other", "", "https://x.y"])
def test_where_it_is_not_certain_a_person_looks(moderator, website):
    organisation(name="The River Museum", website=website)
    if "other" in website:
        organisation(name="River Museum", website=website)
    site = "https://museum.example/"
    (row,) = queue(1, country="ML", name="The River Museum", website=site)
    html = decide_on(moderator, "country=ML", "publish", 1).text
    assert "decide on each: 1." in html
    assert states([row]) == [State.WAITING]


def test_what_has_a_likely_twin_is_left_for_a_person(moderator):
    site = "https://trois-vallees.example/"
    first, second = (
        make_signature(State.WAITING, f"a{number}@else.example", **facts, country="ML")
        for number, facts in enumerate(
            (
                {"name": "Trois Vallées", "website": "https://one.example"},
                {"name": "TROIS VALLEES", "website": "https://two.example"},
            )
        )
    )
    public = make_published("b@else.example", name="Archives", website=site)
    third = make_signature(
        *(State.WAITING, "c@trois-vallees.example"),
        name="Town hall",
        website="",
        country="ML",
    )
    html = decide_on(moderator, "country=ML&state=waiting", "publish", 3).text
    assert "decide on each: 3." in html
    assert states([first, second, third]) == [State.WAITING] * 3
    # Nor what looks like an organisation that has not signed yet.
    decide.merge(third, public, None)
    decide.reject(second, None, "duplicate")
    organisation(name="Les Trois Vallées", website="")
    decide_on(moderator, "country=ML&state=waiting", "publish", 1)
    assert states([first]) == [State.WAITING]
    Organisation.objects.filter(name="Les Trois Vallées").delete()
    decide_on(moderator, "country=ML&state=waiting", "publish", 1)
    assert states([first]) == [State.PUBLISHED]


def test_undoing_deletes_the_organisations_that_were_made(moderator):
    queue(1, country="ML", name="Archive of the Coast")
    decide_on(moderator, "country=ML", "publish", 1)
    assert Organisation.objects.filter(name="Archive of the Coast").exists()
    moderator.post(reverse("signatures_review:batch", args=[batch()]))
    assert not Organisation.objects.filter(name="Archive of the Coast").exists()


def test_undoing_takes_all_back_and_calls_the_mails_back(moderator):
    rows = queue(3, country="ML")
    decide_on(moderator, "country=ML", "publish", 3)
    url = reverse("signatures_review:batch", args=[batch()])
    assert "Undo all of it" in moderator.get(url).text
    assert "Done: 3." in moderator.post(url, follow=True).text
    assert states(rows) == [State.WAITING] * 3
    assert {mail.state for mail in mails("published", rows)} == {Message.State.DROPPED}
    withdrawn = RegisterEntry.objects.filter(disclosed__signature__in=rows)
    assert {entry.event for entry in withdrawn} == {"withdrawn"}
    # Once more does nothing more.
    assert "Done: 0." in moderator.post(url, follow=True).text
    html = moderator.get(reverse("signatures_review:batches")).text
    assert url in html


def test_undoing_leaves_alone_what_somebody_decided_since(moderator):
    rows = queue(2, country="ML")
    decide_on(moderator, "country=ML", "reject", 2, reason="unknown")
    decide.reopen(rows[0], None)
    decide.publish(rows[0], None)
    moderator.post(reverse("signatures_review:batch", args=[batch_of(rows[1])]))
    assert states(rows) == [State.PUBLISHED, State.WAITING]


def batch_of(signature):
    events = Event.objects.about("signature", signature.pk)
    return events.filter(batch__isnull=False).first().batch


def test_a_bulk_rejection_has_a_reason_that_is_mailed(moderator):
    rows = queue(2, country="ML")
    html = decide_on(moderator, "country=ML", "reject", 2).text
    assert "Choose a reason." in html
    assert (
        "Say the reason."
        in decide_on(moderator, "country=ML", "reject", 2, reason="other").text
    )
    assert states(rows) == [State.WAITING] * 2
    decide_on(moderator, "country=ML", "reject", 2, reason="other", words="Spam.")
    assert states(rows) == [State.REJECTED] * 2
    assert {mail.data["words"] for mail in mails("rejected", rows)} == {"Spam."}


def test_quarantine_is_released_and_filled_again(moderator):
    rows = queue(2, State.QUARANTINED, flags=["network"])
    decide_on(moderator, "flags=network&state=quarantined", "release", 2)
    assert states(rows) == [State.UNCONFIRMED] * 2
    waiting = mails("confirm", rows).filter(state=Message.State.WAITING)
    assert waiting.count() == 2
    assert all(mail.next_attempt_at > timezone.now() for mail in waiting)
    moderator.post(reverse("signatures_review:batch", args=[batch()]))
    assert states(rows) == [State.QUARANTINED] * 2
    assert not mails("confirm", rows).filter(state=Message.State.WAITING)


def test_a_list_that_has_changed_is_looked_at_again(moderator):
    rows = queue(3, country="ML")
    html = decide_on(moderator, "country=ML", "publish", 2).text
    assert "The list has changed" in html
    assert states(rows) == [State.WAITING] * 3


def test_nothing_is_done_without_being_sure(moderator):
    rows = queue(1, country="ML")
    moderator.post(f"{BULK}?country=ML", {"action": "publish", "count": 1})
    assert states(rows) == [State.WAITING]


def test_a_query_that_is_not_understood_lists_nothing(moderator):
    rows = queue(1)
    response = decide_on(moderator, "state=no-such-state", "publish", 1)
    assert response.status_code == 200
    assert states(rows) == [State.WAITING]


def test_one_run_is_bounded(moderator, monkeypatch):
    monkeypatch.setattr(batches, "MOST", 2)
    queue(3, country="ML")
    assert "the first 2" in moderator.get(f"{BULK}?country=ML").text
    decide_on(moderator, "country=ML&state=waiting", "publish", 3)
    assert Signature.objects.published().filter(country="ML").count() == 2


def test_a_run_that_takes_too_long_says_what_is_left(moderator, monkeypatch):
    monkeypatch.setattr(batches, "LONGEST", -1)
    rows = queue(2, country="ML")
    html = decide_on(moderator, "country=ML", "publish", 2).text
    assert "left for another run: 2." in html
    assert states(rows) == [State.WAITING] * 2


@pytest.mark.parametrize("name", ["editor", "reviewer", "translator"])
def test_only_moderators_decide_on_lists(sign_in, name):
    client = sign_in(name)
    rows = queue(1)
    decide_on(client, "", "publish", 1)
    published = make_published("p@example.org")
    result = moderation.run(
        Signature.objects.filter(
            pk=make_signature(
                State.WAITING, "q@else.example", name="Else", website=""
            ).pk
        ),
        "publish",
        published_by(),
    )
    url = reverse("signatures_review:batch", args=[result.batch])
    for address in (BULK, url, reverse("signatures_review:batches")):
        assert client.get(address).status_code == 302
    client.post(url)
    assert states(rows) == [State.WAITING]
    released = Event.objects.get(batch=result.batch, verb="published").about_id
    assert states([published, Signature(pk=released)]) == [State.PUBLISHED] * 2


def published_by():
    from django.contrib.auth import get_user_model

    return get_user_model().objects.get(username="moderator")


def test_an_unknown_batch_is_not_found(moderator):
    url = reverse(
        "signatures_review:batch", args=["00000000-0000-4000-8000-000000000000"]
    )
    assert moderator.get(url).status_code == 404
    assert moderator.post(url).status_code == 404

"""New, repeated, unwanted signers, and a form that is closed."""

from datetime import timedelta

import pytest
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from correspondence.models import Message, Suppression
from events.models import Event
from limits.models import Attempt, Ban
from openheritage.addresses import address_key
from signatures import signing
from signatures.models import Signatory, Signature
from statement.keeping import keep_text
from tests.signing import (
    EMAIL,
    answer,
    answers,
    asked,
    fill_in,
    hidden,
    letters,
    link_in,
    mailed,
    press,
    sign,
)

State = Signature.State

pytestmark = pytest.mark.django_db


def only() -> Signature:
    return Signature.objects.get(people__email=EMAIL)


def test_the_same_organisation_is_not_recorded_twice(client):
    first = sign(client)
    second = sign(
        client, email="  DIRECTOR@Museum.Example ", name="MUSEE des arts du Sahel"
    )
    assert first["Location"] == second["Location"]
    assert Signature.objects.filter(people__email__iexact=EMAIL).count() == 1


def test_who_signs_again_in_another_language_gets_the_mail_in_that_one(client):
    """The mail that has not left yet tells of the form that was sent last."""
    sign(client)
    sign(client, "fr")
    (letter,) = letters()
    assert letter.extra_headers["Content-Language"] == "fr"
    assert "/fr/" in letter.body
    assert "/en/" not in letter.body
    assert only().language == "fr"
    answer(client, link_in(letter), "confirm")
    assert only().state == State.WAITING


def test_who_signs_again_after_confirming_is_told_by_mail_alone(client):
    sign(client)
    signing.confirm(only())
    letters()
    response = sign(client)
    assert response["Location"] == "/en/sign/sent/"
    (letter,) = letters()
    assert "already" in letter.subject


def test_a_suspicious_form_writes_to_nobody_who_has_signed(client):
    """Anybody could fill somebody's days with mails."""
    sign(client)
    answer(client, mailed("confirm", only()), "confirm")
    letters()
    sign(client, topic="casino")
    assert not letters()
    assert only().state == State.WAITING


def test_one_mailbox_may_sign_for_two_museums(client):
    sign(client)
    sign(client, name="Museum of Sand")
    assert Signature.objects.filter(people__email=EMAIL).count() == 2


def test_one_may_sign_again_after_withdrawal(client):
    sign(client)
    signing.withdraw(signing.confirm(only()))
    sign(client)
    states = Signature.objects.filter(people__email=EMAIL).values_list("state")
    assert sorted(states) == [(State.UNCONFIRMED,), (State.WITHDRAWN,)]


def test_one_may_sign_a_new_version_too(client, statement):
    sign(client)
    signing.confirm(only())
    statement.formal_title = "Another Statement"
    statement.save()
    keep_text(statement)
    sign(client)
    assert Signature.objects.filter(people__email=EMAIL).count() == 2


@pytest.mark.parametrize("how", ["domain", "honeypot", "network"])
def test_the_unwanted_see_the_same_and_get_no_mail(client, how):
    changes = {}
    if how == "honeypot":
        changes["topic"] = "casino"
    elif how == "domain":
        Ban.objects.create(kind="domain", value="museum.example")
    else:
        Ban.objects.create(kind="network", value="127.0.0.0/8")
    response = sign(client, **changes)
    assert response["Location"] == "/en/sign/sent/"
    assert only().state == State.QUARANTINED
    assert not letters()


def test_too_many_of_one_address_land_in_quarantine(client):
    for number in range(6):
        sign(client, name=f"Museum of Lake {number}")
    states = list(
        Signature.objects.filter(people__email=EMAIL)
        .order_by("pk")
        .values_list("state", flat=True)
    )
    assert states == [State.UNCONFIRMED] * 5 + [State.QUARANTINED]
    # More mails than three a day leave for nobody.
    waiting = Message.objects.filter(kind="signatures.confirm", state="waiting")
    assert waiting.count() == 5
    assert len(letters()) == 3


def test_a_refused_signature_leaves_nothing_behind(client, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError

    page = fill_in(client)
    monkeypatch.setattr(signing, "enqueue_mail", fails)
    client.raise_request_exception = False
    assert press(client, page, "send", **answers()).status_code == 500
    assert not Signature.objects.filter(people__email=EMAIL).exists()


@pytest.mark.parametrize(
    ("opened", "closed"),
    [(None, None), (timedelta(days=3), None), (timedelta(-9), timedelta(-2))],
)
def test_while_it_cannot_be_signed_there_is_no_form(client, statement, opened, closed):
    page = fill_in(client)
    today = timezone.now().date()
    statement.opened_on = today + opened if opened else None
    statement.closed_on = today + closed if closed else None
    statement.save()
    for response in (client.get("/fr/sign/"), press(client, page, "send", **answers())):
        assert response.status_code == 200
        assert "sign-form" not in response.text
    assert not Signature.objects.filter(people__email=EMAIL).exists()
    page = client.get("/fr/statement/").text
    assert "button-primary" not in page


def test_without_a_statement_there_is_no_form(client, statement):
    type(statement).objects.update(live=False)
    response = client.get("/en/sign/")
    assert response.status_code == 200
    assert "sign-form" not in response.text


def test_the_page_after_sending_tells_nothing_about_the_signer():
    """The same for whoever is new, known, unwanted, or on no list of ours at all."""
    known = {"email": "known@museum.example", "name": "Museum of Tides"}
    sign(Client(), **known)
    signing.confirm(Signature.objects.get(people__email=known["email"]))
    Ban.objects.create(kind="domain", value="unwanted.example")
    signers = {
        "new": {},
        "known": known,
        "not confirmed": {},
        "unwanted": {"email": "director@unwanted.example"},
    }
    pages = {}
    for who, changes in signers.items():
        client = Client()
        sent = sign(client, **changes)
        # The cookie with the answers ends, and one with the address begins.
        assert [len(cookie.value) for cookie in sent.cookies.values()][1:] == [0], who
        page = client.get(sent["Location"])
        assert (sent["Location"], page.status_code) == ("/en/sign/sent/", 200)
        address = changes.get("email", EMAIL)
        assert address in page.text
        kept = hidden(page, "kept")
        pages[who] = page.text.replace(address, "").replace(kept, "")
    assert len(set(pages.values())) == 1
    assert 'href="/en/k/"' in pages["new"]


def test_signing_again_moves_the_end_of_the_seven_days(client):
    sign(client)
    Signature.objects.update(created_at=timezone.now() - timedelta(days=6))
    sign(client)
    assert only().created_at > timezone.now() - timedelta(minutes=5)
    assert only().people.get().consents.count() == 2


def test_only_the_first_mail_of_a_signature_waits_for_a_free_day(client, settings):
    settings.MAILS_A_DAY = 1
    sign(client, name="Museum of Lake Chad")
    sign(client)
    confirm = Message.objects.filter(kind="signatures.confirm")
    assert sorted(confirm.values_list("state", "slot")) == [("waiting", 0)] * 2
    assert confirm.values("day").distinct().count() == 2
    confirm.update(state="sent")
    sign(client)
    verbs = Event.objects.filter(about="signature").values_list("verb", flat=True)
    assert list(verbs).count("mail not sent") == 1


def test_who_was_held_and_signs_again_waits_for_a_free_day_too(client, settings):
    settings.MAILS_A_DAY = 1
    sign(client, name="Museum of Lake Chad", topic="casino")
    sign(client)
    # The day is full now, and nobody has written to the first one yet.
    sign(client, name="Museum of Lake Chad")
    held = Signature.objects.get(name="Museum of Lake Chad")
    assert held.state == State.UNCONFIRMED
    mails = Message.objects.about("signature", held.pk).order_by("pk")
    assert [row.state for row in mails] == ["dropped", "waiting"]
    assert mails[1].next_attempt_at > timezone.now()
    assert not Event.objects.about("signature", held.pk).filter(verb="mail not sent")


def test_what_somebody_who_is_held_writes_last_counts(client):
    sign(client, topic="casino", job_title="Director")
    sign(client, topic="casino", job_title="Keeper", comment="Once more.")
    held = only()
    assert held.state == State.QUARANTINED
    assert (held.signatory.job_title, held.comment) == ("Keeper", "Once more.")
    kinds = Message.objects.about("signature", held.pk).values_list("kind", "state")
    assert set(kinds) == {("signatures.confirm", "dropped")}
    assert not letters()


def test_what_a_suspicious_form_says_replaces_nothing_that_waits(client):
    sign(client, comment="Ours.")
    sign(client, topic="casino", comment="Not ours.")
    assert (only().state, only().comment) == (State.UNCONFIRMED, "Ours.")
    assert [letter.to for letter in letters()] == [[EMAIL]]


def queries_of_signing(client: Client, **changes: str) -> int:
    page = fill_in(client, **changes)
    return queries_of_sending(client, page)


def queries_of_sending(client: Client, page: HttpResponse) -> int:
    with CaptureQueriesContext(connection) as queries:
        press(client, page, "send", **answers())
    return len(asked(queries))


def test_all_who_sign_ask_the_database_about_as_often(client):
    names = {
        name: f"Museum of Lake {name}"
        for name in ("warm", "new", "unconfirmed", "confirmed", "stopped", "unwanted")
    }
    sign(client, name=names["warm"], email="warm@museum.example")
    for name in ("unconfirmed", "confirmed", "stopped"):
        sign(client, name=names[name], email=f"{name}@museum.example")
    for name in ("confirmed", "stopped"):
        signing.confirm(Signature.objects.get(people__email=f"{name}@museum.example"))
    for name in ("stopped", "unwanted"):
        key = address_key(f"{name}@museum.example")
        Ban.objects.create(kind="address", value=key)
    suppressed = "suppressed@museum.example"
    Suppression.objects.create(key=address_key(suppressed))
    counts = {
        name: queries_of_signing(
            client, name=names[name], email=f"{name}@museum.example"
        )
        for name in list(names)[1:]
    }
    counts["suppressed"] = queries_of_signing(
        client, name="Museum of Reeds", email=suppressed
    )
    repeated = {"name": "Museum of Dew", "email": "repeated@museum.example"}
    page = fill_in(client, **repeated)
    press(client, page, "send", **answers(**repeated))
    counts["repeated"] = queries_of_sending(client, page)
    assert max(counts.values()) - min(counts.values()) <= 2, counts


def test_a_form_that_is_sent_again_is_one_signature_and_one_mail(client):
    """The answer was lost on the way, whatever became of the signature since."""
    page = fill_in(client)
    other = press(client, page, "language", "fr")
    first = press(client, page, "send", **answers())
    before = rows_of_signing()
    client.cookies.clear()

    def again() -> None:
        for which, language in ((page, "en"), (other, "fr")):
            response = press(client, which, "send", language, **answers())
            assert response["Location"] == f"/{language}/sign/sent/"

    assert first["Location"] == "/en/sign/sent/"
    again()
    assert rows_of_signing() == before
    answer(client, mailed("confirm", only()), "confirm")
    letters()
    before = rows_of_signing()
    again()
    assert rows_of_signing() == before
    signing.withdraw(only())
    before = rows_of_signing()
    again()
    assert rows_of_signing() == before
    # Whoever fills in the form once more is heard.
    sign(client)
    assert rows_of_signing() != before


def rows_of_signing() -> list:
    models = (Signature, Message, Event, Attempt, Signatory)
    return [list(model.objects.order_by("pk").values_list()) for model in models]


def test_what_was_disowned_does_not_come_back_by_itself(client):
    page = fill_in(client)
    press(client, page, "send", **answers())
    answer(client, mailed("confirm", only()), "disown")
    before = rows_of_signing()
    press(client, page, "send", **answers())
    assert rows_of_signing() == before


def test_who_goes_back_and_corrects_the_address_gets_a_mail(client):
    page = fill_in(client, email="direktor@museum.example")
    press(client, page, "send", **answers())
    back = press(client, page, "person")
    page = press(client, back, "continue", **answers())
    press(client, page, "send", **answers())
    assert [letter.to for letter in letters()] == [["direktor@museum.example"], [EMAIL]]

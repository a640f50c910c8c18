"""Signatures to test with; plain functions, imported where they are needed."""

import re
from html import unescape
from http.cookies import Morsel
from itertools import count

import pytest
from django.core import mail
from django.core.mail import EmailMultiAlternatives
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from consents.models import give_consents
from correspondence.models import Message
from correspondence.outbox import send_due
from openheritage import facts
from review import decide
from signatures.consents import wordings_in
from signatures.models import Signatory, Signature
from statement.models import StatementPage, StatementText

State = Signature.State

EMAIL = "director@museum.example"
# Nobody signs twice by accident.
NUMBERS = count(1)

NEVER_CONFIRMED = {State.QUARANTINED, State.UNCONFIRMED, State.DISOWNED}


def answers(**changes: str) -> dict[str, str]:
    """What the fields of all steps hold when a signer has filled them in."""
    return {
        "name": "Musée des Arts du Sahel",
        "name_latin": "",
        "kind": "institution",
        "sector": "museum",
        "country": "NE",
        "website": "https://museum.example/",
        "signer": "Mariama Issoufou",
        "job_title": "Director",
        "email": EMAIL,
        "comment": "",
        "consent_record": "on",
        "consent_authority": "on",
    } | changes


def asked(queries: CaptureQueriesContext) -> list[dict[str, str]]:
    """What was asked of the database, savepoints apart, of which taking something back
    needs one more, and facts apart, which a test asks for anew then."""
    tables = {table for each in facts.every for table in each.tables}
    return [
        row
        for row in queries
        if "SAVEPOINT" not in row["sql"]
        and not any(f'FROM "{table}"' in row["sql"] for table in tables)
    ]


def text_in(language: str) -> StatementText:
    """The words that readers of a language see today."""
    page = StatementPage.objects.shown_in(language)
    return StatementText.objects.of(page).first()


def make_signature(
    state: str = State.UNCONFIRMED, email: str | None = EMAIL, **facts
) -> Signature:
    """A signature as it lies in the tables, in any state.

    ``facts`` are fields of the signature, beside ``person`` and ``job_title``. One
    without ``email`` has no person, as on paper. Published ones go through
    ``decide.publish``: they have an organisation, an entry and a mail waiting.
    """
    person = facts.pop("person", "Mariama Issoufou")
    job_title = facts.pop("job_title", "Director")
    now = timezone.now()
    signature = Signature(
        name=f"Museum of River {next(NUMBERS)}",
        kind="institution",
        sector="museum",
        country="NE",
        website="https://museum.example/",
        language="en",
        signed_on=now.date(),
        state=State.WAITING if state == State.PUBLISHED else state,
    )
    for name, value in facts.items():
        setattr(signature, name, value)
    if signature.text_id is None:
        signature.text = text_in(signature.language)
    if state not in NEVER_CONFIRMED:
        signature.confirmed_at = signature.confirmed_at or now
    if state not in Signature.OPEN:
        signature.closed_at = signature.closed_at or now
    signature.set_duplicate_key(email or "")
    signature.save()
    if email:
        signatory = Signatory.objects.create(
            signature=signature,
            name=person,
            job_title=job_title,
            email=email,
            language=signature.language,
        )
        wordings = wordings_in(signature.language)
        give_consents(signatory, [row for row in wordings if row.is_required])
    if state == State.PUBLISHED:
        return decide.publish(signature, None)
    return signature


def make_published(email: str | None = EMAIL, **facts) -> Signature:
    return make_signature(State.PUBLISHED, email, **facts)


# The form, as a browser posts it ---------------------------------------------------


def hidden(response: HttpResponse, name: str) -> str:
    """The value of a hidden field of a page; empty if there is none."""
    found = re.search(f'type="hidden" name="{name}" value="([^"]*)"', response.text)
    return unescape(found[1]) if found else ""


def answers_cookie(client: Client, language: str = "en") -> Morsel | None:
    row = client.cookies.get(f"sign-{language}")
    return row if row is not None and row.value else None


class Refusing(Client):
    """A browser that sends no cookie back."""

    def request(self, **request):
        self.cookies.clear()
        response = super().request(**request)
        self.cookies.clear()
        return response


def press(
    client: Client, page: HttpResponse, go: str, language: str = "en", **fields: str
) -> HttpResponse:
    """Presses a button of a step, whose hidden fields go along.

    Answers with the page to which it leads, after the last step with the redirect.
    """
    data = {"go": go}
    for name in ("step", "answers", "asked", "from"):
        if value := hidden(page, name):
            data[name] = value
    step = data.get("step", "organisation")
    path = "you" if step == "person" else step
    response = client.post(f"/{language}/sign/{path}/", data | fields)
    for _redirect in range(5):
        there = response.headers.get("Location", "")
        if not there or there.endswith(("/sent/", "/individuals/")):
            break
        if response.status_code == 307:
            response = client.post(there, data | fields)
        else:
            assert response.status_code == 302
            response = client.get(there)
    return response


def fill_in(client: Client, language: str = "en", **changes: str) -> HttpResponse:
    """Goes through the first two steps, to the page on which answers are checked."""
    fields = answers(**changes)
    page = client.get(f"/{language}/sign/")
    page = press(client, page, "continue", language, **without_last(fields))
    return press(client, page, "continue", language, **without_last(fields))


def without_last(fields: dict[str, str]) -> dict[str, str]:
    """What stands on the last page is not sent before it."""
    last = ("comment", "consent_record", "consent_authority", "consent_news")
    return {name: text for name, text in fields.items() if name not in last}


def sign(client: Client, language: str = "en", **changes: str) -> HttpResponse:
    """The whole form; the answer to its last button."""
    page = fill_in(client, language, **changes)
    return press(client, page, "send", language, **answers(**changes))


def answer(client: Client, link: str, action: str) -> HttpResponse:
    """Presses a button of the page that asks to confirm."""
    seen = hidden(client.get(link), "seen")
    return client.post(link, {"action": action, "seen": seen})


def letters() -> list[EmailMultiAlternatives]:
    """Sends what waits in the outbox, and returns it."""
    before = len(mail.outbox)
    send_due()
    return mail.outbox[before:]


def link_in(letter: EmailMultiAlternatives) -> str:
    """The path of the private link in a mail."""
    return re.search(r"https?://[^/]+(/[a-z-]+/k/[0-9A-Z]+/)\s", letter.body)[1]


def mailed(kind: str, signature: Signature) -> str:
    """Sends what waits, and returns the private link in the mail of a kind."""
    sent = letters()
    message = Message.objects.get(kind=f"signatures.{kind}", about_id=signature.pk)
    assert message.state == Message.State.SENT
    return link_in(sent[-1])


@pytest.fixture
def signed(client) -> tuple[Signature, str]:
    """A signature that waits to be confirmed, and its link."""
    sign(client, comment="We sign with joy.")
    signature = Signature.objects.get(people__email=EMAIL)
    return signature, mailed("confirm", signature)


@pytest.fixture
def confirmed(client, signed) -> tuple[Signature, str]:
    """One that is confirmed, and its private link."""
    signature, link = signed
    answer(client, link, "confirm")
    signature.refresh_from_db()
    return signature, mailed("confirmed", signature)


def manage(client: Client, link: str, action: str, **fields: str):
    return client.post(link, {"action": action} | fields)

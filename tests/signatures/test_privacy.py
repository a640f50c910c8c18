"""What docs/privacy.md promises: personal data lies in one table and nowhere else."""

import logging
import pickle
import re

import pytest
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.urls import reverse

from correspondence import outbox
from correspondence.models import Message
from openheritage import facts
from review import decide
from search import synchronisation
from signatures import signing, succession
from signatures.models import Signatory, Signature
from signatures.retention import erase
from tests.correspondence.conftest import letters, mail_settings
from tests.signing import sign

pytestmark = pytest.mark.django_db

# Nothing else in the tests is spelled like these.
SIGNER, JOB = "Zaphodine Quillfeather", "Keeper of quills"
EMAIL = "z.quillfeather@quill-museum.example"
SUCCESSOR = "f.inkwell@quill-museum.example"
ANSWER = "My brother Marvin Inkwell knows."
IP = "203.0.113.77"
TRACES = re.compile(
    r"quillfeather|keeper of quills|inkwell|203\.0\.113\.77", re.IGNORECASE
)

MAY_HOLD_A_PERSON = {"signatures_signatory"}

# Fixtures.
__all__ = ["letters", "mail_settings"]


def tables_with_traces() -> set[str]:
    """Every table of the database, every column, whatever its type."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - our tables
            if any(TRACES.search(row) for (row,) in cursor.fetchall()):
                found.add(table)
    return found


@pytest.fixture
def signature() -> Signature:
    """Signed through the form, by somebody whom we would recognise anywhere."""
    fields = {"signer": SIGNER, "job_title": JOB, "email": EMAIL}
    response = sign(Client(REMOTE_ADDR=IP), "en", name="Museum of Quills", **fields)
    assert "@" not in response["Location"]
    return Signature.objects.get(people__email=EMAIL)


def go_all_the_way(signature: Signature) -> Signature:
    signing.confirm(signature)
    decide.ask(signature, None, "Who may sign?")
    signing.correct(signature, signature.facts, answer=ANSWER)
    succession.hand_over(signature, SUCCESSOR, "fr")
    signing.send_data(signature)
    signing.send_links(EMAIL, "en")
    return decide.publish(signature, None)


def test_a_person_lies_in_one_table_alone(signature):
    assert tables_with_traces() == MAY_HOLD_A_PERSON
    go_all_the_way(signature)
    assert tables_with_traces() == MAY_HOLD_A_PERSON


def test_an_erased_person_lies_in_no_table(signature):
    go_all_the_way(signature)
    erase(EMAIL)
    erase(SUCCESSOR)
    assert tables_with_traces() == set()


def test_no_log_line_names_a_person(signature, caplog, mail_server_that_refuses):
    caplog.set_level(logging.DEBUG)
    go_all_the_way(signature)
    Message.objects.update(next_attempt_at=signature.created_at)
    outbox.send_due()
    assert "SMTPRecipientsRefused" in caplog.text
    assert not TRACES.search(caplog.text)
    assert tables_with_traces() == MAY_HOLD_A_PERSON


@pytest.fixture
def mail_server_that_refuses(mail_settings):
    mail_settings.recipient = f"451 <{EMAIL}> is asleep, {SIGNER} too"
    with mail_settings.running() as server:
        yield server


def test_no_traceback_of_a_failing_form_names_a_person(client, caplog):
    caplog.set_level(logging.DEBUG)
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        # The last step fails where the person has been written already.
        cursor.execute("ALTER TABLE events_event RENAME TO gone")
    response = sign(client, "en", signer=SIGNER, job_title=JOB, email=EMAIL)
    assert response.status_code == 500
    assert "Traceback" in caplog.text
    assert not TRACES.search(caplog.text)
    assert not TRACES.search(response.text)


def test_what_fails_half_way_is_not_there(client):
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE events_event RENAME TO gone")
    sign(client, "en", signer=SIGNER, job_title=JOB, email=EMAIL)
    assert not Signatory.objects.filter(email=EMAIL).exists()
    assert not Message.objects.filter(kind="signatures.confirm").exists()


def test_no_cache_holds_a_person(signature, client):
    go_all_the_way(signature)
    client.get("/en/signatories/")
    client.get(f"/en/signatures/{signature.reference}/")
    held = [pickle.loads(value) for value in cache._cache.values()]  # noqa: S301 - ours
    places = [place for each in facts.every for place in each.places()]
    held += [entry.value for place in places for entry in place.values()]
    assert held
    assert not TRACES.search(repr(held))


@pytest.mark.parametrize(
    "path",
    [
        "/en/signatories/",
        "/en/signatories/?q=quills",
        "/en/signatories.csv",
        "/en/signatories.json",
        "/en/signatories.atom",
        "/register.jsonl",
        "/en/search/?q=quills",
    ],
)
def test_the_public_sees_the_organisation_and_never_the_person(signature, client, path):
    go_all_the_way(signature)
    # What the worker does: else the search had nothing to find.
    synchronisation.enter_all()
    body = client.get(path).getvalue().decode()
    assert signature.reference in body or "Museum of Quills" in body
    assert not TRACES.search(body)


def test_the_receipt_names_no_person(signature, client):
    go_all_the_way(signature)
    page = client.get(f"/en/signatures/{signature.reference}/").text
    assert "Museum of Quills" in page
    assert not TRACES.search(page)


def test_admin_pages_of_signatures_show_no_person(signature):
    go_all_the_way(signature)
    staff = get_user_model().objects.get(username="reviewer")
    client = Client()
    client.force_login(staff)
    for url in (
        reverse("signatures_review:index"),
        reverse("signatures_review:inspect", args=[signature.pk]),
    ):
        page = client.get(url)
        assert page.status_code == 200
        assert not TRACES.search(page.text), url

"""What a signing costs, in questions to the database and in forms that are cleaned."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from consents.models import ConsentText
from openheritage import facts
from signatures import shown
from signatures.carried import Carried
from signatures.forms import OrganisationForm, PersonForm
from signatures.views.way import Way
from statement.models import StatementPage
from tests.signing import answers, fill_in, press, sign, without_last

pytestmark = pytest.mark.django_db

# Each request of a signing, in their order, and what it may ask the database: the first
# is asked for twice, since a browser that has no cookie yet is sent there again.
REQUESTS = [
    ("GET", "/en/sign/", 0),
    ("POST", "/en/sign/organisation/", 0),
    ("POST", "/en/sign/organisation/", 0),
    ("GET", "/en/sign/you/", 0),
    ("POST", "/en/sign/you/", 0),
    ("GET", "/en/sign/check/", 1),
    ("POST", "/en/sign/check/", 19),
]
WHOLE = 20


class Counting(Client):
    """Tells what each request has asked the database."""

    def __init__(self) -> None:
        super().__init__()
        self.counts: list[tuple[str, str, int]] = []

    def request(self, **request):
        with CaptureQueriesContext(connection) as queries:
            response = super().request(**request)
        path = response.request["PATH_INFO"]
        self.counts.append((request["REQUEST_METHOD"], path, len(queries)))
        return response


@pytest.fixture
def warm(client):
    """A process in which somebody has signed before."""
    sign(client, email="first@first.example", name="The First")


def test_a_signing_asks_the_database_little(warm):
    browser = Counting()
    sign(browser)
    asked = [count[:2] for count in browser.counts]
    assert asked == [request[:2] for request in REQUESTS]
    for (method, path, count), (*_request, most) in zip(
        browser.counts, REQUESTS, strict=True
    ):
        assert count <= most, (method, path, count)
    assert sum(count for *_request, count in browser.counts) <= WHOLE


@pytest.fixture
def cleaned(monkeypatch) -> list[str]:
    """The forms whose answers were cleaned, one name for each time."""
    found: list[str] = []
    for form in (OrganisationForm, PersonForm):
        clean = form.full_clean

        def noted(self, clean=clean):
            found.extend([type(self).__name__] if self.is_bound else [])
            clean(self)

        monkeypatch.setattr(form, "full_clean", noted)
    return found


def test_what_is_sent_is_cleaned_once(client, warm, cleaned):
    page = fill_in(client)
    cleaned.clear()
    press(client, page, "send", **answers())
    assert sorted(cleaned) == ["OrganisationForm", "PersonForm"]


def test_what_was_good_is_not_cleaned_before_it_is_sent(client, warm, cleaned):
    fill_in(client)
    assert cleaned
    cleaned.clear()
    assert client.get("/en/sign/check/").status_code == 200
    assert client.get("/en/sign/you/").status_code == 200
    assert not cleaned


@pytest.mark.parametrize("is_looked_at_again", [False, True])
def test_steps_of_the_release_before_go_on(
    client, warm, monkeypatch, is_looked_at_again
):
    """Whose cookies and pages do not say what was good."""
    with monkeypatch.context() as before:
        before.setattr(Carried, "IN_COOKIE", Carried.IN_COOKIE[:-1])
        before.setattr(Carried, "IN_FIELD", Carried.IN_FIELD[:-1])
        page = fill_in(client)
    page = client.get("/en/sign/check/") if is_looked_at_again else page
    assert press(client, page, "send", **answers())["Location"] == "/en/sign/sent/"


def test_an_answer_that_changes_is_cleaned_anew(client, rf):
    """The form of before is not asked about it again."""
    fill_in(client)
    request = rf.get("/en/sign/check/")
    request.LANGUAGE_CODE = "en"
    request.COOKIES = {name: row.value for name, row in client.cookies.items()}
    way = Way(request, shown.find_shown("en"))
    assert way.reached("check") == "check"
    way.answers["email"] = "nothing"
    assert way.reached("check") == "person"
    way.answers.update(without_last(answers()))
    assert way.reached("check") == "check"


def test_new_words_are_shown_and_asked_for_at_once(client, warm):
    """What can be signed is kept in the process until it changes."""
    page = fill_in(client)
    text = ConsentText.objects.get(
        form="signature", purpose="authority", locale__language_code="en"
    )
    text.text = "I may sign for all of us."
    text.save()
    assert "I may sign for all of us." in client.get("/en/sign/check/").text
    again = press(client, page, "send", **answers())
    assert "has changed in the meantime" in again.text


def test_a_statement_that_is_closed_is_not_signed(client, warm):
    page = fill_in(client)
    statement = StatementPage.objects.get(locale__language_code="en")
    statement.closed_on = statement.opened_on
    statement.save()
    refused = press(client, page, "send", **answers())
    assert "Location" not in refused
    assert client.get("/en/sign/check/").context["statement"] == statement
    assert shown.find_shown("en") is None


def test_all_that_can_be_signed_is_told_of():
    """By whatever tables its words come from."""
    tables = {"statement_statementtext", "consents_consentwording"}
    assert tables <= shown.SHOWN.tables
    assert shown.SHOWN in facts.every

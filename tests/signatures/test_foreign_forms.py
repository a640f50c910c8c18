"""The form needs no token, and is taken from its own pages alone."""

import re

import pytest
from django.test import Client

from limits.models import SentForm
from signatures.models import Signature
from tests.signing import EMAIL, answers, fill_in, hidden, press, sign, without_last

pytestmark = pytest.mark.django_db

HERE = {"origin": "http://testserver", "sec-fetch-site": "same-origin"}


def only() -> Signature:
    return Signature.objects.get(people__email=EMAIL)


@pytest.mark.parametrize("path", ["", "organisation/", "you/", "check/", "link/"])
def test_a_foreign_form_is_refused(path):
    for client in (Client(), Client(enforce_csrf_checks=True)):
        for headers in (
            {"origin": "https://evil.example"},
            {"sec-fetch-site": "cross-site"},
        ):
            answer = client.post(f"/en/sign/{path}", answers(), headers=headers)
            assert answer.status_code == 403
            assert not answer.cookies


def test_our_own_form_needs_no_token():
    client = Client(enforce_csrf_checks=True, headers=HERE)
    assert sign(client)["Location"] == "/en/sign/sent/"
    assert only()


def test_a_form_that_does_not_say_where_it_comes_from_is_asked_once_more():
    client = Client(enforce_csrf_checks=True)
    page = press(client, client.get("/en/sign/"), "continue", **answers())
    assert hidden(page, "step") == "organisation"
    assert "once more" in page.text
    assert 'value="Musée des Arts du Sahel"' in page.text
    page = press(client, page, "continue", **without_last(answers()))
    # From then on its cookie tells that it is the same browser.
    assert hidden(page, "step") == "person"
    page = press(client, page, "continue", **without_last(answers()))
    assert press(client, page, "send", **answers())["Location"] == "/en/sign/sent/"


def test_the_last_page_is_asked_once_more_as_it_was_filled_in():
    client = Client(headers=HERE)
    page = fill_in(client)
    # Those of others, who sign in a browser.
    before = SentForm.objects.count()
    silent = Client(enforce_csrf_checks=True)
    page = press(silent, page, "send", **answers(comment="With joy."))
    assert "once more" in page.text
    assert "With joy." in page.text
    assert len(re.findall(r'type="checkbox"[^>]*checked', page.text)) == 2
    assert not Signature.objects.filter(people__email=EMAIL).exists()
    sent = press(silent, page, "send", **answers(comment="With joy."))
    assert sent["Location"] == "/en/sign/sent/"
    assert SentForm.objects.count() == before + 1

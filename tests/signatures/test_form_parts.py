"""Parts of the form's pages that hold no answers are kept; what they hold is right."""

import re
from io import BytesIO
from urllib.parse import urlencode

import pytest
from django.test import Client

from openheritage import parts
from statement.models import StatementPage
from tests.openheritage.kept_pages import site
from tests.signing import answers, fill_in, press, text_in, without_last
from tests.statement.test_texts import reword

__all__ = ["site"]

pytestmark = pytest.mark.django_db

# Sealed anew each time.
SEALED = re.compile(r'(name="answers" value=")[^"]*')
FORM_PARTS = {
    *("assets", "headercontinue", "headersend", "footer", "what_we_keep", "status"),
    *("stepsorganisation", "stepsperson", "stepscheck", "headcheck"),
}
OTHERS = {"name": "متحف الضفة", "signer": "Aïcha Alkali", "email": "a@bank.example"}
# What both have answered.
PRIVATE = [*OTHERS.values(), "Mariama", "Issoufou", "Sahel", "museum.example"]


def browser(language: str, **changes: str) -> Client:
    client = Client()
    fill_in(client, language, **changes)
    return client


def cookies(client: Client) -> str:
    return client.cookies.output(attrs=[], header="", sep=";").strip()


def shown(ask, path: str, client: Client) -> str:
    answer = ask(path, HTTP_COOKIE=cookies(client))
    assert answer.status.startswith("200"), path
    return SEALED.sub(r"\1", answer.text)


@pytest.mark.parametrize("language", ["en", "ar", "zh-hans"])
def test_two_signers_see_their_own_answers_in_the_same_frame(site, language):
    one, other = browser(language), browser(language, **OTHERS)
    for step in ("organisation", "you", "check", "organisation", "check"):
        path = f"/{language}/sign/{step}/"
        for client in (one, other):
            seen = shown(site.ask, path, client)
            assert seen == shown(site.uncached, path, client), path
            if step == "check":
                assert (OTHERS["signer"] in seen) == (client is other)
    assert names_of_parts() >= {*FORM_PARTS, f"words{text_in(language).pk}"}
    for part in parts.ROOM.kept.values():
        assert not [answer for answer in PRIVATE if answer in part.html]


@pytest.mark.parametrize("language", ["en", "ar"])
@pytest.mark.parametrize("first", ["empty", "filled"])
def test_empty_fields_are_the_same_for_all_and_filled_ones_their_signers_own(
    site, language, first
):
    filled, empty = browser(language, **OTHERS), Client()
    page = empty.get(f"/{language}/sign/")
    press(empty, page, "continue", language, **without_last(answers()))
    path = f"/{language}/sign/you/"
    order = [empty, filled, empty, filled]
    for client in order if first == "empty" else reversed(order):
        seen = shown(site.ask, path, client)
        assert seen == shown(site.uncached, path, client)
        assert (OTHERS["signer"] in seen) == (client is filled)
    assert [name for name in names_of_parts() if name.startswith("fields")]
    for part in parts.ROOM.kept.values():
        assert not [answer for answer in PRIVATE if answer in part.html]


def names_of_parts() -> set[str]:
    return {key[-1] for key in parts.ROOM.kept}


@pytest.mark.parametrize("language", ["en", "ar", "sw"])
def test_who_has_a_cookie_sees_the_first_page_as_all_do(site, language):
    path = f"/{language}/sign/"
    seen = site.uncached(path).text
    for _time in range(2):
        assert site.ask(path, HTTP_COOKIE="a=b").text == seen
    assert f"start{text_in(language).pk}" in names_of_parts()


def test_made_up_queries_keep_nothing_of_their_own(site):
    for number in range(3):
        site.ask(f"/en/sign/?page={number}", HTTP_COOKIE="a=b")
    assert len(parts.ROOM.kept) == 2
    assert names_of_parts() == {"assets", "footer"}
    assert not parts.ROOM_OF_QUERIES.kept


def test_what_is_sent_is_answered_without_parts(site):
    """By the page itself, where a browser keeps no cookies."""
    client = browser("en")
    made = answers(email="nothing", comment="")
    body = urlencode(without_last(made) | {"go": "continue", "step": "person"})
    for _time in range(2):
        answer = site.ask(
            "/en/sign/you/",
            HTTP_COOKIE=cookies(client),
            REQUEST_METHOD="POST",
            CONTENT_TYPE="application/x-www-form-urlencoded",
            CONTENT_LENGTH=str(len(body)),
            **{"wsgi.input": BytesIO(body.encode())},
        )
        assert answer.status[:3] in ("200", "302", "307")
    assert names_of_parts() == set()


def test_a_step_with_an_error_keeps_its_own_title(site):
    client = browser("en")
    path = "/en/sign/you/"
    before = shown(site.ask, path, client)
    wrong = without_last(answers(email="nothing"))
    press(client, client.get(path), "continue", **wrong)
    after = shown(site.ask, path, client)
    assert "<title>Error:" in after
    assert "<title>Error:" not in before
    assert after == shown(site.uncached, path, client)


def test_the_words_are_those_that_are_signed(site):
    """Even where nobody has told yet that there are new ones."""
    client = browser("en")
    path = "/en/sign/check/"
    assert "Words that were kept;" not in shown(site.ask, path, client)
    page = StatementPage.objects.get(locale__language_code="en")
    reword(page, "Words that were kept;")
    assert "Words that were kept;" in shown(site.ask, path, client)

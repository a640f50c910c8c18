"""Every address of the admin is asked by everybody, and what comes of it is as agreed.

``table.csv`` says it: a line for an address, a method, and whose row it is about; a
column for each role. Pages and translations are of one's *own* language, of an
*other*, or *original*; *draft* if readers have never seen them.

    allowed     shown, or answered
    writes      something was changed
    refused     403, or sent away with a message that says so
    elsewhere   sent on, without a message
    login       asked to sign in first
    missing     404
    invalid     what was sent makes no sense there
    -           the method is not offered

What is sent is what a button or a form might send; it is undone after each request.
A GET may be asked as a HEAD, of which the same comes. No other method comes to a view:
``test_public.py``, which also asks for all that lies outside of the admin.
Is a difference meant? ``python -m tests.rights`` writes the table anew.
"""

import re

import pytest

from . import table
from .addresses import admin_addresses
from .asking import NOT_OFFERED
from .matrix import answers_to, as_heads, left_out
from .roles import LANGUAGE_REVIEWER, ROLES, SUPERUSER, TRANSLATOR
from .scene import Scene

pytestmark = [
    pytest.mark.django_db,
    # Of wagtail-2fa, in the list of users.
    pytest.mark.filterwarnings("ignore:`UserListingButton` is deprecated"),
]

# An answer that somebody gets something by; an error is no refusal.
GIVEN = {"allowed", "error", "writes"}
ANEW = "Is it meant? Then run `python -m tests.rights`, and read the difference."


def test_every_address_of_the_admin_has_its_lines():
    scene = Scene()
    asked = {
        (case.shown, case.name)
        for address in admin_addresses()
        for case in scene.cases(address)
    }
    written = {(address, whose) for address, _method, whose in table.read()}
    new = sorted(f"{address} ({whose})" for address, whose in asked - written)
    assert not new, (
        "Who may ask these? Nothing says it yet. Run `python -m tests.rights`, and "
        "read what it adds to the table:\n" + "\n".join(new)
    )
    gone = sorted(f"{address} ({whose})" for address, whose in written - asked)
    assert not gone, f"These are no addresses any more. {ANEW}\n" + "\n".join(gone)


PAGES = ("pages/", "api/main/pages/", "bulk/wagtailcore/page/", "localize/page/")
DESTROYS = re.compile("alias|copy|delete|move|position|privacy|unpublish")
# Tells whether the page waits for approval, and no more.
HARMLESS = {"pages/workflow/confirm_cancellation/<page_id>/"}


def test_who_translates_or_reviews_destroys_no_page_by_any_line_of_the_table():
    wrong = [
        f"{role}: {method} {address} ({whose})"
        for (address, method, whose), row in table.read().items()
        for role in (TRANSLATOR, LANGUAGE_REVIEWER)
        if address.startswith(PAGES)
        and DESTROYS.search(address)
        and row[role] == "writes"
    ]
    assert not wrong, "\n".join(wrong)


def test_who_translates_or_reviews_has_nothing_of_others_by_any_line_of_the_table():
    wrong = [
        f"{role}: {method} {address} ({whose}): {row[role]}"
        for (address, method, whose), row in table.read().items()
        for role in (TRANSLATOR, LANGUAGE_REVIEWER)
        if whose.startswith(("other", "original"))
        and row[role] in ("allowed", "writes")
        and address not in HARMLESS
    ]
    assert not wrong, "\n".join(wrong)


def test_a_reviewer_publishes_and_a_translator_does_not_by_the_table():
    lines = table.read()
    for address in (
        "api/main/pages/<pk>/action/publish/",
        "bulk/wagtailcore/page/publish/",
        "pages/<page_id>/edit/",
    ):
        row = lines[address, "POST", "own"]
        assert row[LANGUAGE_REVIEWER] == "writes", address
        assert row[TRANSLATOR] != "writes", address


@pytest.mark.turns(8)
@pytest.mark.proof
@pytest.mark.parametrize(
    "role",
    [
        # Who may do everything comes to nearly every line.
        pytest.param(role, marks=[pytest.mark.unmeasured] * (role != SUPERUSER))
        for role in ROLES
    ],
)
def test_everybody_may_do_what_the_table_says_and_reads_no_more(role):
    expected = table.read()
    found, faults = answers_to(
        role, Scene(), spared=left_out(role, expected), heads=as_heads(expected)
    )
    assert not faults, "\n".join(faults)
    # What the superuser is not offered has no line: there is nothing to be refused.
    differences = [
        f"{method} {address} ({whose}): {answer[role]}, and in the table "
        f"{expected.get((address, method, whose), {}).get(role, 'no line')}"
        for (address, method, whose), answer in found.items()
        if answer[role] != NOT_OFFERED
        and ((address, method, whose) in expected or answer[role] in GIVEN)
        and answer[role] != expected.get((address, method, whose), {}).get(role)
    ]
    assert not differences, "\n".join([f"As {role}:", *differences, ANEW])

"""Run by ``python -m tests.rights``, and found by no other run."""

import os

import pytest

from openheritage import embedding

from . import public, table
from .addresses import admin_addresses
from .asking import NOT_OFFERED, ask
from .matrix import answers_to
from .roles import ANONYMOUS, ROLES, SUPERUSER, client_of
from .scene import Scene


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:`UserListingButton` is deprecated")
def test_writes_the_table() -> None:
    scene = Scene()
    # All that is there still, if only what is new shall be asked.
    whole = table.read() if "RIGHTS_NEW" in os.environ else {}
    known = {(address, whose) for address, _method, whose in whole}
    asked = {
        (case.shown, case.name)
        for address in admin_addresses()
        for case in scene.cases(address)
    }
    whole = {key: row for key, row in whole.items() if (key[0], key[2]) in asked}
    wrong: list[str] = []
    for role in ROLES:
        found, faults = answers_to(role, scene, known)
        wrong += faults
        for key, answers in found.items():
            whole.setdefault(key, {}).update(answers)
    offered = {
        key: answers
        for key, answers in whole.items()
        if answers[SUPERUSER] != NOT_OFFERED
    }
    table.write(offered, list(ROLES))
    assert not wrong, "\n".join(wrong)


@pytest.mark.django_db
def test_writes_the_table_of_what_lies_outside_of_the_admin() -> None:
    client = client_of(ANONYMOUS)
    found: public.Table = {}
    for place in public.PublicScene().places():
        answers = {method: ask(client, method, place.path) for method in public.METHODS}
        found[place.shown] = {method: a.word for method, a in answers.items()}
        found[place.shown]["embedded by"] = answers["GET"].headers[embedding.HEADER]
    public.write(found)

"""Run by ``python -m tests.rights``, and found by no other run."""

import os

import pytest

from . import table
from .addresses import admin_addresses
from .asking import NOT_OFFERED
from .matrix import answers_to
from .roles import ROLES, SUPERUSER
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

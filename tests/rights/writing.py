"""Run by ``python -m tests.rights``, and found by no other run."""

import pytest

from . import table
from .asking import NOT_OFFERED
from .matrix import answers_to
from .roles import ROLES, SUPERUSER
from .scene import Scene


@pytest.mark.django_db
@pytest.mark.filterwarnings("ignore:`UserListingButton` is deprecated")
def test_writes_the_table() -> None:
    scene = Scene()
    whole: table.Table = {}
    wrong: list[str] = []
    for role in ROLES:
        found, faults = answers_to(role, scene)
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

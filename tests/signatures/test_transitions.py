"""The table of transitions, as code and as documentation."""

import re

from django.conf import settings

from signatures.models import Signature
from signatures.transitions import FIRST, TRANSITIONS

ROW = re.compile(r"^\| ([a-z ]+) \| ([a-z, ]+) \| ([a-z, ]+) \|$", re.MULTILINE)


def states(words: str) -> set[str]:
    return set(words.split(", "))


def documented() -> dict[str, tuple[set[str], set[str]]]:
    text = (settings.BASE_DIR / "docs/architecture.md").read_text()
    table = text[text.index("| Deed | From | To |") :].split("\n\n")[0]
    return {deed: (states(a), states(b)) for deed, a, b in ROW.findall(table)}


def test_the_documentation_has_the_same_table():
    assert documented() == {
        deed: (set(row.sources), set(row.targets)) for deed, row in TRANSITIONS.items()
    }


def test_every_state_can_be_reached_and_what_is_open_can_be_left():
    reached = {
        *FIRST,
        *(state for row in TRANSITIONS.values() for state in row.targets),
    }
    left = {state for row in TRANSITIONS.values() for state in row.sources}
    assert reached == set(Signature.State)
    assert set(Signature.OPEN) <= left
    assert set(Signature.OPEN) | set(Signature.CLOSED) == set(Signature.State)

"""How often somebody may fail, in what only they should succeed with.

``rates`` counts all that is tried, and answers in silence. Here an attempt is written
down before it is known what comes of it, so that a hundred at once are a hundred, and
is taken back when it succeeds. One too many is refused, costs no more than a look and
counts for nothing: whoever is refused waits no longer for having tried.
"""

from dataclasses import dataclass
from math import ceil

from django.conf import settings

from openheritage.pseudonyms import key

from . import rates
from .models import Attempt


class TooManyError(Exception):
    """Somebody has failed too often; they may try again in ``wait`` seconds."""

    def __init__(self, wait: int) -> None:
        super().__init__()
        self.wait = wait


@dataclass(frozen=True)
class Spent:
    """One attempt, under all that it counts for."""

    rows: list[int]

    def give_back(self) -> None:
        Attempt.objects.filter(pk__in=self.rows).delete()


def spend(action: str, **names: str) -> Spent:
    """Counts an attempt for each kind of name, of which only a hash is kept.

    ``settings.RATE_RULES`` says how many each may have. Kinds without a name or
    a rule are left out. Raises ``TooManyError``.
    """
    rules = settings.RATE_RULES.get(action, {})
    keys = {
        kind: key(name, kind) for kind, name in names.items() if name and kind in rules
    }
    if not keys:
        return Spent([])
    made = rates.record(action, keys)
    spent = Spent([row.pk for row in made])
    if found := rates.waits(made):
        spent.give_back()
        raise TooManyError(ceil(max(found.values())))
    return spent

"""Whether a sentence is much shorter or longer than those of its language are."""

from collections.abc import Iterator

from django.utils.translation import gettext as staff_

from .finding import Finding, Pair
from .scripts import script_of

# Letters for one of English: measured over the samples and the catalogues.
USUAL = {"Jpan": 0.5, "Hans": 0.33, "Hant": 0.33, "Kore": 0.5, "Arab": 0.85}
USUAL |= {"Hebr": 0.8, "Thai": 0.9, "Ethi": 0.7}
LATIN = 1.15
# Shorter originals say nothing: No is Negativo.
SHORTEST = 30
LEAST, MOST = 0.4, 2.2
# Of a few words one may be enough.
SHORT, LEAST_OF_SHORT = 70, 0.25


def check(pair: Pair) -> Iterator[Finding]:
    said, read = len(pair.said.strip()), len(pair.read.strip())
    if said < SHORTEST or not read:
        return
    usual = USUAL.get(script_of(pair.language), LATIN)
    share = read / said / usual
    if share < (LEAST_OF_SHORT if said < SHORT else LEAST):
        yield Finding("short", staff_("It is much shorter than the original"))
    elif share > MOST:
        yield Finding("long", staff_("It is much longer than the original"))

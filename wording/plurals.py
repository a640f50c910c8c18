"""How many forms a language has for what is counted, and which numbers take which."""

import gettext
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, cached_property

from babel.messages.plurals import get_plural
from babel.plural import to_gettext
from django.utils.translation import gettext as staff_
from django.utils.translation import to_locale

from openheritage.checked_catalogue import OFTEN, PLURAL_FORMS
from openheritage.names import cldr

from . import compiled

# As far as GNU gettext looks.
NUMBERS = range(1001)
# As many are named beside a field.
SHOWN = 6


@dataclass(frozen=True)
class Plurals:
    number: int
    expression: str

    @cached_property
    def form_of(self) -> Callable[[int], int]:
        return gettext.c2py(self.expression)

    @cached_property
    def numbers(self) -> dict[int, list[int]]:
        """Those that take a form, for each."""
        found = defaultdict(list)
        for number in NUMBERS:
            found[self.form_of(number)].append(number)
        return found

    @property
    def header(self) -> str:
        return f"nplurals={self.number}; plural={self.expression};"

    def is_seldom(self, form: int) -> bool:
        """Whether it stands for so few numbers that it may say them in words."""
        return len(self.numbers[form]) < OFTEN

    def label(self, form: int) -> str:
        numbers = self.numbers[form]
        shown = ", ".join(map(str, numbers[:SHOWN]))
        if len(numbers) > SHOWN:
            shown = f"{shown}…"
        return staff_("for %(numbers)s") % {"numbers": shown}


@cache
def from_header(header: str) -> Plurals | None:
    """What a file says in its head; ``None`` if that cannot be read."""
    found = PLURAL_FORMS.fullmatch(header)
    if not found:
        return None
    plurals = Plurals(int(found[1]), found[2])
    try:
        forms = {plurals.form_of(number) for number in NUMBERS}
    except (ValueError, ArithmeticError, RecursionError):
        return None
    return plurals if forms <= {*range(plurals.number)} else None


@cache
def usual(language: str) -> Plurals:
    """As CLDR has it. Babel's own table is older, and used where it says the same in
    fewer words: CLDR has forms for fractions too, which nothing here has."""
    cldrs = from_header(to_gettext(cldr(language).plural_form))
    table = get_plural(to_locale(language))
    babels = Plurals(table.num_plurals, table.plural_expr)
    if cldrs is None or same(babels, cldrs):
        return babels
    return cldrs


def same(one: Plurals, other: Plurals) -> bool:
    """Whether they part the numbers alike, whatever the order of their forms."""
    ours, theirs = one.numbers.values(), other.numbers.values()
    return sorted(ours) == sorted(theirs)


def plurals_of(language: str) -> Plurals:
    """By the catalogue that we ship; the usual ones where there is none."""
    return from_header(compiled.plural_header(language)) or usual(language)


def carried(forms: list[str], theirs: Plurals, ours: Plurals) -> list[str] | None:
    """Forms of a file that counts otherwise, as we count; ``None`` if two of them would
    have to be one."""
    found: list[str] = []
    for form in range(ours.number):
        texts = {forms[theirs.form_of(number)] for number in ours.numbers[form]}
        if len(texts) != 1:
            return None
        found += texts
    return found

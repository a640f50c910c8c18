"""Numbers of the site, each computed where it is kept."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from openheritage import slots
from openheritage.locales import locale_ids
from openheritage.pages import path_in
from openheritage.slots import Slot, Total
from organisations.models import Kind
from register import counts
from register.figures import Figures
from register.slots import totals as of_register
from statement.models import StatementPage

# Beside how many there are.
KINDS = {
    Kind.GOVERNMENT: pgettext_lazy("kinds of signatories", "Governments"),
    Kind.INSTITUTION: pgettext_lazy("kinds of signatories", "Institutions"),
    Kind.ORGANISATION: pgettext_lazy("kinds of signatories", "Organisations"),
}
SHOWN = ("locale_id", "url_path", "opened_on")


def totals(
    language: str,
    statement_path: str | None,
    languages: int,
    figures: Figures | None = None,
) -> list[Total]:
    """What there is to count, from whoever shows it elsewhere. ``figures`` of the
    register that are known are not asked for again."""
    found: list[Total] = []
    for filling in slots.fillings(Slot.TOTALS):
        is_known = figures is not None and filling is of_register
        found += figures.totals[:2] if figures and is_known else filling(language)
    if statement_path:
        path = f"{statement_path}#read-in"
        found.append(Total(_("Languages of the Statement"), languages, path))
    return [total for total in found if total.number]


@dataclass(frozen=True)
class Facts:
    """As they are now, for readers of a language."""

    totals: list[Total]
    # How many signatories there are of each kind, the most first.
    kinds: list[tuple[str, int]]
    opened_on: date | None
    # Of the numbers, which are counted anew all the time.
    day: date

    @classmethod
    def now(cls, language: str) -> "Facts":
        rows = StatementPage.objects.open_to_readers()
        found = {pk: (path, day) for pk, path, day in rows.values_list(*SHOWN)}
        path, opened_on = found.get(locale_ids()[settings.LANGUAGE_CODE], ("", None))
        known = counts.totals()
        figures = Figures.of(known)
        return cls(
            totals=totals(
                language, path and path_in(language, path), len(found), figures
            ),
            kinds=sorted(
                ((str(KINDS[Kind(kind)]), n) for kind, n in known["kind"].items() if n),
                key=lambda each: -each[1],
            ),
            opened_on=opened_on,
            day=timezone.localdate(),
        )

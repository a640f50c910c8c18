"""The public numbers of signatures: each page that shows one takes it from here, and
each has words that say what it counts."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from openheritage.slots import Total
from openheritage.territories import is_country

from .counts import counted


@dataclass(frozen=True)
class Figures:
    """As counted last (``counts.recount``), all of one moment."""

    signatures: int
    # Of these: nobody is behind them.
    samples: int
    # That signatories name as theirs; what is no place on the map has none.
    countries: int
    # In which signatories signed, which are not those in which one can read.
    languages: int

    @classmethod
    def of(cls, totals: dict) -> "Figures":
        return cls(
            signatures=totals["total"],
            samples=totals["sample"].get("true", 0),
            countries=sum(map(is_country, totals["country"])),
            languages=len(totals["language"]),
        )

    @classmethod
    def now(cls) -> "Figures":
        """At most one query."""
        found = counted()
        return cls.of(found | {"total": found["total"].get("", 0)})

    @property
    def totals(self) -> list[Total]:
        """With words, and the page on which each is seen."""
        path = reverse("signatories")
        return [
            Total(_("Signatures"), self.signatures, path, samples=self.samples),
            Total(_("Countries and territories of signatories"), self.countries, path),
            Total(_("Languages in which they signed"), self.languages, path),
        ]

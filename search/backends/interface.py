"""What a backend is asked, and what it answers."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from search.models import Entry

# More signatories than this need not be counted: that there are more is said.
COUNTED = 10_000


@dataclass(frozen=True)
class Query:
    """What a reader asks, already bounded (``forms.SearchForm``)."""

    text: str
    # The reader's: what is found is `shown_in` it.
    language: str
    kind: str = ""
    start: int = 0
    size: int = 20
    # Whether another spelling may not be searched instead.
    exact: bool = False


@dataclass
class Hits:
    """``ids`` are those of the documents (``Entry.document_id``), the best first."""

    ids: list[str]
    total: int
    # {kind: number} for all kinds, whatever kind was asked for; of signatories at
    # least to ``COUNTED`` and one more.
    kinds: dict[str, int] = field(default_factory=dict)
    # A better spelling of the whole query, where the backend knows one.
    did_you_mean: str = ""
    # What was searched instead, because the query itself finds nothing.
    searched: str = ""
    # Their rows, where the backend has read them, without their tokens.
    entries: list[Entry] = field(default_factory=list, compare=False)

    def hold(self, entries: Iterable[Entry]) -> None:
        self.entries = [*entries]
        self.ids = [entry.document_id for entry in self.entries]


class Backend:
    """What each of the three does; the contract tests ask it of all."""

    def search(self, query: Query) -> Hits:
        """All words must occur, exact phrases in quotes, the last word may be the
        beginning of one; if that finds nothing, a better spelling is searched, or most
        of the words must."""
        raise NotImplementedError

    def suggest(self, text: str, language: str, size: int = 6) -> list[str]:
        """Documents that hold words which begin so: those with them in the title, then
        the others."""
        raise NotImplementedError

    def elsewhere(self, query: Query) -> Hits:
        """What is found in no entry shown to the reader, in other languages."""
        raise NotImplementedError

    def is_answering(self) -> bool:
        """Whether readers are answered by this one."""
        return True

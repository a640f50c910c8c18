"""Whether a text names somebody who is on the record: a signatory, or a member."""

import time
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from hashlib import blake2b

from members.models import MemberPage
from signatures.models import Signature

# With more names nobody looks, and every text counts as one that names somebody.
MOST = 20_000
# Seconds for which a process remembers them.
KEPT = 60
# Texts of which it is remembered whether they name somebody.
ANSWERS = 5000
# Names are found by so many of their first letters.
BEGINNING = 3


@dataclass
class Names:
    at: float = 0.0
    is_whole: bool = False
    by_beginning: dict[str, list[str]] = field(default_factory=dict)
    # {digest of a text: whether they are in it}: most are asked about again and again.
    answers: dict[bytes, bool] = field(default_factory=dict)

    def are_in(self, text: str) -> bool:
        if not self.is_whole:
            return True
        digest = blake2b(text.encode(errors="surrogatepass"), digest_size=16).digest()
        if len(self.answers) > ANSWERS:
            self.answers.clear()
        if digest not in self.answers:
            self.answers[digest] = self.look_through(text)
        return self.answers[digest]

    def look_through(self, text: str) -> bool:
        folded = text.casefold()
        return any(
            folded.startswith(name, at)
            for at in range(len(folded))
            for name in self.by_beginning.get(folded[at : at + BEGINNING], ())
        )


# One, which is replaced as a whole.
known = [Names()]


def rows() -> Iterator[str]:
    members = MemberPage.objects.live()
    yield from members.values_list("title", flat=True)
    yield from members.values_list("organisation__name", flat=True).distinct()
    signed = Signature.objects.published().order_by()
    for names in signed.values_list("name", "name_latin")[: MOST + 1]:
        yield from names


def index(names: Iterable[str]) -> dict[str, list[str]]:
    found: defaultdict[str, list[str]] = defaultdict(list)
    for name in {each.strip().casefold() for each in names}:
        # Shorter ones are in every text.
        if len(name) >= BEGINNING:
            found[name[:BEGINNING]].append(name)
    return dict(found)


def are_in(text: str) -> bool:
    if not known[0].at or time.monotonic() - known[0].at > KEPT:
        found = [*rows()]
        known[0] = Names(time.monotonic(), len(found) <= MOST, index(found))
    return known[0].are_in(text)

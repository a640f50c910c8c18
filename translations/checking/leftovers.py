"""What was left in the language of the original."""

import re
from collections.abc import Iterator

from django.utils.translation import gettext as staff_

from .finding import Finding, Pair, quoted
from .reading import without_addresses
from .scripts import blocks_of

WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
# So many in a row are no accident, if they are no name.
RUN = 3
# A title, an organisation: what is written in capitals in the original.
SMALL = {
    "a", "an", "and", "at", "by", "for", "from", "in", "of", "on", "or", "the", "to",
    "with",
}  # fmt: skip


def words_of(text: str) -> list[str]:
    return WORD.findall(without_addresses(text))


def is_name(words: list[str]) -> bool:
    """Open Heritage, Museum of Islamic Art."""
    large = [word for word in words if word[0].isupper() or len(word) == 1]
    rest = [word for word in words if word not in large]
    return bool(large) and all(word.lower() in SMALL for word in rest)


def same(pair: Pair, said: list[str]) -> bool:
    return [word.lower() for word in said] == [
        word.lower() for word in words_of(pair.read)
    ]


def untranslated(pair: Pair, said: list[str]) -> Iterator[Finding]:
    if len(said) > 1 and is_name(said) and "LATIN" in blocks_of(pair.language):
        return
    # One word may be the same in two languages: Version, Wikimedia.
    is_mixed = said[0] not in (said[0].lower(), said[0].capitalize())
    if len(said) == 1 and (is_mixed or "LATIN" in blocks_of(pair.language)):
        return
    yield Finding("untranslated", staff_("It is the same as the original"))


def remainders(pair: Pair, said: list[str]) -> Iterator[Finding]:
    small = [word.lower() for word in said]
    runs = {tuple(small[at : at + RUN]): at for at in range(len(small) - RUN + 1)}
    read = words_of(pair.read)
    lower = [word.lower() for word in read]
    at = 0
    while at + RUN <= len(lower):
        start = runs.get(tuple(lower[at : at + RUN]))
        if start is None:
            at += 1
            continue
        length = RUN
        while (
            at + length < len(lower)
            and start + length < len(small)
            and lower[at + length] == small[start + length]
        ):
            length += 1
        if not is_name(said[start : start + length]):
            yield Finding(
                "remainder",
                staff_("“%(words)s” is still in the language of the original")
                % quoted(" ".join(read[at : at + length])),
            )
            return
        at += length


def check(pair: Pair) -> Iterator[Finding]:
    said = words_of(pair.said)
    if not said or pair.base == "en":
        return
    if same(pair, said):
        yield from untranslated(pair, said)
    else:
        yield from remainders(pair, said)

from typing import NamedTuple

from openheritage.names import isolated


class Finding(NamedTuple):
    """What seems wrong with a translation, in words for who made it."""

    code: str
    words: str
    is_error: bool = False


class Pair(NamedTuple):
    """A sentence and its translation: as they are, and as they are read."""

    original: str
    text: str
    # Without marks, places to fill in, and entities of HTML.
    said: str
    read: str
    language: str

    @property
    def base(self) -> str:
        return self.language.split("-")[0]


def quoted(text: str) -> dict[str, str]:
    """For ``%(words)s``: a piece of a text, within a sentence of another language."""
    return {"words": isolated(text if len(text) <= 60 else f"{text[:59]}…")}

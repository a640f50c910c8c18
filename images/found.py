"""What is found at an address: pictures, each with what is said of it."""

import math
from dataclasses import asdict, dataclass, field
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from .licences import Terms
from .worded import Worded, by_language

# How long each may be in the table.
LENGTHS = {
    "title": 255,
    "creator": 255,
    "year": 50,
    "institution": 255,
    "attribution": 500,
}
LONGEST_SOURCE = 500


@dataclass
class Where:
    """Where the pixels are: a file, or a service that draws them in sizes (IIIF)."""

    file: str = ""
    service: str = ""
    width: int = 0
    height: int = 0
    # A smaller file of the same picture, and one for a list.
    smaller: str = ""
    thumbnail: str = ""


@dataclass
class Found:
    """A picture somewhere else, and all that is said of it there."""

    # By which it is chosen among others.
    key: str
    label: str
    where: Where
    title: Worded = field(default_factory=dict)
    creator: Worded = field(default_factory=dict)
    year: Worded = field(default_factory=dict)
    institution: Worded = field(default_factory=dict)
    attribution: Worded = field(default_factory=dict)
    # What the institution says of it; no alternative text, but of help for one.
    summary: Worded = field(default_factory=dict)
    source: str = ""
    # What one is told beside its licence.
    notes: list[str] = field(default_factory=list)
    terms: Terms | None = None
    # Why it cannot be shown here, in words.
    refusal: str = ""

    def facts(self) -> dict[str, Any]:
        """As a picture's row has them, and where its file is."""
        facts: dict[str, Any] = {
            "licence": self.terms.licence if self.terms else "",
            "licence_version": self.terms.version if self.terms else "",
            "source": self.source,
        }
        words: dict[str, dict[str, str]] = {}
        for name, most in LENGTHS.items():
            facts[name], others = by_language(getattr(self, name), most)
            for code, text in others.items():
                words.setdefault(code, {})[name] = text
        summary, _others = by_language(self.summary, 2000)
        return facts | {"words": words, "where": asdict(self.where), "summary": summary}


def address(text: Any) -> str:
    """An address of the web as a source is kept; empty for anything else."""
    if not isinstance(text, str) or len(text) > LONGEST_SOURCE:
        return ""
    try:
        URLValidator(schemes=["http", "https"])(text.strip())
    except ValidationError:
        return ""
    return text.strip()


def secure(text: Any) -> str:
    """Addresses of things in the web of data often begin with http, for ever."""
    text = text.strip() if isinstance(text, str) else ""
    return f"https://{text[7:]}" if text.lower().startswith("http://") else text


def number(value: Any) -> int:
    if isinstance(value, bool) or not isinstance(value, int | float):
        return 0
    return int(value) if math.isfinite(value) and 0 < value < 1e9 else 0


def host(text: str) -> str:
    try:
        return (urlsplit(text).hostname or "").removeprefix("www.")
    except ValueError:
        return ""

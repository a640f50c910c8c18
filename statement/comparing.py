"""Two texts beside each other, part by part: what stayed, came, went, moved or was
reworded."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import lru_cache
from itertools import groupby, zip_longest

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from .differences import Change, lines_of

SAME, REWORDED, NEW, GONE, MOVED = "same", "reworded", "new", "gone", "moved"


def is_article(label: str) -> bool:
    return re.fullmatch(r"[0-9]+", label) is not None


def anchor_of(label: str) -> str:
    """That of the Statement's own page; none without a label."""
    if not label:
        return ""
    return f"{'article' if is_article(label) else 'clause'}-{label}"


def name_of(label: str) -> str:
    words = _("Article %(label)s") if is_article(label) else _("Clause %(label)s")
    return words % {"label": label}


@dataclass(frozen=True)
class Part:
    """A clause, an article, or a line without label."""

    label: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True)
class Paragraph:
    old: str
    new: str

    @property
    def html(self) -> SafeString | str:
        if self.old == self.new:
            return self.new
        return Change("", self.old, self.new).html


@dataclass(frozen=True)
class Row:
    label: str
    state: str
    paragraphs: tuple[Paragraph, ...]
    # A part that has moved may have other words as well.
    is_reworded: bool = False

    @property
    def is_article(self) -> bool:
        return is_article(self.label)

    @property
    def name(self) -> str:
        return name_of(self.label)

    @property
    def anchor(self) -> str:
        return anchor_of(self.label)


def parts_of(text: str) -> list[Part]:
    parts: list[Part] = []
    for label, lines in groupby(lines_of(text), key=lambda line: line[0]):
        words = [words for _name, words in lines]
        if label:
            parts.append(Part(label, tuple(words)))
        else:
            parts += [Part("", (each,)) for each in words]
    return parts


def paragraphs_between(
    old: tuple[str, ...], new: tuple[str, ...]
) -> tuple[Paragraph, ...]:
    found: list[Paragraph] = []
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for _kind, start, end, new_start, new_end in matcher.get_opcodes():
        pairs = zip_longest(old[start:end], new[new_start:new_end], fillvalue="")
        found += [Paragraph(gone, come) for gone, come in pairs]
    return tuple(found)


def row(old: Part | None, new: Part | None, *, moved: bool = False) -> Row:
    part = new or old
    assert part is not None  # noqa: S101 - for the types: one of the two is there
    paragraphs = paragraphs_between(
        old.paragraphs if old else (), new.paragraphs if new else ()
    )
    reworded = any(each.old != each.new for each in paragraphs)
    if old is None:
        state = NEW
    elif new is None:
        state = GONE
    elif moved:
        state = MOVED
    else:
        state = REWORDED if reworded else SAME
    return Row(part.label, state, paragraphs, reworded)


def key_of(part: Part) -> tuple[str, ...]:
    """What a part is known by: its label, or else its words."""
    return (part.label,) if part.label else ("", *part.paragraphs)


def rows_of(old: list[Part], new: list[Part]) -> Iterator[Row]:
    """In the order of the new text; what went stands where it stood."""
    old_by_label = {part.label: part for part in old if part.label}
    new_labels = {part.label for part in new if part.label}
    matcher = SequenceMatcher(
        None, [key_of(part) for part in old], [key_of(part) for part in new], False
    )
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        before, after = old[start:end], new[new_start:new_end]
        if tag == "equal":
            for gone, come in zip(before, after, strict=True):
                yield row(gone, come)
            continue
        # Lines without label are reworded in their order.
        unlabelled = [part for part in before if not part.label]
        for part in before:
            if part.label and part.label not in new_labels:
                yield row(part, None)
        for part in after:
            if part.label:
                had = old_by_label.get(part.label)
                yield row(had, part, moved=had is not None)
            else:
                yield row(unlabelled.pop(0) if unlabelled else None, part)
        for part in unlabelled:
            yield row(part, None)


# Texts never change, and comparing two whole ones takes a moment.
@lru_cache(maxsize=64)
def rows_between(old: str, new: str) -> tuple[Row, ...]:
    return tuple(rows_of(parts_of(old), parts_of(new)))


@dataclass(frozen=True)
class Run:
    """Rows side by side that are all changed, or all the same."""

    is_same: bool
    rows: tuple[Row, ...]

    @property
    def labels(self) -> list[Row]:
        return [each for each in self.rows if each.label]


def runs_between(old: str, new: str) -> list[Run]:
    rows = groupby(rows_between(old, new), key=lambda each: each.state == SAME)
    return [Run(is_same, tuple(those)) for is_same, those in rows]

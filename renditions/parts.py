"""The parts of a text of the Statement: what is a title, an opening, a heading, a
clause, an article.

A kept text is lines of label and words. A label tells a clause (letters) from an
article (a number, its first line the title); the first line without one is the title of
all. Whether another line without label opens or heads something, its page knows, or
the revision of it that was published then. Where neither is left it is guessed from the
words: whatever is guessed, the words and their order stay.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wagtail.blocks import StreamValue

from statement.blocks import paragraphs
from statement.canonical import canonical_text
from statement.models import StatementPage, StatementText

from .naming import remembered

TITLE, OPENING, HEADING = "title", "opening", "heading"
CLAUSE, ARTICLE = "clause", "article"

# How a sentence ends, in whatever script; headings that ask or call are headings.
ENDS = re.compile(
    "[.:;,\u3002\uff0e\uff1a\uff1b\uff0c\u06d4\u061b\u060c\u0964\u1362]"
    "[\\s\"'\u2019\u201d\u00bb\u300d\u300f)\uff09]*$"
)
# Longer ones head nothing, though their script may know no full stop.
LONGEST_HEADING = 200
# So many revisions of a page are looked at.
MOST_REVISIONS = 30


@dataclass
class Part:
    kind: str
    label: str = ""
    title: str | None = None
    paragraphs: list[str] = field(default_factory=list)
    # Of the part on its page; of a heading only as long as its page is known.
    anchor: str = ""

    @property
    def lines(self) -> Iterator[tuple[str, str]]:
        """As in the canonical text."""
        if self.title is not None:
            yield self.label, self.title
        for words in self.paragraphs:
            yield self.label, words


# What a line without label is, and the anchor of its block.
Known = tuple[str, str]


@remembered
def parts_of(text: StatementText) -> list[Part]:
    known = known_of(text)
    parts: list[Part] = []
    place = 0
    for line in text.lines:
        label, words = line if len(line) == 2 else ("", line[0])
        last = parts[-1] if parts else None
        if label:
            if last and last.label == label:
                last.paragraphs.append(words)
            elif label.isdigit():
                part = Part(ARTICLE, label, words, anchor=f"article-{label}")
                parts.append(part)
            else:
                part = Part(CLAUSE, label, None, [words], f"clause-{label}")
                parts.append(part)
            continue
        if not parts:
            parts.append(Part(TITLE, title=words))
            continue
        kind, anchor = known[place] if place < len(known) else (guess(words), "")
        place += 1
        if kind == HEADING:
            parts.append(Part(HEADING, title=words, anchor=anchor))
        elif last and last.kind == OPENING:
            last.paragraphs.append(words)
        else:
            parts.append(Part(OPENING, paragraphs=[words]))
    return parts


def guess(words: str) -> str:
    is_long = len(words) > LONGEST_HEADING
    return OPENING if is_long or ENDS.search(words) else HEADING


def known_of(text: StatementText) -> list[Known]:
    """Of the lines without label behind the title; empty if nobody knows."""
    page = StatementPage.objects.filter(
        translation_key=text.version.translation_key, locale_id=text.locale_id
    ).first()
    if page is None:
        return []
    if page.canonical_text() == text.text:
        return unlabelled(page.body)
    revisions = page.revisions.filter(created_at__lte=text.published_at)
    field = StatementPage.body.field
    newest = revisions.order_by("-created_at").values_list("content", flat=True)
    for content in newest[:MOST_REVISIONS]:
        body = field.to_python(json.dumps(as_list(content.get("body"))))
        if canonical_text(content.get("formal_title") or "", body) == text.text:
            return unlabelled(body)
    return []


def as_list(body: object) -> list:
    found = json.loads(body) if isinstance(body, str) else body
    return found if isinstance(found, list) else []


def unlabelled(body: StreamValue) -> list[Known]:
    found: list[Known] = []
    for part in body:
        if part.block_type == "heading":
            found.append((HEADING, f"section-{part.id}"))
        elif part.block_type == "opening":
            found += [(OPENING, "")] * len(paragraphs(part.value))
    return found

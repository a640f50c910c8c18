"""What somebody typed as the translation of a sentence, and what is wrong with it.

Sentences are HTML to localize. Nobody has to know that: ``&``, ``<``, ``>`` and line
breaks are shown and taken as they are, marks as they stand.
"""

import re
from collections import Counter
from collections.abc import Callable

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from wagtail_localize.models import StringSegment, Translation
from wagtail_localize.strings import StringValue

from openheritage import text
from openheritage.faithful import TAG, is_blank, marks, placeholders, unclosed
from openheritage.fields import TOO_LONG, in_words
from openheritage.names import isolated, number
from translations.po import wrong_with

# In characters, more than any sentence has.
LONGEST = 5000

AMPERSAND = re.compile(r"&(?!#?\w+;)")
SHOWN_AMPERSAND = re.compile(r"&amp;(?!#?\w+;)")
# What cannot be of a mark is shown and taken as a sign, too.
STRAY = re.compile(r"<(?![a-zA-Z/!?])")
SHOWN_LESS = re.compile(r"&lt;(?![a-zA-Z/!?])")
BREAK = re.compile(r"<br\s*/?>")
# Not the no-break spaces of a language.
SPACES = re.compile(r" *\n[ \n]*| {2,}")

readable = in_words(text.readable)


def sendable(typed: str) -> str:
    """What can be shown again: half a character can be received, and never sent."""
    found = text.sendable(typed).replace("\0", "\ufffd")
    # As browsers send line ends; a text that nobody has touched is the same.
    return found.replace("\r\n", "\n")


def shown(sentence: str) -> str:
    """A sentence as it is typed: line breaks as such, and ``&`` for ``&amp;``."""
    found = BREAK.sub("\n", sentence).replace("&gt;", ">")
    return SHOWN_AMPERSAND.sub("&", SHOWN_LESS.sub("<", found))


def spelt(typed: str, original: str) -> str:
    """As localize keeps it. Raises ``ValidationError`` for what cannot be read."""
    lines = readable(typed).strip()
    if BREAK.search(original):
        lines = "<br/>".join(line.strip(" ") for line in lines.split("\n"))
    lines = SPACES.sub(" ", lines)
    found = STRAY.sub("&lt;", AMPERSAND.sub("&amp;", lines))
    return outside_marks(found, lambda words: words.replace(">", "&gt;"))


def outside_marks(text: str, change: Callable[[str], str]) -> str:
    found, at = [], 0
    for tag in TAG.finditer(text):
        found += [change(text[at : tag.start()]), tag[0]]
        at = tag.end()
    return "".join([*found, change(text[at:])])


def listed(found: Counter[str]) -> str:
    return " ".join(isolated(mark) for mark in found)


def against(
    typed: str, original: str, judge: Callable[[str], str], limit: int | None
) -> str:
    """Why a text cannot stand for a sentence, for who typed it; empty if it can.

    ``judge`` has the last word, in words for staff.
    """
    if len(typed) > LONGEST:
        return too_long(LONGEST, len(typed))
    try:
        found = spelt(typed, original)
    except ValidationError as error:
        return " ".join(error.messages)
    if is_blank(found):
        return _("There are no words in it.")
    wanted, given = marks(original), marks(found)
    wanted.update(placeholders(original))
    given.update(placeholders(found))
    if missing := wanted - given:
        return _(
            "This is missing, and has to stand there as in the original: %(marks)s"
        ) % {"marks": listed(missing)}
    if extra := given - wanted:
        return _("This is not in the original, or not so often: %(marks)s") % {
            "marks": listed(extra)
        }
    if (wrong := unclosed(found)) and not unclosed(original):
        return _("This mark is not closed, or not opened: %(marks)s") % {
            "marks": isolated(wrong)
        }
    length = len(StringValue(found).render_text())
    if limit and length > limit:
        return too_long(limit, length)
    if judge(found):
        return _("This cannot be taken as it stands. Compare it with the original.")
    return ""


def too_long(limit: int, count: int) -> str:
    return str(TOO_LONG) % {"limit": number(limit), "count": number(count)}


def problem(
    typed: str,
    original: str,
    segment: StringSegment,
    translation: Translation,
    limit: int | None,
) -> str:
    return against(
        typed, original, lambda found: wrong_with(segment, translation, found), limit
    )

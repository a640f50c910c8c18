"""A sentence as its readers have it."""

import re
from html import unescape

from openheritage.faithful import BRACED, NAMED, TAG, UNNAMED

BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
# Chinese and Japanese go on without a space after an address.
SIGN = '[^\\s<>"“”«»‹›…\u060c\u061b\u061f\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]'
# A mail address begins where its run of letters does: else each letter of a long word
# would be tried.
ADDRESS = re.compile(
    rf"(?:https?://|mailto:|www\.(?=[a-z0-9]))(?:{SIGN})*(?![.,;:!?)]){SIGN}"
    r"|(?<![a-z0-9._+-])[a-z0-9._+-]+@[a-z0-9-]+(?:\.[a-z0-9-]+)+",
    re.IGNORECASE,
)
# Stands for what is filled in, or for an address: a word of no language.
PLACE = "\ufffc"


def read(text: str) -> str:
    """Without marks; places to fill in are one sign each."""
    text = TAG.sub("", BREAK.sub("\n", text))
    for pattern in (NAMED, BRACED, UNNAMED):
        text = pattern.sub(PLACE, text)
    return unescape(text).replace("%%", "%")


def addresses(text: str) -> list[str]:
    return ADDRESS.findall(unescape(TAG.sub("", text)))


def without_addresses(text: str) -> str:
    return ADDRESS.sub(PLACE, text)

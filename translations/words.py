"""How much text there is to translate, as translators count it."""

import re
from html import unescape

from django.utils.html import strip_tags

# Scripts without spaces between words: each letter is counted as one.
UNSPACED = r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff]"
WORD = re.compile(rf"{UNSPACED}|[^\W_](?:(?!{UNSPACED})[\w'’\-])*")


def words_in(data: str) -> int:
    """Words of a sentence as localize keeps it, its marks apart."""
    return len(WORD.findall(unescape(strip_tags(data))))

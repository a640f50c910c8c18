"""Words as others give them, in several languages and in HTML, as we keep them."""

import re
import unicodedata
from typing import Any

from bs4 import BeautifulSoup
from django.conf import settings

from openheritage.language_tags import nearest
from openheritage.locales import locale_ids

# {tag of a language, empty where none is given: words}
Worded = dict[str, str]

MARKUP = re.compile(r"[<&]")
HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# More is no label, and takes time to read.
MOST_LETTERS = 20_000
MOST_VALUES = 50


def plain(text: str) -> str:
    """Without HTML, what it hides, line breaks and control characters."""
    text = text[:MOST_LETTERS]
    if MARKUP.search(text):
        soup = BeautifulSoup(text, "html.parser")
        for element in soup.find_all(["script", "style", "template"]):
            element.decompose()
        for element in soup.find_all(style=HIDDEN):
            if not element.decomposed:
                element.decompose()
        for element in soup.find_all(["br", "p", "div", "li", "tr"]):
            element.append(" ")
        text = soup.get_text()
    kept = (
        " " if letter.isspace() else letter
        for letter in unicodedata.normalize("NFC", text)
        if letter.isspace() or unicodedata.category(letter) not in ("Cc", "Cs", "Co")
    )
    return " ".join("".join(kept).split())


def worded(value: Any) -> Worded:
    """Of a value of IIIF, 2 or 3, or of Commons: a text, a pair, a map, or many."""
    found: dict[str, list[str]] = {}

    def add(tag: Any, text: Any) -> None:
        tag = "" if tag in (None, "none", "@none") else str(tag).replace("_", "-")
        for one in (text if isinstance(text, list) else [text])[:MOST_VALUES]:
            words = plain(str(one)) if isinstance(one, str | int | float) else ""
            if words and words not in found.setdefault(tag, []):
                found[tag].append(words)

    for one in (value if isinstance(value, list) else [value])[:MOST_VALUES]:
        if not isinstance(one, dict):
            add("", one)
        elif "@value" in one:
            add(one.get("@language"), one["@value"])
        else:
            for tag, text in list(one.items())[: 4 * MOST_VALUES]:
                if tag != "_type":
                    add(tag, text)
    return {tag: "; ".join(texts) for tag, texts in found.items() if texts}


def cut(text: str, most: int) -> str:
    """Not in the middle of a word, and it shows."""
    if len(text) <= most:
        return text
    return text[: most - 1].rsplit(" ", 1)[0].rstrip(" ,;:") + "…"


def by_language(words: Worded, most: int) -> tuple[str, dict[str, str]]:
    """The words in the language of originals, and those in other languages of ours.

    Where they are not given in ours, the first are taken for everybody.
    """
    offered = list(locale_ids())
    codes: dict[str, str] = {}
    for tag in sorted(words, key=lambda tag: tag.lower() not in offered):
        code = nearest(tag, offered) if tag else None
        if code:
            codes.setdefault(code, cut(words[tag], most))
    ours = codes.pop(settings.LANGUAGE_CODE, "") or cut(words.get("", ""), most)
    first = cut(next(iter(words.values()), ""), most)
    return ours or first, codes


def either(*given: Worded) -> Worded:
    """The first that says anything."""
    return next((words for words in given if words), {})

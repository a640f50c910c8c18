"""Whether a translation keeps what its original holds beside words.

Marks and placeholders must come out as they went in, wherever the translation comes
from: a file, the screen, or our own catalogues.
"""

import re
from collections import Counter
from html import unescape
from unicodedata import category

from django.utils.translation import gettext as staff_

from .names import isolated

# ``%(name)s``; a letter that is missing takes the next one, and is found out.
NAMED = re.compile(r"%\(\w+\)[#0\- +]*\d*(?:\.\d+)?[a-zA-Z]?")
# Not the "%d" of "50%d" or "100 % du", which are words.
UNNAMED = re.compile(r"(?<![\w%])%[sdrif](?![\w%])")
BRACED = re.compile(r"\{[\w.]*(?:![rsa])?(?::[^{}\s]*)?\}")

TAG = re.compile(
    r"<(?P<close>/?)(?P<name>[a-zA-Z][\w:-]*)"
    r"(?P<attributes>(?:[^<>\"']|\"[^\"]*\"|'[^']*')*)>"
)
ATTRIBUTE = re.compile(r"([\w:-]+)(?:\s*=\s*(\"[^\"]*\"|'[^']*'|[^\s\"'/>]+))?")
UNFINISHED = re.compile(r"<[a-zA-Z/!?]")
VOID = {"br", "hr", "img", "wbr"}
# What these hold is read by people, and so translated.
SPOKEN = {"alt", "aria-label", "placeholder", "title"}


def is_blank(text: str) -> bool:
    """Whether there is nothing to read: white space, marks, invisible signs."""
    return all(
        category(letter)[0] in "ZC" for letter in unescape(TAG.sub("", text)).strip()
    )


def has_control_characters(text: str) -> bool:
    return any(category(letter) == "Cc" and letter not in "\t\r\n" for letter in text)


def mark(tag: re.Match) -> str:
    """A mark as one would write it, however it is written."""
    attributes = "".join(
        f' {name.lower()}="{value.strip(chr(34) + chr(39))}"'
        for name, value in sorted(ATTRIBUTE.findall(tag["attributes"]))
        if name.lower() not in SPOKEN
    )
    return f"<{tag['name'].lower()}{attributes}>"


def marks(text: str) -> Counter[str]:
    return Counter(mark(tag) for tag in TAG.finditer(text) if not tag["close"])


def unclosed(text: str) -> str:
    """The first mark that does not close as it opened; empty if all do."""
    opened: list[str] = []
    for tag in TAG.finditer(text):
        name = tag["name"].lower()
        if tag["close"]:
            if not opened or opened.pop() != name:
                return f"</{name}>"
        elif name not in VOID and not tag["attributes"].endswith("/"):
            opened.append(name)
    if opened:
        return f"<{opened[-1]}>"
    rest = TAG.sub("", text)
    return "<" if UNFINISHED.search(rest) else ""


def placeholders(text: str) -> Counter[str]:
    """Each with how often it counts: where it has a name, once is as good as twice."""
    text = text.replace("%%", "")
    found = Counter(UNNAMED.findall(NAMED.sub("", text)))
    for place in {*NAMED.findall(text), *BRACED.findall(text)}:
        found[place] = 1
    found["{}"] = text.count("{}")
    return +found


def has_stray_percent(text: str) -> bool:
    """A sign that Python, which fills in the placeholders, would stumble at."""
    return "%" in UNNAMED.sub("", NAMED.sub("", text.replace("%%", "")))


def faults(original: str, translation: str) -> list[str]:
    """What is wrong with a translation, in words for who made it."""
    if is_blank(translation):
        return [staff_("there is no translation")]
    found = []
    if has_control_characters(translation):
        found.append(staff_("it holds signs that cannot be shown"))
    for kind in (marks, placeholders):
        wanted, given = kind(original), kind(translation)
        found += [
            staff_("%(mark)s is missing") % {"mark": isolated(missing)}
            for missing in wanted - given
        ]
        found += [
            staff_("%(mark)s is not in the original, or not so often")
            % {"mark": isolated(extra)}
            for extra in given - wanted
        ]
    if not found and (wrong := unclosed(translation)) and not unclosed(original):
        found.append(
            staff_("%(mark)s is not closed or not opened") % {"mark": isolated(wrong)}
        )
    if (
        any(place.startswith("%") for place in placeholders(original))
        and has_stray_percent(translation)
        and not has_stray_percent(original)
    ):
        found.append(staff_("a percent sign must be written %%"))
    return found

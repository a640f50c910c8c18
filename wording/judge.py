"""What makes a text fit to stand for a message, wherever it comes from."""

import re
from unicodedata import normalize

from django.utils.translation import gettext as staff_

from openheritage.faithful import BRACED, TAG, faults, has_stray_percent
from openheritage.names import isolated
from openheritage.text import EMBEDDINGS, ReorderingError, is_unreadable, undirected

from .messages import Message
from .plurals import Plurals

# No language needs more, and nothing longer is kept.
TIMES, LEAST = 6, 300
TURNING = re.compile(f"[{EMBEDDINGS}]")
ENTITY = re.compile(r"&#?\w+;")
# What would end an attribute or begin a mark, outside of the marks themselves.
BREAKING = ('"', "<", ">")
EDGES = re.compile(r"^(\n*).*?(\n*)$", re.DOTALL)


def tidied(original: str, text: str) -> str:
    """As the original is written: in one line, if it is, and with its line ends."""
    text = normalize("NFC", text.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if "\n" not in original.strip():
        text = " ".join(line.strip() for line in text.split("\n"))
    if not text:
        return ""
    edges = EDGES.match(original)
    return f"{edges[1]}{text}{edges[2]}" if edges else text


def limit(original: str) -> int:
    return max(LEAST, TIMES * len(original))


def turns_direction(text: str) -> bool:
    """Isolates that are closed again do no harm, and some sentences need them."""
    try:
        undirected(text)
    except ReorderingError:
        return True
    return bool(TURNING.search(text))


def has_stray_brace(original: str, text: str) -> bool:
    if not BRACED.search(original):
        return False
    rest = BRACED.sub("", text.replace("{{", "").replace("}}", ""))
    return "{" in rest or "}" in rest


def further_faults(original: str, text: str) -> list[str]:
    """What a file of our own repository would not hold, but a form may."""
    found = []
    if any(sign != "\n" and is_unreadable(sign) for sign in text):
        found.append(staff_("it holds signs that cannot be shown"))
    if turns_direction(text):
        found.append(staff_("it holds signs that turn the direction of a line"))
    if len(text) > limit(original):
        found.append(
            staff_("it has %(length)s letters, and %(limit)s fit")
            % {"length": len(text), "limit": limit(original)}
        )
    bare, ours = TAG.sub("", text), TAG.sub("", original)
    found += [
        staff_("%(mark)s may not stand here") % {"mark": isolated(sign)}
        for sign in BREAKING
        if sign in bare and sign not in ours
    ]
    if ENTITY.search(bare) and not ENTITY.search(ours):
        found.append(staff_("write the sign itself, not its code (&…;)"))
    if "%" not in original and has_stray_percent(text):
        found.append(staff_("%(mark)s may not stand here") % {"mark": isolated("%")})
    if has_stray_brace(original, text):
        found.append(staff_("a brace is open or closed that belongs to no place"))
    return found


def wrong_with(original: str, text: str) -> list[str]:
    found = faults(original, text)
    return list(dict.fromkeys([*found, *further_faults(original, text)]))


def faults_of(
    message: Message, forms: list[str], plurals: Plurals
) -> dict[int, list[str]]:
    """``{form: reasons}`` of those forms that may not be shown."""
    if not message.plural:
        reasons = wrong_with(message.words, forms[0] if forms else "")
        return {0: reasons} if reasons else {}
    found = {}
    for form in range(plurals.number):
        text = forms[form] if form < len(forms) else ""
        reasons = wrong_with(message.plural, text)
        if reasons and plurals.is_seldom(form) and not wrong_with(message.words, text):
            # “One day” need not say the number.
            reasons = []
        if reasons:
            found[form] = reasons
    if len(forms) > plurals.number:
        found[plurals.number] = [
            staff_("it has %(given)s plural forms; this language has %(wanted)s")
            % {"given": len(forms), "wanted": plurals.number}
        ]
    return found


def number_of_forms(message: Message, plurals: Plurals) -> int:
    return plurals.number if message.plural else 1

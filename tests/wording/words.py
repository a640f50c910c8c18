"""Plausible words for every message, in the letters of a language."""

import re

from openheritage.faithful import BRACED, NAMED, TAG, UNNAMED
from wording.messages import Message, template
from wording.plurals import plurals_of

LETTERS = {
    "he": "אבגדהוזחטיכלמנסעפצקרשת",
    "ko": "가나다라마바사아자차카타파하거너더러머버서어",
}
KEPT = re.compile(
    f"({TAG.pattern}|{NAMED.pattern}|{UNNAMED.pattern}|{BRACED.pattern}|%%|&\\w+;)".replace(
        "?P<close>", "?:"
    )
    .replace("?P<name>", "?:")
    .replace("?P<attributes>", "?:")
)


def in_letters(text: str, language: str) -> str:
    """Each Latin letter becomes one of the language's; marks and places stay."""
    letters = LETTERS[language]

    def turned(part: str) -> str:
        return re.sub(
            "[A-Za-z]", lambda one: letters[ord(one[0].lower()) % len(letters)], part
        )

    parts = KEPT.split(text)
    return "".join(
        part if KEPT.fullmatch(part) else turned(part) for part in parts if part
    )


def forms_for(message: Message, language: str) -> list[str]:
    number = plurals_of(language).number if message.plural else 1
    return [in_letters(message.plural or message.words, language)] * number


def quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def po_file(language: str, header: str = "", *, without: tuple[str, ...] = ()) -> bytes:
    """As a volunteer would send it: the whole catalogue."""
    plurals = header or plurals_of(language).header
    lines = [
        'msgid ""',
        'msgstr ""',
        f'"Language: {language}\\n"',
        f'"Plural-Forms: {plurals}\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        "",
    ]
    for message in template().values():
        if message.words in without:
            continue
        if message.context:
            lines.append(f"msgctxt {quoted(message.context)}")
        lines.append(f"msgid {quoted(message.words)}")
        forms = forms_for(message, language)
        if message.plural:
            lines.append(f"msgid_plural {quoted(message.plural)}")
            lines += [f"msgstr[{at}] {quoted(form)}" for at, form in enumerate(forms)]
        else:
            lines.append(f"msgstr {quoted(forms[0])}")
        lines.append("")
    return "\n".join(lines).encode()

"""The last fence before a line is written, whoever says it and however.

What is told of an error has no text already (``failures.py``). Here it is found where a
library has put it into its own sentence, with what else may be a person's: addresses of
mail, addresses of pages, questions of readers. Without Django, as ``failures.py``.
"""

import logging
import re
import sys
from contextlib import suppress

from . import failures

# Its reasons are Django's own words, and the page in some of them is cut out.
HARMLESS = {"django.middleware.csrf.RejectRequest"}
# Texts of errors that are shorter are words of every sentence.
SHORTEST = 4
LEFT_OUT = "…"

# Strangers choose how long a line is, so that nothing here may begin anew at each sign:
# of a run of signs that may stand in a mailbox, it is asked once whether it holds one.
RUN = re.compile(r"[\w.@!#$&'*+/=?^`{|}~%-]+")
SIGN = re.compile(r"(?<=[^@])(?:@|%40)(?=[\w-])")
DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)*")
# Pages that visitors say they come from, hosts that they make up; private links.
PAGE = re.compile(r"(\bhttps?://)[^\s\"'<>]+")
QUERY = re.compile(r"(?<=[\w/)-])\?[^\s\"'<>]+")
# What PostgreSQL says of a row, where only its text is left; and SQL with values in it.
OF_ROW = [
    re.compile(r"(?<=row contains )\(.*", re.DOTALL),
    re.compile(r"\([^()\n]*\)=\(.*?(?:\)(?= |$)|\Z)", re.MULTILINE | re.DOTALL),
    re.compile(r"(?<=DETAIL: ).*", re.DOTALL),
    re.compile(r"(?<=CONTEXT: ).*", re.DOTALL),
    re.compile(r"(?<=\bLINE )\d+: .*", re.DOTALL),
    re.compile(r"(?<= for type )[\w ]{1,80}: \".*\"", re.DOTALL),
    re.compile(r"(?<= for enum )\w{1,80}: \".*\"", re.DOTALL),
    re.compile(r"(?<=out of range: )\".*\"", re.DOTALL),
    re.compile(r"(?<=value )\"[^\"]*\"(?= is out of range)"),
]


def scrub(text: str) -> str:
    for pattern in OF_ROW:
        text = pattern.sub(LEFT_OUT, text)
    text = PAGE.sub(rf"\1{LEFT_OUT}", text)
    text = RUN.sub(without_mailboxes, text)
    return QUERY.sub(f"?{LEFT_OUT}", text)


def without_mailboxes(found: re.Match[str]) -> str:
    """Up to the end of the last one."""
    signs = [sign.end() for sign in SIGN.finditer(found[0])]
    if not signs:
        return found[0]
    return f"{LEFT_OUT}@{LEFT_OUT}" + DOMAIN.sub("", found[0][signs[-1] :], count=1)


def texts_of(error: BaseException) -> list[str]:
    """The words that a library may have taken from an error, the longest first."""
    found: set[str] = set()
    # One that cannot say itself must not become another one in whoever logs it.
    with suppress(Exception):
        found |= {str(error), repr(error)}
    found |= {arg for arg in error.args if isinstance(arg, str)}
    return sorted(
        (text for text in found if len(text) >= SHORTEST), key=len, reverse=True
    )


def without_texts(text: str, error: BaseException | None) -> str:
    """The same, with the class of an error where its text stood, and so for all that
    led to it."""
    for one in reversed(failures.every(error)) if error else ():
        kind = failures.kind(one)
        for said in texts_of(one) if kind not in HARMLESS else ():
            text = text.replace(said, kind)
    return text


class Scrub(logging.Filter):
    """For handlers, behind ``failures.LeaveOutTexts``."""

    def filter(self, record: logging.LogRecord) -> bool:
        if failures.are_shown():
            return True
        try:
            text = record.getMessage()
        except Exception:  # noqa: BLE001 - logging would print all arguments
            text = f"What {record.filename}:{record.lineno} says cannot be read."
            record.msg, record.args = text, ()
        # Who logs while handling an error need not have handed it over.
        tidy = without_texts(text, failures.of(record) or sys.exception())
        tidy = scrub(tidy)
        if tidy != text:
            record.msg, record.args = tidy, ()
        if record.exc_text:
            record.exc_text = scrub(record.exc_text)
        return True

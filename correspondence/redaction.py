"""Keeps private links out of logs: whoever reads ``/k/…`` could act for a signer.

Apart from everything else, because logging is set up before models are.
"""

import logging
import re

# What follows may hold blanks and brackets, if that is how somebody typed it or a mail
# program sent it; the address may be encoded as a whole.
HINT = re.compile(r"(?:/|%2F)(?:k|%6B)(?:/|%2F)", re.IGNORECASE)
PRIVATE = re.compile(
    rf"({HINT.pattern})[^\n]*?(?=/?(?: HTTP/|[\"'<>]+(?:\s|$)|\n|$))", re.IGNORECASE
)


def redact(text: str) -> str:
    return PRIVATE.sub(r"\1…", text)


class RedactPrivateLinks(logging.Filter):
    """For handlers: those see the records of all loggers."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        if HINT.search(text):
            record.msg, record.args = redact(text), ()
        if record.exc_info and not record.exc_text:
            record.exc_text = logging.Formatter().formatException(record.exc_info)
        if record.exc_text:
            record.exc_text = redact(record.exc_text)
        return True

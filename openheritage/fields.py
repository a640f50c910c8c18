"""Form fields for what strangers write: one spelling, and nothing that tricks eyes.

White space is collapsed and letters are composed (NFC). What no reader could see
is dropped where it does no harm, and refused where it would: text that runs
backwards, halves of characters, addresses of the web.
"""

import re
import unicodedata
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from .addresses import ascii_domain, canonical

# Bidi embeddings, overrides and isolates: they reorder what stands around them.
REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Marks of direction, soft hyphens, spaces without width, blank letters, tags.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u180e\u200b\u200e\u200f\u2060-\u2064"
    "\u206a-\u206f\u2800\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
)
# Persian, Hindi and others spell with joiners; two in a row spell nothing.
JOINERS = re.compile("[\u200c\u200d]+")
# Controls, halves of characters, private use.
UNREADABLE = {"Cc", "Cs", "Co"}
# What stands where something could not be decoded.
LOST = "\ufffd"

WEB = re.compile(r"://|www\.")
SCHEME = re.compile(r"[a-z][a-z0-9+.-]*://", re.IGNORECASE)

NOT_READABLE = _("Some characters could not be read. Please type the text again.")


def is_unreadable(character: str) -> bool:
    number = ord(character)
    return (
        unicodedata.category(character) in UNREADABLE
        or character == LOST
        or number & 0xFFFE == 0xFFFE
        or 0xFDD0 <= number <= 0xFDEF
    )


def readable(text: str) -> str:
    """NFC without what cannot be seen; line breaks become LF, tabs spaces."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    if any(c != "\n" and is_unreadable(c) for c in text):
        raise ValidationError(NOT_READABLE, code="unreadable")
    if REORDERING.search(text):
        raise ValidationError(
            _("The text holds invisible signs that turn its direction. Remove them."),
            code="reordering",
        )
    text = JOINERS.sub(lambda run: run[0][0], UNSEEN.sub("", text))
    return unicodedata.normalize("NFC", text)


def one_line(text: str) -> str:
    return " ".join(readable(text).split()).strip("\u200c\u200d")


def paragraphs(text: str) -> str:
    """Lines with collapsed white space; at most one empty line in a row."""
    lines = [" ".join(line.split()) for line in readable(text).split("\n")]
    return re.sub("\n{3,}", "\n\n", "\n".join(lines)).strip()


def check_words(text: str) -> None:
    """Refuses addresses of the web, and what has no letter.

    A bare domain is fine: some organisations are called so ("archive.org").
    """
    if WEB.search(unicodedata.normalize("NFKC", text).casefold()):
        raise ValidationError(
            _("Leave out web addresses (“www.” or “://”)."), code="web"
        )
    if not any(map(str.isalpha, text)):
        raise ValidationError(_("Use at least one letter."), code="letters")


class Line(forms.CharField):
    """A line of words in any script."""

    default_error_messages = {
        "max_length": _("Use at most %(limit_value)d characters."),
    }
    one_spelling = staticmethod(one_line)

    def to_python(self, value: object) -> str:
        return self.one_spelling(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            check_words(value)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        # No `maxlength`: browsers cut what is pasted, and say nothing.
        return {"dir": "auto"}


class Words(Line):
    """The same over several lines."""

    widget = forms.Textarea
    one_spelling = staticmethod(paragraphs)


class Website(forms.CharField):
    """The address of a website, with or without ``https://`` before it."""

    default_error_messages = {
        "invalid": _("Enter a website, such as museum.example."),
        "max_length": _("Use at most %(limit_value)d characters."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def invalid(self) -> ValidationError:
        return ValidationError(self.error_messages["invalid"], code="invalid")

    def to_python(self, value: object) -> str:
        text = unicodedata.normalize("NFKC", one_line(super().to_python(value) or ""))
        if not text:
            return ""
        if not SCHEME.match(text):
            text = f"https://{text}"
        try:
            parts = urlsplit(text)
            # Asked for since it raises for what is no port.
            _port = parts.port
            ascii_domain(parts.hostname or "")
        except ValueError:
            raise self.invalid() from None
        # With credentials an address leads elsewhere than it seems to.
        if "@" in parts.netloc or "\\" in text or " " in text:
            raise self.invalid()
        return urlunsplit(parts._replace(netloc=parts.netloc.lower()))

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            URLValidator(["http", "https"], message=self.error_messages["invalid"])(
                value
            )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {
            "dir": "ltr",
            "inputmode": "url",
            "autocapitalize": "none",
            "spellcheck": "false",
        }


class Mailbox(forms.EmailField):
    """A mail address that we can write to, typed in full width too."""

    default_error_messages = {
        "invalid": _("Enter a mail address, such as name@museum.example."),
        "max_length": _("Use at most %(limit_value)d characters."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def to_python(self, value: object) -> str:
        text = one_line(super().to_python(value) or "")
        return unicodedata.normalize("NFKC", text)

    def run_validators(self, value: str) -> None:
        super().run_validators(value)
        if value:
            try:
                canonical(value)
            except ValueError:
                raise ValidationError(
                    self.error_messages["invalid"], code="invalid"
                ) from None

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {
            "dir": "ltr",
            "inputmode": "email",
            "autocapitalize": "none",
            "spellcheck": "false",
        }

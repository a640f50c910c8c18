"""Form fields for what strangers write: one spelling, and nothing that tricks eyes.

White space is collapsed and letters are composed (NFC). What no reader could see
is dropped where it does no harm, and refused where it would: text that runs
backwards, halves of characters, addresses of the web. A field says all that is wrong
with what was typed, not the first thing alone.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from html import unescape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from . import text, websites
from .addresses import bare, in_letters, why_not
from .names import number
from .text import UNSEEN, ReorderingError, UnreadableError

WEB = re.compile(r"://|www\.")
ENTITY = re.compile(r"&#?\w+;")

NOT_READABLE = _("Some characters could not be read. Please type the text again.")
TURNS_DIRECTION = _(
    "Something invisible in the text turns its direction. Please type it anew instead "
    "of pasting it."
)
# As it is typed, %XX and all.
LONGEST_WEBSITE = 2000
TOO_LONG = _("Use at most %(limit)s characters. You have %(count)s.")


def in_words(clean: Callable[[str], str]) -> Callable[[str], str]:
    """A function of ``text``, which says what it refuses as forms do."""

    def cleaned(text: str) -> str:
        try:
            return clean(text)
        except UnreadableError:
            raise ValidationError(NOT_READABLE, code="unreadable") from None
        except ReorderingError:
            raise ValidationError(TURNS_DIRECTION, code="reordering") from None

    return cleaned


one_line, paragraphs = in_words(text.one_line), in_words(text.paragraphs)


def wrong_words(words: str) -> Iterator[ValidationError]:
    """Addresses of the web, and a text without any letter.

    A bare domain is fine: some organisations are called so ("archive.org").
    """
    if WEB.search(text.folded(words)):
        yield ValidationError(
            _("Leave out web addresses (“www.” or “://”)."), code="web"
        )
    if not any(map(str.isalpha, words)):
        yield ValidationError(_("Use at least one letter."), code="letters")


def has_entities(words: str) -> bool:
    """Such as ``&amp;``, of who copied the source of a page."""
    return any(unescape(found) != found for found in ENTITY.findall(words))


class Longest(MaxLengthValidator):
    """Says both numbers, as the reader's language writes them."""

    def __call__(self, value: str) -> None:
        if len(value) > self.limit_value:
            numbers = {"limit": number(self.limit_value), "count": number(len(value))}
            raise ValidationError(TOO_LONG, code="max_length", params=numbers)


class Typed(forms.CharField):
    """Says all that is wrong with a value, at once."""

    default_error_messages = {"max_length": TOO_LONG}

    def __init__(self, *, max_length: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.max_length = max_length
        self.validators.append(Longest(max_length))

    def clean(self, value: object) -> str:
        errors: list[ValidationError] = []
        try:
            cleaned = self.to_python(value) or ""
        except ValidationError as error:
            errors += error.error_list
            # What can be read of it is looked at all the same.
            cleaned = text.visible(str(value))
        for check in (self.validate, self.run_validators):
            try:
                check(cleaned)
            except ValidationError as error:
                errors += error.error_list
        if errors:
            raise ValidationError(errors)
        return cleaned


class Line(Typed):
    """A line of words in any script, and no HTML."""

    # Whether the page counts the characters while somebody types.
    counts = True
    one_spelling = staticmethod(one_line)
    # No name has them.
    markup = re.compile(r"[<>]")

    def to_python(self, value: object) -> str:
        return self.one_spelling(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if not value:
            return
        errors = list(wrong_words(value))
        folded = text.folded(value)
        if self.markup.search(folded) or has_entities(folded):
            errors.append(
                ValidationError(
                    _("Leave out “<” and “>”, and all other HTML."), code="html"
                )
            )
        if errors:
            raise ValidationError(errors)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        # No `maxlength`: browsers cut what is pasted, and say nothing.
        return {"dir": "auto"}


class Words(Line):
    """The same over several lines."""

    widget = forms.Textarea
    one_spelling = staticmethod(paragraphs)
    # Somebody may write that 3 < 5.
    markup = re.compile(r"<\s*[a-z/!?]")


class Website(Typed):
    """The address of a website, with or without ``https://`` before it."""

    default_error_messages = {
        "invalid": _("Enter a website, such as museum.example."),
        "several": _("Enter one website only."),
        "mailbox": _(
            "This is an e-mail address. Enter a website, such as museum.example."
        ),
        "number": _("Enter a website by its name, such as museum.example."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=200, **kwargs)

    def to_python(self, value: object) -> str:
        typed = super().to_python(value) or ""
        if len(typed) > LONGEST_WEBSITE:
            # Too long in any spelling (`Longest` says so): not looked at.
            return typed
        # White space on one line is for `normal` to judge.
        if not one_line(typed):
            return ""
        try:
            return websites.normal(UNSEEN.sub("", text.undirected(typed)))
        except websites.RefusedError as refused:
            code = refused.reason
        except ValueError:
            code = "invalid"
        raise ValidationError(self.error_messages[code], code=code)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {
            "dir": "ltr",
            "inputmode": "url",
            "autocapitalize": "none",
            "spellcheck": "false",
        }


class WebsiteField(models.URLField):
    """Of a model. `Website` is what checks it: Django's own check would take what
    breaks pages, and refuse hosts with an underscore."""

    default_validators = []

    def formfield(self, *args: Any, **kwargs: Any) -> forms.Field:
        return Website(
            required=not self.blank,
            label=capfirst(self.verbose_name),
            help_text=self.help_text,
        )

    def deconstruct(self) -> tuple:
        """For migrations, and the database, it is what it was."""
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs


class Mailbox(Typed):
    """A mail address that we can write to, typed in full width too, or as mail
    programs copy it (``Name <name@museum.example>``)."""

    widget = forms.EmailInput
    default_error_messages = {
        "invalid": _("Enter an e-mail address, such as name@museum.example."),
        "several": _("Enter one e-mail address only."),
        "blanks": _("Leave out the spaces in the e-mail address."),
        "local": _(
            "We can write to letters from a to z, digits and marks such as “.” and “-” "
            "before the “@” only. Please enter another address."
        ),
        "domain": _(
            "What stands behind the “@” cannot receive e-mail. It looks like "
            "museum.example."
        ),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def to_python(self, value: object) -> str:
        typed = super().to_python(value) or ""
        return in_letters(bare(unicodedata.normalize("NFKC", one_line(typed))))

    def validate(self, value: str) -> None:
        super().validate(value)
        if value and (code := why_not(value)):
            raise ValidationError(self.error_messages[code], code=code)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        return {
            "dir": "ltr",
            "inputmode": "email",
            "autocapitalize": "none",
            "spellcheck": "false",
        }

"""Form fields for what strangers write: one spelling, and nothing that tricks eyes.

White space is collapsed and letters are composed (NFC). What no reader could see
is dropped where it does no harm, and refused where it would: text that runs
backwards, halves of characters, addresses of the web.
"""

import re
import unicodedata
from collections.abc import Callable
from html import unescape
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from . import text, websites
from .addresses import canonical
from .text import UNSEEN, ReorderingError, UnreadableError

WEB = re.compile(r"://|www\.")
ENTITY = re.compile(r"&#?\w+;")

NOT_READABLE = _("Some characters could not be read. Please type the text again.")
TURNS_DIRECTION = _(
    "The text holds invisible signs that turn its direction. Remove them."
)


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


def check_words(words: str) -> None:
    """Refuses addresses of the web, and what has no letter.

    A bare domain is fine: some organisations are called so ("archive.org").
    """
    if WEB.search(text.folded(words)):
        raise ValidationError(
            _("Leave out web addresses (“www.” or “://”)."), code="web"
        )
    if not any(map(str.isalpha, words)):
        raise ValidationError(_("Use at least one letter."), code="letters")


def has_entities(words: str) -> bool:
    """Such as ``&amp;``, of who copied the source of a page."""
    return any(unescape(found) != found for found in ENTITY.findall(words))


class Line(forms.CharField):
    """A line of words in any script, and no HTML."""

    default_error_messages = {
        "max_length": _("Use at most %(limit_value)d characters."),
    }
    one_spelling = staticmethod(one_line)
    # No name has them.
    markup = re.compile(r"[<>]")

    def to_python(self, value: object) -> str:
        return self.one_spelling(super().to_python(value) or "")

    def validate(self, value: str) -> None:
        super().validate(value)
        if value:
            check_words(value)
            folded = text.folded(value)
            if self.markup.search(folded) or has_entities(folded):
                raise ValidationError(
                    _("Leave out “<” and “>”, and all other HTML."), code="html"
                )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, str]:
        # No `maxlength`: browsers cut what is pasted, and say nothing.
        return {"dir": "auto"}


class Words(Line):
    """The same over several lines."""

    widget = forms.Textarea
    one_spelling = staticmethod(paragraphs)
    # Somebody may write that 3 < 5.
    markup = re.compile(r"<\s*[a-z/!?]")


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
        typed = super().to_python(value) or ""
        # White space on one line is for `normal` to judge.
        if not one_line(typed):
            return ""
        try:
            return websites.normal(UNSEEN.sub("", typed))
        except ValueError:
            raise self.invalid() from None

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


class Mailbox(forms.EmailField):
    """A mail address that we can write to, typed in full width too."""

    default_error_messages = {
        "invalid": _("Enter an e-mail address, such as name@museum.example."),
        "max_length": _("Use at most %(limit_value)d characters."),
    }

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=254, **kwargs)

    def to_python(self, value: object) -> str:
        text = super().to_python(value) or ""
        return unicodedata.normalize("NFKC", one_line(text))

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

"""Whether a language asks for consent in words of its own."""

from django.conf import settings

from .models import ConsentText
from .purposes import FORMS

Texts = dict[tuple[str, str], str]


def texts_in(language: str) -> Texts:
    rows = ConsentText.objects.filter(locale__language_code=language)
    return {
        (form, purpose): text
        for form, purpose, text in rows.values_list("form", "purpose", "text")
    }


def has_own_texts(language: str) -> bool:
    """It begins with the original's, until somebody writes them or its catalogue has
    them."""
    ours, originals = texts_in(language), texts_in(settings.LANGUAGE_CODE)
    return all(
        ours.get((form, name), "") not in ("", originals.get((form, name)))
        for form, purposes in FORMS.items()
        for name in purposes
    )

"""Messages that are not changed here: what people agree to is kept in versions, under
Consent texts."""

from functools import cache

from django.conf import settings
from django.utils import translation

from consents.purposes import FORMS
from openheritage import furniture, spoken

from .messages import Message


def made_of() -> list[list[str]]:
    """See ``listened``, which is done once."""
    return listened(tuple((form, tuple(purposes)) for form, purposes in FORMS.items()))


@cache
def listened(forms: tuple[tuple[str, tuple[str, ...]], ...]) -> list[list[str]]:
    """For each consent the messages of which its first text is made, as gettext keeps
    them; the sentence itself comes first."""
    found = []
    spoken.install(settings.LANGUAGE_CODE)
    for form, names in forms:
        for name in names:
            purpose = FORMS[form][name]
            with (
                translation.override(settings.LANGUAGE_CODE),
                spoken.listening(spoken.Mode()) as now,
            ):
                str(purpose.default)
            asked = [key for key in now.asked if isinstance(key, str)]
            found.append(list(dict.fromkeys(asked)))
    return found


def sentences() -> set[str]:
    return {keys[0] for keys in made_of() if keys}


def held(language: str) -> set[str]:
    """Gettext's keys of all that may not be changed in a language.

    Where the catalogue that we ship is complete, consents begin with what it has for
    the names of data too. Elsewhere they begin in the original's words, and these names
    are furniture like any other.
    """
    compiled = furniture.compiled()
    if language in compiled:
        return {key for keys in made_of() for key in keys}
    return sentences()


def is_held(message: Message, language: str) -> bool:
    return message.key in held(language)

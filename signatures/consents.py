"""What a signatory is asked to agree to."""

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_

from consents.models import ConsentWording
from consents.purposes import Purpose

from . import kept

FORM = "signature"
RECORD, AUTHORITY, NEWS = "record", "authority", "news"


def record_words() -> str:
    """Names what becomes public from the one list of it."""
    return gettext(
        "I agree that our signature and these data are recorded and used as the "
        "privacy page says. Once the signature is published, these are public: "
        "%(public)s. These are not: %(private)s."
    ) % {"public": kept.public_words(), "private": kept.private_words()}


PURPOSES = [
    Purpose(
        RECORD,
        staff_("record the signature and these data"),
        lazy(record_words, str)(),
        missing=_("We can record the signature only if you agree."),
        names_privacy_page=True,
    ),
    Purpose(
        AUTHORITY,
        staff_("authority to sign for the organisation"),
        _("I am authorised to sign this Statement for the organisation."),
        missing=_("Only who may sign for the organisation can sign."),
    ),
    Purpose(
        NEWS,
        staff_("news by mail (optional)"),
        _(
            "I would like to get news about the Statement by e-mail. This is optional, "
            "and I can end it at any time."
        ),
    ),
]


def wordings_in(language: str) -> list[ConsentWording]:
    """What a signatory is shown today. One query."""
    return ConsentWording.objects.shown_in(FORM, language)

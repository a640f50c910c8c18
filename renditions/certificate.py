"""That an organisation has signed, on one sheet of paper. What is on it is public.

Made when a signature is published or its facts are corrected. Of a site that has
thousands, those that are missing or of another frame are made a few at a time, so that
whoever asks for one does not wait for all.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, Self

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext as staff_
from django.utils.translation import gettext_lazy as staff_lazy
from django.utils.translation import pgettext

from openheritage.furniture import furniture_language, speaking
from openheritage.locales import available, language_of
from openheritage.names import (
    country_name,
    day,
    direction,
    given_names,
    language_name_here,
    number,
)
from openheritage.open_data import absolute
from signatures.models import Signature

from .document import FACES, digits_of, script_of, tag_of
from .faces import Words, faces_for
from .files import WantedFile, typesetting
from .models import Certificate

KIND = "certificate"
TEMPLATE = "certificate.typ"
# So many wait at the most, beside those that somebody asked for.
AT_ONCE = 20
# Scripts of the faces for Latin.
EUROPEAN = {"Latn", "Cyrl", "Grek"}
LANDSCAPE = Path(settings.BASE_DIR) / "openheritage/static/brand/landscape.svg"


@cache
def landscape() -> str:
    """Without its colours for the dark: paper has none."""
    drawn = LANDSCAPE.read_text()
    before, _style, after = drawn.partition("<style>")
    return before + after.partition("</style>")[2]


def spoken_for(signature: Signature) -> str:
    """The language of signing; where nobody could read a letter of it, the original."""
    script = script_of(signature.language)
    is_covered = script in FACES or script in EUROPEAN or settings.RENDITION_FONTS
    wish: str = signature.language if is_covered else settings.LANGUAGE_CODE
    return available(wish)


def frame_of(language: str) -> dict[str, Any]:
    """What all certificates of a language say, which is that of the request."""
    spoken = furniture_language()
    return {
        "template": TEMPLATE,
        "tag": tag_of(spoken),
        "direction": direction(spoken),
        "digits": digits_of(spoken),
        "folders": settings.RENDITION_FONTS,
        "base": settings.WAGTAILADMIN_BASE_URL,
        "landscape": landscape(),
        "site": _("Open Heritage"),
        "heading": _("Certificate of signature"),
        "sentence": _("This organisation has signed the Open Heritage Statement."),
        "labels": {
            "signed": pgettext("a date", "Signed"),
            "version": pgettext("of the Statement", "Version"),
            "language": pgettext("of the text that is signed", "Language"),
            "reference": _("Reference"),
            "digest": _("SHA-256 of the plain text:"),
        },
        "receipt": _("Whether the signature stands today, its receipt says:"),
        "qr-alt": _("QR code that leads to the receipt"),
        "sample": _("Sample"),
        "sample-notice": _("This is a sample: the organisation does not exist."),
        "comment": _("The organisation has added a comment, which is on the receipt."),
        "letters": _(
            "The name of the organisation has letters that this file cannot show. They "
            "are on the receipt."
        ),
    }


def digest_of(frame: dict[str, Any], language: str) -> str:
    names = given_names(language)
    words = json.dumps([frame, names, typesetting(TEMPLATE)], sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


def document_of(signature: Signature) -> dict[str, Any]:
    language = spoken_for(signature)
    text = signature.text
    with speaking(language):
        frame = frame_of(language)
        path = reverse("signature", args=[signature.reference])
        named = Words(signature.name, country=signature.country)
        latin = Words(signature.name_latin)
        faces = faces_for(furniture_language(), named, latin)
        return {
            **frame,
            **faces,
            "address": absolute(path),
            "facts": {
                "signed": day(signature.signed_on).replace("\u202f", "\u00a0"),
                "country": country_name(signature.country),
                "version": number(text.version.number),
                "language": language_name_here(language_of(text.locale_id)),
                "reference": signature.reference,
            },
            "sha256": text.sha256,
            "date": [
                signature.signed_on.year,
                signature.signed_on.month,
                signature.signed_on.day,
            ],
            "is-sample": signature.is_sample,
            "has-comment": bool(signature.comment),
            "named": named.typeset(),
            "also": latin.typeset() if latin.words else None,
            "lacks": False,
            "variants": variants_of(signature),
        }


def variants_of(signature: Signature) -> list[dict[str, Any]]:
    """With its name; where letters are missing, with the one in Latin letters; else
    with its reference, saying so."""
    names = [signature.name_latin, signature.reference]
    return [{}] + [
        {"named": Words(name).typeset(), "also": None, "lacks": True}
        for name in names
        if name
    ]


class CertificateFile(WantedFile):
    model = Certificate
    sort, title = "certificates", staff_lazy("Certificates")
    hears_notices = False

    def __init__(self, signature: Signature) -> None:
        self.signature = signature
        super().__init__(KIND, {"signature": signature}, document_of(signature))

    @classmethod
    def of_row(cls, row: Any) -> Self | None:
        return cls(row.signature) if row.signature.is_published else None

    @classmethod
    def today(cls) -> Iterator[Self]:
        """A few of those that are missing, or of another frame."""
        room = AT_ONCE - Certificate.objects.filter(due_at__isnull=False).count()
        if room <= 0:
            return
        for signature in missing()[:room]:
            yield cls(signature)

    @classmethod
    def label(cls, row: Any) -> str:
        words = staff_("Certificate of %(name)s (%(reference)s)")
        signature = row.signature
        return words % {"name": signature.name, "reference": signature.reference}

    def facts(self) -> dict[str, Any]:
        return {"frame": frame_digest(self.signature)}


def frame_digest(signature: Signature) -> str:
    language = spoken_for(signature)
    with speaking(language):
        return digest_of(frame_of(language), language)


def missing() -> Any:
    """Published signatures whose certificate is not there, or not as others are now.

    What was corrected is told at the correction.
    """
    published = Signature.objects.published().select_related("text__version")
    languages = published.order_by().values_list("language", flat=True).distinct()
    right = Q(pk__in=[])
    for language in languages:
        frame = frame_digest(Signature(language=language))
        right |= Q(signature__language=language, frame=frame)
    there = Certificate.objects.filter(right).exclude(key="")
    of_it = there.filter(signature=OuterRef("pk"))
    return published.filter(~Exists(of_it)).order_by("pk")


def no_longer_wanted() -> Iterable[Certificate]:
    return Certificate.objects.exclude(signature__state=Signature.State.PUBLISHED)

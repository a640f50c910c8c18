"""What a PDF of a text says, before it is typeset.

Of all that a digest is made (``files.key_of``): two files with the same have the same
bytes. So nobody needs to know what a file
depends on: whatever changes in it (words of the site, the status, a newer version, the
template) makes another digest, and the file that lies there is not served any more.
"""

from typing import Any

from babel.core import get_global
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from openheritage.furniture import furniture_language, speaking
from openheritage.locales import available
from openheritage.names import bcp47, cldr, day, direction, language_name_here
from openheritage.phrases import marks
from statement.asking import find_shown
from statement.differences import lines_of
from statement.models import StatementPage, StatementText
from translations.status import level_of_text
from translations.telling_status import status_words

from .parts import ARTICLE, CLAUSE, HEADING, OPENING, parts_of

# {script: (folders of faces, families in the order in which they are asked)}.
LATIN = "Source Serif 4"
ARABIC = (["latin", "arabic"], ["Amiri", LATIN])
FACES = {
    "Latn": (["latin"], [LATIN]),
    "Arab": ARABIC,
    "Jpan": (["latin", "ja"], [LATIN, "Noto Serif JP"]),
    "Hans": (["latin", "zh-hans"], [LATIN, "Noto Serif SC"]),
}
WIDE = ("Jpan", "Hans", "Hant", "Kore")
DIGITS = {"arab": 0x660, "arabext": 0x6F0, "deva": 0x966, "beng": 0x9E6}
LARGE = 1.6


def script_of(language: str) -> str:
    locale = cldr(language)
    if locale.script:
        return locale.script
    likely = get_global("likely_subtags")
    full = likely.get(str(locale)) or likely.get(locale.language, "")
    return next((part for part in full.split("_") if len(part) == 4), "Latn")


def tag_of(language: str) -> dict[str, str | None]:
    """As the typesetter wants it: it writes no script into a file."""
    locale = cldr(language)
    regions = {"Hans": "cn", "Hant": "tw"}
    region = regions.get(locale.script or "") or (
        locale.territory.lower() if "-" in language and locale.territory else None
    )
    return {"language": locale.language, "region": region}


def digits_of(language: str) -> list[str]:
    """Its own, in the scripts of which the pages of a printed book are counted so."""
    locale = cldr(language)
    system = locale.default_numbering_system
    if script_of(language) == "Arab":
        system = locale.other_numbering_systems.get("native", system)
    zero = DIGITS.get(system, ord("0"))
    return [chr(zero + each) for each in range(10)]


def paper_of(text: StatementText) -> list[dict[str, Any]]:
    """Openings, headings, lists of clauses and articles, after the title."""
    found: list[dict[str, Any]] = []
    level = 2
    for part in parts_of(text):
        if part.kind == OPENING:
            found += [{"kind": OPENING, "words": words} for words in part.paragraphs]
        elif part.kind == HEADING:
            level = 3
            found.append({"kind": HEADING, "words": part.title})
        elif part.kind == ARTICLE:
            found.append(
                {
                    "kind": ARTICLE,
                    "label": part.label,
                    "level": level,
                    "words": part.title,
                    "paragraphs": part.paragraphs,
                }
            )
        elif part.kind == CLAUSE:
            if not found or found[-1]["kind"] != "clauses":
                found.append({"kind": "clauses", "items": []})
            found[-1]["items"].append(
                {"label": part.label, "paragraphs": part.paragraphs}
            )
    return found


def notice_of(text: StatementText) -> str:
    """What stands above the words on their page, such as that they are a sample."""
    shown = find_shown(text.language)
    if shown is None or shown.pk != text.pk:
        return ""
    page = StatementPage.objects.shown_in(text.language)
    return " ".join(page.notice.split()) if page else ""


def facts_of(text: StatementText) -> list[str]:
    """Which version, of when, and what kind of words these are."""
    published = _("%(version)s, published on %(date)s") % {
        "version": text.version,
        # Where CLDR has a narrow space, as in Russian, paper shows none.
        "date": day(text.published_at).replace("\u202f", "\u00a0"),
    }
    shown = find_shown(text.language)
    if shown is None or shown.pk != text.pk:
        return [
            published,
            _("These words are kept as they were published. Others hold today."),
        ]
    word, sentence = status_words(level_of_text(text))
    facts = [published, f"{word}{marks(cldr(furniture_language())).stop}{sentence}"]
    if not text.is_record:
        name = language_name_here(settings.LANGUAGE_CODE)
        facts.append(_("The text of record is in %(language)s.") % {"language": name})
    if text.is_behind:
        facts.append(
            _(
                "This translation follows version %(number)s. The text of record is "
                "now version %(newest)s."
            )
            % {"number": text.version.number, "newest": text.newest_number}
        )
    return facts


def described(facts: list[str]) -> str:
    signs = marks(cldr(furniture_language()))
    return facts[0] + signs.stop + signs.between.join(facts[1:])


def document_of(text: StatementText, kind: str) -> dict[str, Any]:
    """Costs some queries; the words of the site are those of the text's language."""
    language = text.language
    script = script_of(language)
    faces, families = FACES.get(script, FACES["Latn"])
    date = text.published_at
    with speaking(available(language)):
        spoken = furniture_language()
        facts = facts_of(text)
        return {
            "template": "statement.typ",
            "tag": tag_of(language),
            "direction": direction(language),
            "furniture": {"tag": tag_of(spoken), "direction": direction(spoken)},
            "faces": faces,
            "families": families,
            "latin": [LATIN] if script in WIDE else [],
            "folders": settings.RENDITION_FONTS,
            "digits": digits_of(language),
            "scale": LARGE if kind == "pdf-large" else 1,
            "size": 12 if script == "Arab" else 10.2 if script in WIDE else 10.4,
            "leading": {"Arab": 0.92}.get(script, 0.88 if script in WIDE else 0.68),
            "justify": script in WIDE,
            "bolden": script in WIDE,
            "hyphenate": False,
            "below": 1.0 if script == "Arab" else 0.75,
            "label-style": "italic",
            "site": _("Open Heritage"),
            "author": _("Open Heritage"),
            "title": lines_of(text.text)[0][1],
            "version": str(text.version),
            "date": [date.year, date.month, date.day],
            "description": described(facts),
            "facts": facts,
            "notice": notice_of(text),
            "parts": paper_of(text),
            "sha256": text.sha256,
            "address": settings.WAGTAILADMIN_BASE_URL + text.address,
            "verify": {
                "heading": pgettext("heading", "Verify"),
                "label": _("SHA-256 of the plain text:"),
                "qr": _("QR code that leads to the plain text"),
            },
            "language": bcp47(language),
        }

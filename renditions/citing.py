"""How a text of the Statement is cited: in words, for BibTeX, for search engines."""

from datetime import UTC

from django.utils.translation import gettext as _

from openheritage import phrases
from openheritage.furniture import furniture_language
from openheritage.names import bcp47, cldr, day, isolated, language_name_here
from openheritage.pages import path_in
from statement.linking import LICENCE
from statement.models import StatementText
from translations.models import StatusLevel
from translations.telling_status import status_words

from .kinds import KINDS
from .machine_json import moment, paths_of, status
from .naming import absolute, edition, followed_by

TEX = {
    "\\": r"\textbackslash{}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    **{character: f"\\{character}" for character in "&%$#_{}"},
}


def title_of(text: StatementText) -> str:
    return text.lines[0][-1]


def status_of(text: StatementText) -> str:
    """In a word, in the reader's language; empty of a translation that readers are
    shown no more."""
    told = status(text)
    if text.is_record:
        return status_words(None)[0]
    return status_words(StatusLevel(told))[0] if told else ""


def published(text: StatementText) -> str:
    return _("%(version)s, published on %(date)s") % {
        "version": text.version,
        "date": day(text.published_at),
    }


def citation(text: StatementText) -> str:
    """One sentence that can be copied as it is."""
    parts = [
        _("Open Heritage"),
        isolated(title_of(text)),
        language_name_here(text.language),
        status_of(text),
        published(text),
        isolated(absolute(text.address)),
    ]
    return str(
        phrases.with_commas(
            [part for part in parts if part], cldr(furniture_language())
        )
    )


def tex(words: str) -> str:
    return "".join(TEX.get(character, character) for character in words)


def bibtex(text: StatementText) -> str:
    at = text.published_at.astimezone(UTC)
    key = f"openheritage-{text.language}-v{edition(text)}".replace(".", "-")
    fields = {
        "author": "{Open Heritage}",
        "title": f"{{{tex(title_of(text))}}}",
        "year": str(at.year),
        "date": at.date().isoformat(),
        "version": edition(text),
        "language": bcp47(text.language),
        "url": absolute(text.address),
    }
    lines = [f"  {name} = {{{value}}}" for name, value in fields.items()]
    return f"@misc{{{key},\n" + ",\n".join(lines) + "\n}"


def creative_work(text: StatementText) -> dict:
    """schema.org's words for it."""
    work: dict = {
        "@type": "CreativeWork",
        "@id": absolute(text.address),
        "name": title_of(text),
        "inLanguage": bcp47(text.language),
        "version": edition(text),
        "license": LICENCE,
        "datePublished": moment(text.published_at),
        "dateModified": moment(text.published_at),
        "publisher": {"@type": "Organization", "name": "Open Heritage"},
        "identifier": f"sha256:{text.sha256}",
        "creditText": citation(text),
        "encoding": [
            {
                "@type": "MediaObject",
                "encodingFormat": kind.media_type,
                "contentUrl": absolute(kind.path_of(text)),
            }
            for kind in KINDS
        ],
    }
    path = paths_of(text).get(text.locale_id)
    if path:
        work["url"] = absolute(path_in(text.language, path))
    if word := status_of(text):
        work["creativeWorkStatus"] = word
    record = None if text.is_record else followed_by(text)
    if record:
        work["translationOfWork"] = {
            "@type": "CreativeWork",
            "@id": absolute(record.address),
            "name": title_of(record),
            "inLanguage": bcp47(record.language),
            "version": edition(record),
        }
    return work

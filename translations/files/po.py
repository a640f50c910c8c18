"""A page's PO file, with all that a PO editor can show beside a sentence."""

import polib
from babel.messages.plurals import get_plural
from django.utils import timezone
from django.utils.translation import gettext as staff_
from django.utils.translation import to_locale

from openheritage.names import bcp47

from .notes import notes_on
from .sentences import Part, Sentence

HEADER = "X-WagtailLocalize-TranslationID"
KNOWN_AT = "X-OpenHeritage-Known-At"
WAS = "was:"
# Gettext puts it between context and words; no text of a person holds it.
SEPARATOR = "\x04"
TIME = "%Y-%m-%d %H:%M%z"


def head(part: Part) -> dict[str, str]:
    """All that PO editors ask for."""
    plural = get_plural(to_locale(part.language))
    extracted = part.translation.source.last_updated_at
    revised = part.changed_at or extracted
    return {
        "Project-Id-Version": f"Open Heritage: {part.title}",
        "Report-Msgid-Bugs-To": "",
        "POT-Creation-Date": timezone.localtime(extracted).strftime(TIME),
        "PO-Revision-Date": timezone.localtime(revised).strftime(TIME),
        # Who translated is known to the site, and nobody else's business.
        "Last-Translator": "Open Heritage",
        "Language-Team": bcp47(part.language),
        "Language": to_locale(part.language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": (
            f"nplurals={plural.num_plurals}; plural={plural.plural_expr};"
        ),
        HEADER: str(part.translation.uuid),
        KNOWN_AT: part.changed_at.isoformat() if part.changed_at else "",
    }


def ends_alike(original: str, text: str) -> bool:
    """Gettext refuses a file in which line ends stand around one of the two alone."""
    return original.startswith("\n") == text.startswith("\n") and original.endswith(
        "\n"
    ) == text.endswith("\n")


def entry(sentence: Sentence) -> polib.POEntry:
    given = "" if SEPARATOR in sentence.given else sentence.given
    is_finished = sentence.state.is_finished and ends_alike(sentence.original, given)
    written = polib.POEntry(
        msgctxt=sentence.path,
        msgid=sentence.original,
        msgstr=given,
        comment="\n".join(notes_on(sentence)),
        flags=["fuzzy"] if given and not is_finished else [],
        occurrences=[(WAS + sentence.sign, "")],
    )
    if sentence.previous:
        written.previous_msgctxt = sentence.path
        written.previous_msgid = sentence.previous.translation_of.data
    return written


def one_line(text: str) -> str:
    return " ".join(text.split())


def write(part: Part) -> str:
    po = polib.POFile(wrapwidth=78)
    po.header = staff_(
        "Open Heritage: %(title)s (%(language)s)\n"
        "Marks such as <b> and places such as %%(name)s stay as they are.\n"
        "What is marked as fuzzy waits for you: read it, mend it, take the mark off."
    ) % {"title": one_line(part.title), "language": bcp47(part.language)}
    po.metadata = head(part)
    po.extend(entry(sentence) for sentence in part.sentences)
    for row in part.obsolete:
        po.append(
            polib.POEntry(
                msgctxt=row.context.path,
                msgid=row.translation_of.data,
                msgstr=row.data,
                obsolete=True,
            )
        )
    return str(po) + "\n"

"""What a text of the Statement is called, as one of a work's many languages."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from babel.core import get_global
from django.conf import settings
from django.utils.timezone import localtime

from openheritage.names import bcp47
from statement.models import StatementText, StatementVersion

# Where ISO 639-2 has two codes, the one of the language's own name (T); where CLDR
# knows members of a language, the code of all of them.
OF_TERMINOLOGY = {
    code[:2]: code[2:]
    for code in (
        *("arara", "azaze", "csces", "cycym", "dedeu", "elell", "etest"),
        *("eueus", "fafas", "frfra", "hrhrv", "hyhye", "isisl", "kakat"),
        *("lvlav", "mkmkd", "mnmon", "msmsa", "mymya", "nenep", "nlnld"),
        *("roron", "skslk", "sqsqi", "srsrp", "swswa", "uzuzb", "zhzho"),
        *("akaka", "ayaym", "bobod", "crcre", "dzdzo", "ffful", "gngrn"),
        *("guguj", "ikipk", "iuiku", "kgkon", "krkau", "kukur", "kvkom"),
        *("mgmlg", "mimri", "ojoji", "omorm", "orori", "pspus", "quque"),
        *("sasan", "scsrd", "yiyid", "zazha"),
    )
}


def three_letters(language: str) -> str:
    """ISO 639-2/T of a code of ours: ``por`` of ``pt-br``."""
    first = language.split("-")[0]
    if len(first) > 2 or first in OF_TERMINOLOGY:
        return OF_TERMINOLOGY.get(first, first)
    aliases = get_global("language_aliases").items()
    found = [code for code, two in aliases if two == first and len(code) == 3]
    return found[0] if found else "und"


Answer = TypeVar("Answer")


def remembered(
    function: Callable[[StatementText], Answer],
) -> Callable[[StatementText], Answer]:
    """Asked once of each text that has been read, since several forms ask it."""

    @wraps(function)
    def asked(text: StatementText) -> Answer:
        kept = vars(text).setdefault("_remembered", {})
        if function not in kept:
            kept[function] = function(text)
        found: Answer = kept[function]
        return found

    return asked


def absolute(path: str) -> str:
    return settings.WAGTAILADMIN_BASE_URL + path


def edition(text: StatementText) -> str:
    """The number of its version, and of its corrigendum if it is one: ``2.1``."""
    number = corrigendum_of(text)
    return f"{text.version.number}.{number}" if number else str(text.version.number)


@remembered
def corrigendum_of(text: StatementText) -> int:
    """The first, second … of its version in its language; 0 for what is none."""
    return StatementText.objects.filter(
        version_id=text.version_id, locale_id=text.locale_id, pk__lt=text.pk
    ).count()


@remembered
def followed_by(text: StatementText) -> StatementText | None:
    """The words of the record that a translation follows: the last of its version that
    had been published before it."""
    record = StatementText.objects.filter(
        version_id=text.version_id, locale__language_code=settings.LANGUAGE_CODE
    ).select_related("version")
    return record.filter(pk__lt=text.pk).first() or record.first()


# Of the Functional Requirements for Bibliographic Records, as Akoma Ntoso writes them.
# ``xz`` stands for what is international and belongs to no country, as in open data.
ROOT = "/akn/xz/statement"


def work_of(first: StatementVersion) -> str:
    """The Statement itself, in whatever language, version or file; named after the day
    of its first version, which never changes."""
    return f"{ROOT}/{localtime(first.published_at).date().isoformat()}/open-heritage"


def expression_of(work: str, text: StatementText) -> str:
    """Its words in one language, of one day: ``…/fra@2026-11-26;v2``."""
    _first, *rest = bcp47(text.language).lower().split("-")
    language = "-".join([three_letters(text.language), *rest])
    return f"{work}/{language}@{day_of(text)};v{edition(text)}"


def day_of(text: StatementText) -> str:
    return localtime(text.published_at).date().isoformat()

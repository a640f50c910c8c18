"""PO files of a page: sent with a whole head, taken back sentence by sentence.

Localize's own import takes what is fuzzy for finished and speaks of success whatever
it left out. Delete this when it tells what it did not take, and why.
"""

from collections import Counter
from dataclasses import dataclass, field

import polib
from babel.messages.plurals import get_plural
from django.core.exceptions import FieldDoesNotExist
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import gettext as staff_
from django.utils.translation import to_locale
from wagtail.fields import StreamField
from wagtail.models import Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation
from wagtail_localize.strings import StringValue

from openheritage.faithful import faults
from openheritage.names import bcp47
from openheritage.po import Fault, File

from .spelling import loosely

HEADER = "X-WagtailLocalize-TranslationID"
TIME = "%Y-%m-%d %H:%M%z"


@dataclass
class Result:
    """What was taken of a file, and what was not."""

    taken: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def total(self) -> int:
        return self.taken + len(self.faults)


def segments_of(translation: Translation) -> models.QuerySet[StringSegment]:
    return (
        StringSegment.objects.filter(source_id=translation.source_id)
        .select_related("context", "string")
        .order_by("order")
    )


def limit_of(segment: StringSegment, translation: Translation) -> int | None:
    """How many letters the field of a sentence holds."""
    model = translation.source.specific_content_type.model_class()
    field_name, *path = segment.context.field_path.split(".")
    try:
        place = model._meta.get_field(field_name)
        if not isinstance(place, StreamField):
            return None if path else getattr(place, "max_length", None)
        block = place.stream_block
        for name in path:
            block = (
                block.child_block
                if hasattr(block, "child_block")
                else block.child_blocks[name]
            )
    except (LookupError, AttributeError, FieldDoesNotExist):
        return None
    return getattr(getattr(block, "field", None), "max_length", None)


def wrong_with(segment: StringSegment, translation: Translation, text: str) -> str:
    """Why a text cannot stand for a sentence; empty if it can.

    Of every way in which people give one: a file, or the screen.
    """
    reasons = faults(segment.string.data, text)
    limit = limit_of(segment, translation)
    length = len(StringValue(text).render_text())
    if limit and length > limit:
        reasons.append(
            staff_("it has %(length)s letters, and %(limit)s fit")
            % {"length": length, "limit": limit}
        )
    return "; ".join(reasons)


def reason_against(
    entry: polib.POEntry,
    translation: Translation,
    segments: dict[tuple[str, str], StringSegment],
    given: dict[tuple[str, str], set[str]],
) -> str:
    key = (entry.msgctxt, entry.msgid)
    if entry.msgid_plural:
        return staff_("sentences of a page have no plural forms")
    if key not in segments:
        if any(path == entry.msgctxt for path, _words in segments):
            return staff_("this sentence is not on the page any more")
        return staff_("the page has no such place (msgctxt)")
    if any(flag.lower() == "fuzzy" for flag in entry.flags):
        return staff_("it is marked as fuzzy")
    if len(given[key]) > 1:
        return staff_("the file holds it more than once, with different translations")
    return wrong_with(segments[key], translation, entry.msgstr)


def examine(file: File, translation: Translation) -> tuple[polib.POFile, Result]:
    """What may be taken of a file, and by name what may not."""
    segments = {
        (segment.context.path, segment.string.data): segment
        for segment in segments_of(translation)
    }
    called = {(path, loosely(words)): words for path, words in segments}
    for entry in file.entries:
        # A file from before the page's lines were broken elsewhere.
        if (entry.msgctxt, entry.msgid) not in segments:
            place = (entry.msgctxt, loosely(entry.msgid))
            entry.msgid = called.get(place, entry.msgid)
    given: dict[tuple[str, str], set[str]] = {}
    for entry in file.entries:
        given.setdefault((entry.msgctxt, entry.msgid), set()).add(entry.msgstr)
    result = Result(faults=list(file.faults))
    good: dict[tuple[str, str], polib.POEntry] = {}
    order = list(segments)
    is_shorter = len(file.entries) + len(file.faults) < len(order)
    if file.is_whole and file.entries and is_shorter and order[-1] not in given:
        # What comes last on the page is not there: the end of the file was lost,
        # and with it perhaps the end of its last sentence.
        last = file.entries.pop()
        reason = staff_("the file ends here, and the page does not")
        result.faults.append(file.fault(last, reason))
    for entry in file.entries:
        if reason := reason_against(entry, translation, segments, given):
            result.faults.append(file.fault(entry, reason))
        else:
            good[entry.msgctxt, entry.msgid] = entry
    result.faults.sort()
    named = {fault.source for fault in result.faults}
    result.faults += [
        Fault(0, words, staff_("this sentence is not in the file"))
        for path, words in order
        if (path, words) not in good and words not in named
    ]
    result.taken = len(good)
    po = polib.POFile()
    po.metadata = {HEADER: str(translation.uuid)}
    po.extend(good.values())
    return po, result


@transaction.atomic
def take(file: File, translation: Translation, user: object) -> Result:
    po, result = examine(file, translation)
    translation.import_po(po, user=user, tool_name="PO")
    return result


def export(translation: Translation) -> polib.POFile:
    """The file that translators get: its head says all that PO editors ask for."""
    po = translation.export_po()
    language = translation.target_locale.language_code
    plural = get_plural(to_locale(language))
    words = StringTranslation.objects.filter(
        context__object_id=translation.source.object_id,
        locale_id=translation.target_locale_id,
    )
    revised = words.aggregate(models.Max("updated_at"))["updated_at__max"]
    extracted = translation.source.last_updated_at
    po.metadata = {
        "Project-Id-Version": f"Open Heritage: {translation.source.object_repr}",
        "Report-Msgid-Bugs-To": "",
        "POT-Creation-Date": timezone.localtime(extracted).strftime(TIME),
        "PO-Revision-Date": timezone.localtime(revised or extracted).strftime(TIME),
        # Who translated is known to the site, and nobody else's business.
        "Last-Translator": "Open Heritage",
        "Language-Team": bcp47(language),
        "Language": to_locale(language),
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": (
            f"nplurals={plural.num_plurals}; plural={plural.plural_expr};"
        ),
        HEADER: str(translation.uuid),
    }
    refused = Counter(
        words.filter(has_error=True).values_list(
            "context__path", "translation_of__data"
        )
    )
    for entry in po:
        if (entry.msgctxt, entry.msgid) in refused and not entry.obsolete:
            entry.flags.append("fuzzy")
    return po


def file_name(translation: Translation) -> str:
    instance = translation.source.get_source_instance()
    name = instance.slug if isinstance(instance, Page) else instance._meta.model_name
    return f"{name}.{to_locale(translation.target_locale.language_code)}.po"

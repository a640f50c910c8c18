"""XLIFF 2 as it comes back, from any tool: with its own notes, modules and segments."""

from collections.abc import Callable

from django.conf import settings
from django.utils.translation import gettext as staff_

from openheritage.names import bcp47
from openheritage.po import Fault

from .codes import Code, Numbers
from .incoming import Entry, Sheet, UnreadableError
from .po_reading import not_ours, time_of
from .trees import BrokenError, Element, ForbiddenError, Reader, TooDeepError
from .xliff import NAMESPACE, OURS

NAMESPACES = (NAMESPACE, "urn:oasis:names:tc:xliff:document:2.2")
OLD = "urn:oasis:names:tc:xliff:document:1."
FINISHED = ("translated", "reviewed", "final")
# What our own files say of a sentence that waits.
WAITING = ("oh:stale", "oh:faulty", "oh:machine")

# ``{unit id: (path, original)}`` of a page, by the uuid of its translation.
Known = Callable[[str], dict[str, tuple[str, str]]]


class CodeError(Exception):
    """A mark of which nobody knows what it stands for."""


class Words:
    """The text of a ``source`` or ``target``, marks put back."""

    def __init__(self, unit: Element, original: str) -> None:
        self.codes = Numbers(original).known()
        self.data: dict[str, str] = {}
        for data in getattr(unit.find("originalData"), "elements", ()):
            self.data[data.attributes.get("id", "")] = self.inside(data)

    def of(self, element: Element | None) -> str:
        return self.inside(element) if element else ""

    def inside(self, element: Element) -> str:
        return "".join(
            child if isinstance(child, str) else self.written(child)
            for child in element.children
        )

    def number(self, element: Element, name: str) -> Code:
        number = element.attributes.get(name, "")
        # A copy stands for what it was copied from.
        number = element.attributes.get("copyOf", number)
        if number not in self.codes:
            raise CodeError(number)
        return self.codes[number]

    def reference(self, element: Element, name: str, code: str, *, end: bool) -> str:
        found = self.data.get(element.attributes.get(name, ""))
        if found is not None:
            return found
        known = self.number(element, code)
        return known.end if end else known.start

    def written(self, element: Element) -> str:
        match element.local:
            case "cp":
                return self.sign(element)
            case "ph" | "sc":
                return self.reference(element, "dataRef", "id", end=False)
            case "ec":
                name = "startRef" if "startRef" in element.attributes else "id"
                return self.reference(element, "dataRef", name, end=True)
            case "pc":
                return (
                    self.reference(element, "dataRefStart", "id", end=False)
                    + self.inside(element)
                    + self.reference(element, "dataRefEnd", "id", end=True)
                )
            case "mrk" | "sm" | "em":
                return self.inside(element)
        raise CodeError(element.local)

    def sign(self, element: Element) -> str:
        try:
            return chr(int(element.attributes.get("hex", ""), 16))
        except (ValueError, OverflowError):
            raise CodeError("cp") from None


def order_of(part: Element, place: int) -> int:
    target = part.find("target")
    try:
        return int(target.attributes["order"]) if target else place
    except (KeyError, ValueError):
        return place


def why_unfinished(segments: list[Element]) -> str:
    """A tool may have cut a sentence in two: the least of them counts."""
    for segment in segments:
        state = segment.attributes.get("state", "")
        if state in FINISHED or not state:
            continue
        return staff_("it is marked as unfinished (state “%(state)s”)") % {
            "state": state
        }
    return ""


class Reading:
    def __init__(self, known: Known) -> None:
        self.known = known
        self.sheets: list[Sheet] = []
        self.places: dict[str, tuple[str, str]] = {}
        self.language = ""
        self.root: Element | None = None

    def opened(self, element: Element) -> None:
        if self.root is None:
            self.root = element
            self.check_root(element)
        elif element.local == "file":
            self.open_file(element)

    def check_root(self, root: Element) -> None:
        namespace = root.name.rpartition(" ")[0]
        if namespace.startswith(OLD):
            raise UnreadableError(
                staff_(
                    "This is a file of XLIFF 1. Save it as XLIFF 2, or use the PO file."
                )
            )
        if namespace not in NAMESPACES or root.local != "xliff":
            raise not_ours()
        original = root.attributes.get("srcLang", "")
        if original.lower() != bcp47(settings.LANGUAGE_CODE).lower():
            raise UnreadableError(
                staff_(
                    "This file says that its original is in “%(language)s”, and ours "
                    "is in “%(ours)s”."
                )
                % {"language": original, "ours": bcp47(settings.LANGUAGE_CODE)}
            )
        self.language = root.attributes.get("trgLang", "")

    def open_file(self, element: Element) -> None:
        uuid = element.attributes.get("id", "").removeprefix("t-")
        self.sheets.append(
            Sheet(
                uuid,
                self.language,
                element.attributes.get("original", ""),
                "XLIFF",
                known_at=time_of(element.attributes.get(f"{OURS} known-at", "")),
                # What is cut off is no XML, and is named with its line.
                is_whole=False,
            )
        )
        self.places = self.known(uuid)

    def closed(self, element: Element) -> bool:
        if element.local != "unit" or not self.sheets:
            return False
        self.sheets[-1].entries.append(self.entry(element))
        return True

    def entry(self, unit: Element) -> Entry:
        was = unit.attributes.get(f"{OURS} was", "")
        place = self.places.get(unit.attributes.get("id", ""))
        path, original = place or (unit.attributes.get("name", ""), "")
        entry = Entry(unit.line, path, original, "", was=was)
        words = Words(unit, original)
        parts = [
            part for part in unit.elements if part.local in ("segment", "ignorable")
        ]
        try:
            source = "".join(words.of(part.find("source")) for part in parts)
            ordered = sorted(
                enumerate(parts, 1), key=lambda one: order_of(one[1], one[0])
            )
            entry.text = "".join(self.target(words, part) for _n, part in ordered)
        except CodeError:
            entry.broken = staff_("it holds a mark that the original has not")
            return entry
        segments = [part for part in parts if part.local == "segment"]
        if place is None:
            entry.original = source
            return entry
        self.compare(entry, source)
        if not entry.text or not segments:
            return entry
        if not all(words.of(segment.find("target")) for segment in segments):
            entry.unfinished = staff_("only a part of it is translated")
            return entry
        entry.unfinished = why_unfinished(segments)
        entry.is_our_mark = all(
            segment.attributes.get("subState") in WAITING for segment in segments
        )
        return entry

    def target(self, words: Words, part: Element) -> str:
        found = part.find("target")
        if found is None and part.local == "ignorable":
            # Blanks between two sentences, the same in both languages.
            found = part.find("source")
        return words.of(found)

    def compare(self, entry: Entry, source: str) -> None:
        if source == entry.original:
            return
        if " ".join(source.split()) == " ".join(entry.original.split()):
            entry.is_reflowed = True
        else:
            entry.broken = staff_("its original is not the one of this page")


def read_xliff(content: bytes, known: Known) -> list[Sheet]:
    reading = Reading(known)
    try:
        Reader(reading.opened, reading.closed).read(content)
    except ForbiddenError:
        raise UnreadableError(
            staff_("This file declares a document type, which no XLIFF file needs.")
        ) from None
    except TooDeepError:
        raise UnreadableError(
            staff_("This file is nested too deeply to be an XLIFF file.")
        ) from None
    except BrokenError as error:
        if not reading.sheets:
            raise not_ours() from error
        reason = staff_("the file cannot be read from here on")
        reading.sheets[-1].faults.append(Fault(error.line, "", reason))
    if not reading.sheets:
        raise not_ours()
    return reading.sheets

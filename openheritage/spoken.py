"""What gettext answers: words that staff gave, and beneath them the compiled ones.

Django reads catalogues once, when a process first speaks a language. Here its object
for a language gets a catalogue (``Layered``) that looks into what staff gave first.
Each process keeps a copy of that, and hears when what it was made of (``EDITIONS``)
has changed; only what did is read anew. The copy is replaced as a whole, so that no
thread sees half of it.

Delete ``Layered`` when Django's ``DjangoTranslation`` can be given messages that are
not in a file; ``tests/wording/test_spoken.py`` fails if what it rests on has changed.
"""

import gettext
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import trans_real

from .facts import Facts
from .slots import Slot, answers, fillings

logger = logging.getLogger(__name__)

# {language: mark of the edition}
EDITIONS: Facts[str, dict[str, str]] = Facts("editions of staff's words")

WITHIN = "-x-"

# As gettext keeps a message: a string, or one for each plural form.
Message = str | tuple[str, int]
Messages = dict[Message, str]


@dataclass(frozen=True)
class Vocabulary:
    """What staff gave in a language."""

    messages: Messages = field(default_factory=dict)
    plural: Callable[[int], int] = lambda number: int(number != 1)
    # Whether nothing is missing any more.
    is_whole: bool = False


@dataclass
class Mode:
    """How a thread listens for a while."""

    # Words that are tried before they are given, and their language.
    language: str = ""
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    # Whether staff's words are left away.
    is_compiled_alone: bool = False
    # All that has been asked for, in order.
    asked: list[Message] = field(default_factory=list)


# {language: (mark of the edition, what staff gave)}
Copy = dict[str, tuple[str, Vocabulary]]


class Kept:
    """The copy of this process."""

    copy: Copy = {}
    lock = threading.Lock()
    # Before the tables are made, there is nothing to be asked.
    is_paused = False


mode: ContextVar[Mode | None] = ContextVar("mode", default=None)


class Layered(trans_real.TranslationCatalog):
    """A catalogue of Django's, below what staff gave in its language."""

    def __init__(self, beneath: trans_real.TranslationCatalog, language: str) -> None:
        # Its words and plurals, which have no public names.
        vars(self).update(vars(beneath))
        self.language = language
        # Each app's catalogue, whose plurals may differ, is one more. Django asks them
        # one after the other, some hundred times a page. The first has the word.
        self.words: dict[Message, str] = {}
        for catalogue in reversed(vars(self)["_catalogs"]):
            self.words.update(catalogue)

    def vocabularies(self) -> Iterator[Vocabulary]:
        now = mode.get()
        if now and now.language == self.language:
            yield now.vocabulary
        if self.language in Kept.copy and not (now and now.is_compiled_alone):
            yield Kept.copy[self.language][1]

    def get(self, key: Message, default: Any = None) -> Any:
        if now := mode.get():
            now.asked.append(key)
        if now or self.language in Kept.copy:
            for vocabulary in self.vocabularies():
                if key in vocabulary.messages:
                    return vocabulary.messages[key]
        return self.words.get(key, default)

    def plural(self, msgid: str, num: int) -> str:
        if now := mode.get():
            now.asked.append(msgid)
        for vocabulary in self.vocabularies():
            found = vocabulary.messages.get((msgid, vocabulary.plural(num)))
            if found is not None:
                return found
        return super().plural(msgid, num)


def install(tag: str) -> None:
    """Once for each object of Django's. ``en-x-he`` has its words from English."""
    spoken = vars(trans_real.translation(tag))
    if not isinstance(spoken["_catalog"], Layered):
        spoken["_catalog"] = Layered(spoken["_catalog"], tag.partition(WITHIN)[0])


def current_editions() -> dict[str, str]:
    def ask() -> dict[str, str]:
        editions: dict[str, str] = {}
        for answer in answers(Slot.EDITIONS):
            editions |= answer
        return editions

    return EDITIONS.of("", ask)


def read(language: str) -> Vocabulary:
    (vocabulary,) = [filling(language) for filling in fillings(Slot.VOCABULARY)]
    return vocabulary


def renew(editions: dict[str, str]) -> None:
    found: Copy = {}
    for language, mark in editions.items():
        kept = Kept.copy.get(language)
        # Whose edition is the same has the same words.
        if kept and kept[0] == mark:
            found[language] = kept
        else:
            found[language] = mark, read(language)
    Kept.copy = found
    for language in found:
        install(language)


def refresh() -> None:
    """Asked at the beginning of a request and of a mail: nothing, or, when they have
    changed, a query. What fails leaves the words as they were: an error page
    needs some too."""
    if Kept.is_paused:
        return
    try:
        editions = current_editions()
        if editions == {language: mark for language, (mark, _) in Kept.copy.items()}:
            return
        with Kept.lock:
            renew(editions)
    except Exception as error:  # noqa: BLE001 - whatever it is, pages are shown
        logger.warning("Staff's words could not be read (%s).", type(error).__name__)


def pause(**kwargs: object) -> None:
    Kept.is_paused = True


def resume(**kwargs: object) -> None:
    Kept.is_paused = False


def whole() -> frozenset[str]:
    """Languages that have words for everything thanks to staff."""
    now = mode.get()
    if now and now.is_compiled_alone:
        return frozenset()
    found = {language for language, (_, kept) in Kept.copy.items() if kept.is_whole}
    if now and now.language:
        found.add(now.language)
    return frozenset(found)


@contextmanager
def listening(now: Mode) -> Iterator[Mode]:
    token = mode.set(now)
    try:
        yield now
    finally:
        mode.reset(token)


def compiled_alone() -> Any:
    """What is said inside follows no words of staff's."""
    return listening(Mode(is_compiled_alone=True))


def trying(language: str, vocabulary: Vocabulary) -> Any:
    """What is said inside has these words, in this thread, as if they were given."""
    install(language)
    return listening(Mode(language, vocabulary))


def message(context: str, words: str) -> str:
    """As gettext keeps a message, which may have a context."""
    return gettext.GNUTranslations.CONTEXT % (context, words) if context else words

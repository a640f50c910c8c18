"""What a language says for each message, and where that comes from."""

from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from functools import lru_cache

from consents.own import has_own_texts
from openheritage import furniture
from openheritage.spoken import Messages, Vocabulary

from . import compiled, messages
from .held import held
from .judge import faults_of
from .messages import Message
from .models import Word
from .plurals import Plurals, plurals_of


class State(StrEnum):
    MISSING = "missing"
    # The catalogue's.
    SHIPPED = "shipped"
    # Staff's, where the catalogue has nothing, or something else.
    ADDED = "added"
    CHANGED = "changed"
    # A release has brought the same.
    NEEDLESS = "needless"
    # It stands for a message that the site does not have any more.
    STALE = "stale"
    # It no longer fits: the language has other plural forms, say.
    UNFIT = "unfit"


@dataclass(frozen=True)
class Entry:
    message: Message
    state: State
    shipped: list[str]
    word: Word | None = None

    @property
    def is_used(self) -> bool:
        """Whether it is staff's words that are shown."""
        return self.state in (State.ADDED, State.CHANGED, State.NEEDLESS)

    @property
    def forms(self) -> list[str]:
        """What is said today; empty where that is English."""
        return self.word.forms if self.word and self.is_used else self.shipped

    @property
    def given(self) -> list[str]:
        """What somebody would go on from."""
        return self.word.forms if self.word else self.shipped


@lru_cache(maxsize=40_000)
def is_fit(message: Message, forms: tuple[str, ...], plurals: Plurals) -> bool:
    """Asked again of each row whenever another one of its language changes."""
    return not faults_of(message, [*forms], plurals)


def state_of(
    message: Message, word: Word | None, shipped: list[str], plurals: Plurals
) -> State:
    if word is None:
        return State.SHIPPED if shipped else State.MISSING
    if word.forms == shipped:
        return State.NEEDLESS
    if word.plural != message.plural or not is_fit(message, tuple(word.forms), plurals):
        return State.UNFIT
    return State.CHANGED if shipped else State.ADDED


def words_of(language: str) -> dict[str, Word]:
    rows = Word.objects.filter(locale__language_code=language)
    return {row.digest: row for row in rows}


def all_words() -> dict[str, dict[str, Word]]:
    """Those of all languages, in one query."""
    found: dict[str, dict[str, Word]] = {}
    for row in Word.objects.select_related("locale"):
        found.setdefault(row.locale.language_code, {})[row.digest] = row
    return found


def entries(language: str, given: dict[str, Word] | None = None) -> list[Entry]:
    """All that may be said otherwise, in the template's order; what is stale last.

    ``given`` are staff's words, where they have been asked for already.
    """
    words = words_of(language) if given is None else dict(given)
    plurals = plurals_of(language)
    shipped = compiled.forms_in(language, plurals.number)
    kept, found = held(language), []
    for digest, message in messages.template().items():
        if message.key in kept:
            continue
        word, forms = words.pop(digest, None), shipped.get(message.key, [])
        state = state_of(message, word, forms, plurals)
        found.append(Entry(message, state, forms, word))
    for word in sorted(words.values(), key=lambda word: word.message):
        gone = Message(word.context, word.message, word.plural)
        found.append(Entry(gone, State.STALE, [], word))
    return found


def follower(entry: Entry) -> Message | None:
    """The message that is most like one that is gone."""
    best, ratio = None, 0.6
    for message in messages.template().values():
        matcher = SequenceMatcher(None, entry.message.words, message.words)
        if matcher.quick_ratio() > ratio and matcher.ratio() > ratio:
            best, ratio = message, matcher.ratio()
    return best


def counts(found: list[Entry]) -> tuple[int, int]:
    """How many messages there are, and how many have words."""
    current = [entry for entry in found if entry.state != State.STALE]
    return len(current), sum(1 for entry in current if entry.forms)


def as_gettext(entry: Entry) -> Messages:
    if entry.message.plural:
        return {(entry.message.key, at): text for at, text in enumerate(entry.forms)}
    return {entry.message.key: entry.forms[0]}


def vocabulary(language: str) -> Vocabulary:
    """What gettext is given; see ``openheritage.spoken``."""
    found = entries(language)
    given: Messages = {}
    for entry in found:
        if entry.is_used:
            given |= as_gettext(entry)
    total, translated = counts(found)
    shipped = furniture.compiled()
    # A language of ours that lacks a message of a consent begins it in English; others
    # have words of their own before anything is shown in them.
    is_whole = total == translated and (language in shipped or has_own_texts(language))
    return Vocabulary(given, plurals_of(language).form_of, is_whole)

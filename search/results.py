"""What a reader is shown of what a backend found."""

import re
from collections.abc import Container, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import lru_cache
from unicodedata import category

from django.conf import settings
from django.core.paginator import Page, Paginator
from django.db.models import Q
from django.utils.encoding import iri_to_uri
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from members.models import MemberPage
from openheritage import foreign, slots
from openheritage.facts import Facts
from openheritage.locales import available, locale_ids, open_locales
from openheritage.names import bcp47, direction
from openheritage.slots import Slot
from openheritage.words import Words

from . import analysis, backends, sources
from .backends import COUNTED, Hits, Query
from .forms import MAX_PAGES, PER_PAGE
from .highlighting import MAX_TEXT, WORD, Wanted, excerpt, folded
from .models import Entry, EntryKind, Promotion

ELSEWHERE = 6
SUGGESTIONS = 6
# More would hide what was found.
MOST_PROMOTED = 3
PROMOTED: Facts[str, list[tuple[str, str]]] = Facts("promoted results")

# The title is a name, whatever its kind.
PROFILE = MemberPage._meta.label_lower
# Of one thing; the labels of ``EntryKind`` name lists.
KIND_NAMES = {
    EntryKind.CLAUSE: pgettext_lazy("what was found", "Statement"),
    EntryKind.PAGE: pgettext_lazy("what was found", "Page"),
    EntryKind.NEWS: pgettext_lazy("what was found", "News"),
    EntryKind.MEMBER: pgettext_lazy("what was found", "Member of the Coalition"),
    EntryKind.SIGNATORY: pgettext_lazy("what was found", "Signatory"),
    EntryKind.STORY: pgettext_lazy("what was found", "Story"),
    EntryKind.DOCUMENT: pgettext_lazy("what was found", "Document"),
    EntryKind.QUESTION: pgettext_lazy("what was found", "Question"),
}


# Title, other words for it, and where the site's settings keep the address.
WAYS = [
    (
        _("Contact"),
        # Translators: words by which readers look for the contact address; commas part
        # them, there may be more or fewer than in English.
        _("contact, e-mail, mail, address"),
        "contact_email",
    ),
    (
        _("Donate"),
        # Translators: words by which readers look for a way to give money.
        _("donate, donation, give"),
        "donation_url",
    ),
]


@dataclass
class Result:
    title: str
    url: str
    kind: Words
    language: str
    date: date | None
    excerpt: SafeString
    # Of the language that the link leads to, where that is not the reader's.
    tag: str = ""
    # The title is the name of somebody, in a language that we may not know …
    is_name: bool = False
    country: str = ""
    # … and this the same in Latin letters.
    subtitle: SafeString | str = ""
    # Of what the signatory said, which then is the excerpt, where it is known.
    comment_tag: str = ""

    @property
    def title_tag(self) -> str:
        if self.is_name:
            return foreign.language_of_name(self.title, self.country)
        return bcp47(self.language)

    def suggestion(self) -> dict[str, str]:
        return {
            "title": self.title,
            "url": self.url,
            "kind": str(self.kind),
            "lang": self.title_tag,
            "dir": "auto" if self.is_name else direction(self.language),
            # Translators: what a screen reader says of a suggestion: its title, and
            # whether it is a page, a member …
            "label": str(_("%(title)s, %(kind)s"))
            % {"title": self.title, "kind": self.kind},
        }


@dataclass
class Way:
    """What is no page, but looked for: at the foot of every page."""

    title: Words
    url: str
    text: str


@dataclass
class Choice:
    """A kind of results that a reader may choose."""

    value: str
    label: Words
    count: int


@dataclass
class Results:
    total: int = 0
    most = COUNTED
    # Another spelling, and that which was searched because the query finds nothing.
    better: str = ""
    searched: str = ""
    ways: list[Way] = field(default_factory=list)
    kinds: list[Choice] = field(default_factory=list)
    of_all_kinds: int = 0
    promoted: list[Result] = field(default_factory=list)
    shown: list[Result] = field(default_factory=list)
    page: Page | None = None
    elsewhere: list[Result] = field(default_factory=list)

    @property
    def is_counted(self) -> bool:
        return self.total <= COUNTED

    @property
    def is_miss(self) -> bool:
        """Whether the reader's language has nothing, whatever kind was asked for."""
        return not (self.of_all_kinds or self.total or self.promoted or self.ways)


def rows_of(
    ids: Iterable[str],
    things: Iterable[str],
    language: str,
    known: Iterable[Entry] = (),
) -> list[Entry]:
    """The entries of documents, and those of whole ``things`` for a language; some of
    them are ``known``."""
    there = [*known]
    missing = [*set(ids).difference(entry.document_id for entry in there)]
    keys = [
        tuple(key) for key in (each.split("|") for each in missing) if len(key) == 3
    ]
    if not (keys or things):
        return there
    documents, parts, languages = zip(*keys, strict=True) if keys else ((), (), ())
    # Some more rows than were asked for, in one query that the index answers.
    wanted = Q(thing__in=documents, part__in=parts, language__in={*languages})
    if things:
        shown = f" {language} "
        wanted |= Q(thing__in=things, part="", shown_in__contains=shown)
    rows = Entry.objects.filter(wanted).defer("title_tokens", "text_tokens")
    return [*there, *rows]


class Reader:
    """Turns entries into results for a reader of ``language``."""

    def __init__(
        self, language: str, query: str = "", others: Iterable[str] = ()
    ) -> None:
        self.language = language
        self.query = query
        # The languages by whose rules the backend looked.
        self.others = (language, *others)
        self.wanted: dict[str, Wanted] = {}

    def result(self, entry: Entry, *, prefix: str = "") -> Result:
        found = self.plain(entry, prefix)
        if entry.kind == EntryKind.SIGNATORY:
            # Nobody knows the language of a name, nor does it follow from the form's.
            latin, _line, comment = entry.text.partition("\n")
            found.language = ""
            if foreign.may_be_in(comment, entry.language):
                found.comment_tag = bcp47(entry.language)
            found.country = entry.country
            if self.query:
                found.subtitle = self.excerpt(entry, latin)
                found.excerpt = self.excerpt(entry, comment)
        return found

    def plain(self, entry: Entry, prefix: str) -> Result:
        return Result(
            title=entry.title,
            url=iri_to_uri(f"/{prefix or self.language}/{entry.path}"),
            kind=KIND_NAMES[EntryKind(entry.kind)],
            language=entry.language,
            date=entry.date,
            excerpt=self.excerpt(entry, entry.text) if self.query else mark_safe(""),
            tag=bcp47(prefix) if prefix else "",
            is_name=entry.kind == EntryKind.SIGNATORY or entry.source == PROFILE,
        )

    def excerpt(self, entry: Entry, text: str) -> SafeString:
        if entry.language not in self.wanted:
            self.wanted[entry.language] = Wanted(
                self.query, entry.language, self.others
            )
        return excerpt(separated(text), self.wanted[entry.language])


def separated(text: str) -> str:
    """In one line: a heading does not run into what follows it."""
    pieces = [piece.strip() for piece in text.split("\n") if piece.strip()]
    ended = [
        f"{piece} " if category(piece[-1])[0] == "P" else f"{piece} · "
        for piece in pieces[:-1]
    ]
    return "".join([*ended, *pieces[-1:]])


def find(query: Query) -> Results:
    """All that the search page shows; ``query.start`` may lie beyond the end."""
    backend = backends.get()
    is_first = not (query.start or query.kind)
    other_ways = ways(query.text, query.language) if is_first else []
    if other_ways:
        # What is meant is known: no other word need be.
        query = replace(query, exact=True)
    hits = backend.search(query)
    if query.start and not hits.ids:
        last = min(max(hits.total - 1, 0) // PER_PAGE, MAX_PAGES - 1) * PER_PAGE
        query = replace(query, start=last)
        hits = backend.search(query)
    # On top of the first page, unless a reader wants to see one kind.
    words = hits.searched or query.text
    on_top = promoted(words, query.language) if is_first else []
    rows = rows_of(hits.ids, on_top, query.language, hits.entries)
    public = sources.still_public(rows, query.language)
    by_id = {entry.document_id: entry for entry in public}
    first = {entry.thing: entry for entry in public if not entry.part}
    tops = [first[thing] for thing in on_top if thing in first]
    shown = [by_id[each] for each in hits.ids if each in by_id]
    total = hits.total
    if total <= COUNTED:
        total -= len(hits.ids) - len(shown)
    kinds = public_kinds(hits, rows, by_id)

    reader = Reader(query.language, words, [settings.LANGUAGE_CODE])
    results = Results(
        total=max(total, len(tops)) + len(other_ways),
        better=as_written(hits.did_you_mean, shown),
        searched=as_written(hits.searched, shown),
        ways=other_ways,
        of_all_kinds=sum(kinds.values()),
        kinds=choices(kinds, query.kind),
        promoted=[reader.result(entry) for entry in tops],
        shown=[reader.result(entry) for entry in shown if entry not in tops],
        page=Paginator(range(min(total, PER_PAGE * MAX_PAGES)), PER_PAGE).get_page(
            query.start // PER_PAGE + 1
        ),
    )
    if results.is_miss:
        results.elsewhere = elsewhere(query)
    return results


def as_written(words: str, entries: list[Entry]) -> str:
    """Folded words with the accents that they have in what was found."""
    if not words or (words.isascii() and words.isdecimal()):
        return words
    texts = [f"{entry.title} {entry.text[:MAX_TEXT]}" for entry in entries]
    written = {
        folded(match[0]): match[0].lower()
        for text in reversed(texts)
        for match in WORD.finditer(text)
    }
    return " ".join(written.get(word, word) for word in words.split())


@lru_cache(maxsize=200)
def meanings(words: str, language: str) -> tuple[frozenset[str], ...]:
    """The tokens of each of some words that commas part."""
    known = re.split("[,،、，]", words)
    return tuple(frozenset(analysis.tokens(each, language)) for each in known)


def ways(query: str, language: str) -> list[Way]:
    asked = frozenset(analysis.tokens(query, language))
    found = []
    for title, words, way in WAYS:
        if asked in meanings(f"{words},{title}", language):
            for addresses in slots.answers(Slot.ADDRESSES):
                if address := getattr(addresses, way):
                    is_mail = "@" in address and "/" not in address
                    url = f"mailto:{address}" if is_mail else address
                    found.append(Way(title, url, address))
    return found if asked else []


def promoted(query: str, language: str) -> list[str]:
    """The things that staff put on top of a query, the oldest promise first."""
    tokens = set(analysis.tokens(query, language))
    found = [
        thing
        for words, thing in PROMOTED.of(language, lambda: promotions(language))
        if words and tokens.issuperset(words.split())
    ]
    return list(dict.fromkeys(found))[:MOST_PROMOTED]


def promotions(language: str) -> list[tuple[str, str]]:
    """``(tokens, thing)``"""
    rows = Promotion.objects.filter(locale_id=locale_ids()[language]).order_by("pk")
    return [
        (words, sources.page_thing(key))
        for words, key in rows.values_list("tokens", "page__translation_key")
    ]


def public_kinds(
    hits: Hits, rows: list[Entry], public: Container[str]
) -> dict[str, int]:
    """How many of each kind, without the hits on this page that are public no more."""
    kinds = dict(hits.kinds)
    kind_of = {entry.document_id: entry.kind for entry in rows}
    for document_id in hits.ids:
        # A withdrawn signature leaves the table at once, a server's index later.
        is_signature = sources.is_signature(document_id)
        kind = kind_of.get(
            document_id, EntryKind.SIGNATORY.value if is_signature else ""
        )
        # What is said to be more stays so.
        if document_id not in public and 0 < kinds.get(kind, 0) <= COUNTED:
            kinds[kind] -= 1
    return kinds


def choices(kinds: dict[str, int], kind: str) -> list[Choice]:
    counted = [
        Choice(each.value, each.label, kinds.get(each.value, 0))
        for each in EntryKind
        if kinds.get(each.value) or each.value == kind
    ]
    # A choice between one thing and itself is none.
    return counted if kind or len(counted) > 1 else []


def elsewhere(query: Query) -> list[Result]:
    """What is found in other languages, each under the prefix of its own."""
    asked = replace(query, kind="", start=0, size=ELSEWHERE)
    hits = backends.get().elsewhere(asked)
    ids = hits.ids[:ELSEWHERE]
    public = sources.still_public(rows_of(ids, [], query.language, hits.entries))
    by_id = {entry.document_id: entry for entry in public}
    reader = Reader(query.language, query.text, open_locales())
    return [
        reader.result(by_id[each], prefix=available(by_id[each].language))
        for each in ids
        if each in by_id
    ]


def suggestions(text: str, language: str) -> list[Result]:
    ids = backends.get().suggest(text, language, SUGGESTIONS)[:SUGGESTIONS]
    public = sources.still_public(rows_of(ids, [], language), language)
    by_id = {entry.document_id: entry for entry in public}
    reader = Reader(language)
    return [reader.result(by_id[each]) for each in ids if each in by_id]

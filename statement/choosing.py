"""Which two texts somebody wants to see compared."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from openheritage import slots
from openheritage.forms import StepForm
from openheritage.locales import language_of, open_locales
from openheritage.names import day
from openheritage.pages import restricted
from openheritage.slots import Slot

from .asking import DIGEST, STATEMENT, page_type
from .models import StatementText, marked

# More than this many figures name no version.
FIGURES = 9


def histories(
    language: str, document: str = STATEMENT
) -> dict[str, list[StatementText]]:
    """All texts of a language and of the original, the newest first, without words.
    Two queries; nothing of a page that is not open to everyone."""
    pages = page_type(document).objects
    key = pages.key()
    codes = [*dict.fromkeys([language, settings.LANGUAGE_CODE])]
    texts = StatementText.objects.filter(
        version__translation_key=key, locale__language_code__in=codes
    )
    private = {
        language_of(locale)
        for locale in pages.filter(restricted(), translation_key=key).values_list(
            "locale_id", flat=True
        )
    }
    found: dict[str, list[StatementText]] = {code: [] for code in codes}
    for text in texts.select_related("version").defer("text"):
        found[text.language].append(text)
    return {
        code: marked(each)
        for code, each in found.items()
        if each and code not in private and code in open_locales()
    }


@dataclass(frozen=True)
class Pair:
    old: StatementText
    new: StatementText
    language: str
    # All texts of that language.
    history: list[StatementText]
    # Whether the older one was asked for by the number of its version.
    is_whole: bool

    def spans(self, text: StatementText) -> bool:
        """Whether a text lies between the two. Where a version is asked for, its own
        corrigenda are part of what is compared."""
        first = (self.old.version.number, 0 if self.is_whole else self.old.pk + 1)
        last = (self.new.version.number, self.new.pk)
        return first <= (text.version.number, text.pk) <= last


@dataclass(frozen=True)
class Side:
    """One of the two, with published signatures on its words, and on its version in
    all languages."""

    text: StatementText
    title: str
    on_text: int
    on_version: int


def sides_of(pair: Pair) -> list[Side]:
    """Two queries."""
    versions = [pair.old.version_id, pair.new.version_id]
    texts = StatementText.objects.filter(version__in=versions)
    signed: Counter[int] = Counter()
    for answer in slots.answers(Slot.SIGNED_PUBLICLY, texts):
        signed.update(answer)
    totals: Counter[int] = Counter()
    for pk, version in texts.order_by().values_list("pk", "version_id"):
        totals[version] += signed[pk]
    return [
        Side(text, title_of(text), signed[text.pk], totals[text.version_id])
        for text in (pair.old, pair.new)
    ]


def title_of(text: StatementText) -> str:
    date = {"date": day(text.published_at)}
    if text.is_corrigendum:
        return _("Corrigendum, published on %(date)s") % date
    return _("%(version)s, published on %(date)s") % {"version": text.version, **date}


class AskedField(forms.CharField):
    """What is missing is judged by the form, in words of its own."""

    def validate(self, value: Any) -> None:
        pass


class CompareForm(StepForm):
    """Either field takes the number of a version, which stands for its newest words,
    or a digest. ``missing`` says that what was asked for does not exist."""

    missing = False
    pair: Pair | None = None

    def __init__(self, data: Any, histories: dict[str, list[StatementText]]) -> None:
        super().__init__(data)
        self.histories = histories
        for name, label in (
            ("from", pgettext("a text", "From")),
            ("to", pgettext("a text", "To")),
        ):
            self.fields[name] = AskedField(
                label=label,
                widget=forms.Select(choices=self.choices()),
            )

    @property
    def is_useful(self) -> bool:
        """Whether there are two texts to choose."""
        return len(self.choices()) > 2

    def choices(self) -> list[tuple[str, str]]:
        """Versions by number, whoever has them; corrigenda by digest."""
        shown = next(iter(self.histories.values()), [])
        versions: dict[int, StatementText] = {}
        for texts in self.histories.values():
            for text in reversed(texts):
                versions.setdefault(text.version.number, text)
        options = [(text, str(number)) for number, text in versions.items()]
        options += [(text, text.sha256) for text in shown if text.is_corrigendum]
        # The words of a version are its last ones, so its corrigenda end there.
        options.sort(key=lambda option: (-option[0].version.number, len(option[1])))
        return [("", "—"), *((value, title_of(text)) for text, value in options)]

    def asked(self, name: str) -> int | str | None:
        given = self.cleaned_data.get(name, "").strip()
        if not given:
            return None
        if DIGEST.fullmatch(given.lower()):
            return given.lower()
        if not given.isdecimal() or int(given[:FIGURES]) < 1:
            self.add_error(name, _("Choose a version from the list."))
            return None
        return int(given) if len(given) <= FIGURES else 10**FIGURES

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        old, new = self.asked("from"), self.asked("to")
        if self.errors:
            return cleaned
        if old is None and new is None:
            for name in self.fields:
                self.add_error(name, _("Choose a version from the list."))
            return cleaned
        for name, asked in (("from", old), ("to", new)):
            if asked is not None and not self.exists(asked):
                self.missing = True
                self.add_error(name, _("There is no such version."))
        if not self.errors:
            self.pair = self.find(old, new)
            if self.pair is None:
                self.add_error("to", _("Choose two different versions."))
        return cleaned

    def exists(self, asked: int | str) -> bool:
        return any(candidates(texts, asked) for texts in self.histories.values())

    def find(self, old: int | str | None, new: int | str | None) -> Pair | None:
        """In the first language that has both; the older one is always ``old``."""
        if old == new:
            return None
        for code, texts in self.histories.items():
            is_last = code == [*self.histories][-1]
            asked = [
                self.number_of(each)
                if is_last and not candidates(texts, each)
                else each
                for each in (old, new)
                if each is not None
            ]
            found = [candidates(texts, each) for each in asked]
            if not all(found):
                continue
            if new is None:
                # Up to what is the newest anywhere.
                newest = max(each[0].version.number for each in self.histories.values())
                if texts[0].version.number < newest:
                    continue
                found = [found[0], texts[:1]]
            elif old is None:
                place = texts.index(found[0][0]) + 1
                if not is_last and place == len(texts):
                    continue
                found = [texts[place : place + 1], found[0]]
            if pair := nearest(*found):
                return Pair(*pair, code, texts, isinstance(old, int))
            return None
        return None

    def number_of(self, asked: int | str) -> int | str:
        """Of the version to which a text of another language belongs."""
        for texts in self.histories.values():
            for text in candidates(texts, asked):
                return text.version.number
        return asked


def candidates(texts: list[StatementText], asked: int | str) -> list[StatementText]:
    """The same words may have been published twice, and have one digest."""
    if isinstance(asked, str):
        return [text for text in texts if text.sha256 == asked]
    return [text for text in texts if text.version.number == asked][:1]


def nearest(
    old: list[StatementText], new: list[StatementText]
) -> tuple[StatementText, StatementText] | None:
    """Two texts of which the first is the older one, as asked or turned round."""

    def age(text: StatementText) -> tuple[int, int]:
        return text.version.number, text.pk

    for before, after in ((old, new), (new, old)):
        pairs = [
            (one, other) for other in after for one in before if age(one) < age(other)
        ]
        if pairs:
            return pairs[0]
    return None

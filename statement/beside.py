"""The Statement in two or three languages, part beside part.

Each column has the words that readers of its language are shown. Parts are aligned by
their label, what has none by the id of its block, which all languages share.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django import forms
from django.conf import settings
from django.db.models import Subquery
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import StreamValue

from openheritage.forms import StepForm, set_choices
from openheritage.furniture import speaking
from openheritage.locales import open_locales
from openheritage.names import language_name
from openheritage.pages import path_in, restricted

from .affected import Lag, lag_of
from .blocks import LABELLED, paragraphs
from .comparing import anchor_of
from .models import StatementPage, StatementText, StatementVersion


@dataclass
class Column:
    # Of the address, whatever the words are in.
    language: str
    page: StatementPage
    text: StatementText | None
    # It was translated once, and is not any more.
    is_withdrawn: bool = False

    @property
    def is_untranslated(self) -> bool:
        return self.page.language != self.language and not self.is_withdrawn

    @cached_property
    def lag(self) -> Lag | None:
        return lag_of(self.text)

    @property
    def address(self) -> str:
        """Of the page that has these words alone."""
        return path_in(self.language, self.page.url_path)


@dataclass
class Cell:
    column: Column
    part: StreamValue.StreamChild | None

    @property
    def paragraphs(self) -> list[str]:
        assert self.part is not None  # noqa: S101 - for the types: a gap has none
        if self.part.block_type in LABELLED:
            return self.part.value.paragraphs
        return paragraphs(self.part.value)


@dataclass
class Row:
    kind: str
    label: str
    cells: list[Cell]

    @property
    def anchor(self) -> str:
        return anchor_of(self.label)


def beside_path(languages: list[str]) -> str:
    """The first one is the reader's."""
    with speaking(languages[0]):
        return reverse("statement_beside", args=languages[1:])


def swapped(languages: list[str]) -> dict[str, str]:
    """Where the language switcher leads to for those that stand here already: they
    change places."""
    reader, *others = languages
    return {
        other: beside_path(
            [other, *(reader if each == other else each for each in others)]
        )
        for other in others
    }


def columns_of(languages: list[str]) -> list[Column]:
    """Two queries. Raises ``Http404`` unless all are open, differ, and may be read by
    everyone."""
    ids = open_locales()
    if len({*languages}) < len(languages) or not ids.keys() >= {*languages}:
        raise Http404
    wanted = [ids[code] for code in {*languages, settings.LANGUAGE_CODE}]
    found = StatementPage.objects.filter(
        translation_key=StatementPage.objects.key(), locale_id__in=wanted, live=True
    ).annotate(is_private=restricted())
    pages = {page.locale_id: page for page in found}
    texts = newest_of(wanted)
    columns = []
    for code in languages:
        page, withdrawn = pages.get(ids[code]), False
        if page is None:
            withdrawn = ids[code] in texts
            page = pages.get(ids[settings.LANGUAGE_CODE])
        if page is None or page.is_private:
            raise Http404
        columns.append(Column(code, page, texts.get(page.locale_id), withdrawn))
    return columns


def newest_of(locales: list[int]) -> dict[int, StatementText]:
    """What was published last in each language, without the words."""
    key = StatementPage.objects.key()
    newest = StatementVersion.objects.filter(translation_key=key).values("number")[:1]
    texts = (
        StatementText.objects.filter(
            version__translation_key=key, locale_id__in=locales
        )
        .select_related("version")
        .defer("text")
        .annotate(newest=Subquery(newest))
    )
    return {text.locale_id: text for text in reversed(texts)}


def key_of(part: StreamValue.StreamChild) -> tuple[str, str]:
    if part.block_type in LABELLED:
        return part.block_type, part.value["label"]
    return part.block_type, part.id


def rows_of(columns: list[Column]) -> list[Row]:
    """In the order of the first column; what others have besides stands behind what
    it follows there."""
    parts = [{key_of(part): part for part in each.page.body} for each in columns]
    order: list[tuple[str, str]] = []
    for column in parts:
        place = 0
        for key in column:
            if key in order:
                place = order.index(key) + 1
            else:
                order.insert(place, key)
                place += 1
    return [
        Row(
            kind,
            name if kind in LABELLED else "",
            [
                Cell(column, found.get((kind, name)))
                for column, found in zip(columns, parts, strict=True)
            ],
        )
        for kind, name in order
    ]


class BesideForm(StepForm):
    """Languages besides the reader's, by their own names."""

    other = forms.ChoiceField(label=_("Second language"))
    third = forms.ChoiceField(label=_("Third language"), required=False)

    def __init__(self, data: Any = None, *, language: str) -> None:
        super().__init__(data)
        codes = [code for code in open_locales() if code != language]
        names = [(code, language_name(code)) for code in codes]
        set_choices(self, "other", names)
        set_choices(self, "third", [("", "—"), *names])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("other") and cleaned["other"] == cleaned.get("third"):
            self.add_error("third", _("Choose two different languages."))
        return cleaned

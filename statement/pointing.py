"""Pages that are about parts of the Statement: a story about article 4, say.

They hold ids of blocks, which are the same in every language and stay when a label is
corrected. Staff choose on the original, which answers for all its languages. What goes
from the Statement is not shown here either, and comes back with it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Cast
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext as staff_now
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel
from wagtail_localize.fields import SynchronizedField

from openheritage.locales import locale_ids
from openheritage.pages import path_in

from .blocks import LABELLED
from .models import StatementPage


@dataclass(frozen=True)
class Part:
    """A clause or an article, as readers of a language see it."""

    id: str
    kind: str
    label: str
    # Of an article; empty for a clause.
    title: str
    path: str
    # Of its words, which may be those of the original.
    language: str
    # The first paragraph.
    words: str = ""

    @property
    def name(self) -> str:
        """As our own words name it: “Article 4: Use for any purpose”."""
        words = {"label": self.label, "title": self.title}
        if self.kind == "article":
            return _("Article %(label)s: %(title)s") % words
        return _("Clause %(label)s") % words

    @property
    def anchor(self) -> str:
        return f"{self.kind}-{self.label}"


def parts_in(language: str) -> dict[str, Part]:
    """``{block id: part}`` of the Statement that is shown, in its order. One query."""
    page = StatementPage.objects.shown_in(language)
    if page is None:
        return {}
    path = path_in(language, page.url_path)
    return {
        part.id: Part(
            id=part.id,
            kind=part.block_type,
            label=part.value["label"],
            title=part.value.get("title", ""),
            path=f"{path}#{part.block_type}-{part.value['label']}",
            language=page.language,
            words=next(iter(part.value.paragraphs), ""),
        )
        for part in page.body
        if part.block_type in LABELLED
    }


def choices() -> list[tuple[str, list[tuple[str, str]]]]:
    """All parts of the original as it was published or, before, drafted. For staff."""
    page = StatementPage.objects.filter(
        locale_id=locale_ids()[settings.LANGUAGE_CODE],
        translation_key__in=StatementPage.objects.key(),
    ).first()
    found: dict[str, list[tuple[str, str]]] = {kind: [] for kind in LABELLED}
    for part in page.body if page else ():
        if part.block_type not in LABELLED:
            continue
        found[part.block_type].append((part.id, words_of(part)))
    return [
        (staff_now("Clauses"), found["clause"]),
        (staff_now("Articles"), found["article"]),
    ]


def words_of(part: Any) -> str:
    """By which staff know a part."""
    words = part.value.get("title") or Truncator(part.value["text"]).words(24)
    return f"{part.value['label']}: {words}"


class PartsWidget(forms.CheckboxSelectMultiple):
    """Boxes to tick under two headings; what is chosen and has gone has a third."""

    template_name = "statement/admin/parts.html"

    def optgroups(
        self, name: str, value: list[str], attrs: dict[str, Any] | None = None
    ) -> list:
        groups = super().optgroups(name, value, attrs)
        known = {str(option["value"]) for _n, group, _i in groups for option in group}
        gone = [each for each in value if each and each not in known]
        options = [
            self.create_option(
                name,
                part,
                staff_now("A part that is no longer there"),
                True,
                len(known) + number,
                attrs=attrs,
            )
            for number, part in enumerate(gone)
        ]
        if options:
            heading = staff_now("No longer in the Statement")
            groups.append((heading, options, len(groups)))
        return groups


class PartsField(forms.MultipleChoiceField):
    """Chosen are ids of blocks; one that has gone from the Statement is kept until
    staff take it away, and shows again when it comes back."""

    widget = PartsWidget

    def __init__(self, **kwargs: Any) -> None:
        # What a model's JSON field would hand to its own form field.
        for name in ("encoder", "decoder"):
            kwargs.pop(name, None)
        super().__init__(choices=choices, **kwargs)

    def prepare_value(self, value: Any) -> Any:
        return value or []

    def valid_value(self, value: Any) -> bool:
        return super().valid_value(value) or is_block_id(value)

    def has_changed(self, initial: Any, data: Any) -> bool:
        return set(initial or ()) != set(data or ())


def is_block_id(value: Any) -> bool:
    """Whether it may name a part of an earlier Statement."""
    try:
        return str(UUID(str(value))) == str(value)
    except ValueError:
        return False


class PartsModelField(models.JSONField):
    def formfield(self, *args: Any, **kwargs: Any) -> forms.Field:
        return PartsField(
            required=not self.blank,
            label=kwargs.get("label", self.verbose_name),
            help_text=kwargs.get("help_text", self.help_text),
        )


class PointingQuerySet(models.QuerySet):
    """Mixed into the manager of pages that are about parts of the Statement."""

    def about(self, parts: Iterable[str]) -> Any:
        """Those whose original names one of the parts. A query within the query."""
        originals = self.model.objects.filter(
            locale_id=locale_ids()[settings.LANGUAGE_CODE]
        )
        # SQLite knows no containment in JSON; an id in its quotes is found in the text.
        asked = originals.annotate(chosen=Cast("parts", models.TextField()))
        tests = [Q(chosen__contains=f'"{part}"') for part in parts]
        found = asked.filter(reduce(or_, tests, Q(pk__in=[])))
        return self.filter(translation_key__in=found.values("translation_key"))


class PointsAtParts(models.Model):
    """A page that is about clauses and articles of the Statement."""

    # Of the page that it is part of.
    original: Any

    parts = PartsModelField(
        default=list,
        blank=True,
        verbose_name=staff_("clauses and articles"),
        help_text=staff_("Of the Statement: what this is about. Choose several."),
    )

    parts_panel = FieldPanel("parts")
    parts_translation = [SynchronizedField("parts", overridable=False)]

    class Meta:
        abstract = True

    def parts_in(self, language: str) -> list[Part]:
        """What it is about, in the order of the Statement; what has gone is left out.
        One query for the Statement, and one for the original of a translation."""
        chosen = set(self.original.parts)
        if not chosen:
            return []
        return [part for pk, part in parts_in(language).items() if pk in chosen]

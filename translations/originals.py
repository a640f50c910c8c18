"""What is translated: originals, and how many sentences each has."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import OuterRef, Subquery, TextField, Value
from django.db.models.functions import Cast
from wagtail.models import Page, TranslatableMixin
from wagtail.snippets.models import get_snippet_models

from openheritage.locales import locale_ids

from .models import Tally


def default_locale() -> int:
    return locale_ids()[settings.LANGUAGE_CODE]


def snippet_models() -> list[Any]:
    return [
        model
        for model in get_snippet_models()
        if issubclass(model, TranslatableMixin) and not issubclass(model, Page)
    ]


def sentences_of() -> Subquery:
    """The same in every language to which it was submitted."""
    counted = Tally.objects.filter(
        translation__source__object_id=OuterRef("translation_key"),
        translation__source__locale=OuterRef("locale"),
    )
    return Subquery(counted.values("total")[:1])


def told(models: list[Any]) -> Iterator[tuple]:
    """Kind, row and title of the originals. Models that say from which field they are
    called (``told_by``) are asked for in one query, the others in one each."""
    known = [model for model in models if hasattr(model, "told_by")]
    queries = [
        model.objects.filter(locale=default_locale())
        .order_by()
        .values_list(
            Value(model._meta.label_lower),
            *("pk", "translation_key", "live"),
            Cast(model.told_by, TextField()),
            sentences_of(),
        )
        for model in known
    ]
    by_name = {model._meta.label_lower: model for model in known}
    if queries:
        first, *others = queries
        for kind, pk, key, live, said, number in (
            first.union(*others, all=True) if others else first
        ):
            model = by_name[kind]
            yield kind, pk, key, live, str(model(**{model.told_by: said})), number
    for model in models:
        if model in known:
            continue
        rows = model.objects.filter(locale=default_locale())
        for each in rows.annotate(sentences=sentences_of()):
            yield (
                *(model._meta.label_lower, each.pk, each.translation_key),
                *(getattr(each, "live", True), str(each), each.sentences),
            )

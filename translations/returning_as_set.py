"""What ``returning`` asks of one translation, asked for a list of them at once."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from wagtail.models import Page, TranslatableMixin

from .originals import default_locale
from .publishing import gaps_of, key_of
from .returning import base_of, has_no_place
from .work import Pair


def originals_of(translations: Iterable[TranslatableMixin]) -> dict[Pair, Any]:
    """By ``key_of`` of their translations, in a query for each model."""
    by_model = defaultdict(list)
    for translation in translations:
        by_model[base_of(translation)].append(translation)
    found = {}
    for model, these in by_model.items():
        originals = {
            original.translation_key: original
            for original in model.objects.filter(
                locale=default_locale(),
                translation_key__in={row.translation_key for row in these},
            )
        }
        for row in these:
            if original := originals.get(row.translation_key):
                found[key_of(row)] = original
    return found


def with_live_original(translations: Iterable[TranslatableMixin]) -> set[Pair]:
    return {pair for pair, row in originals_of(translations).items() if row.live}


def without_place(pages: list[Page]) -> set[Pair]:
    """Those whose originals stand below a page that is not translated there."""
    originals = originals_of(page for page in pages if page.depth > 2)
    above = {
        pair: original.path[: -Page.steplen] for pair, original in originals.items()
    }
    keys = dict(
        Page.objects.filter(path__in=set(above.values())).values_list(
            "path", "translation_key"
        )
    )
    places = set(
        Page.objects.filter(
            translation_key__in=keys.values(),
            locale__in={locale for _key, locale in above},
        ).values_list("translation_key", "locale_id")
    )
    return {
        (key, locale)
        for (key, locale), path in above.items()
        if (keys[path], locale) not in places
    }


def reasons_to_wait(translations: list[Any]) -> dict[Pair, str]:
    """``returning.reason_to_wait`` of each that has an original; empty where there is
    none."""
    gaps = gaps_of(translations)
    lost = without_place([row for row in translations if isinstance(row, Page)])
    return {
        key_of(row): gaps.get(key_of(row))
        or (has_no_place(row) if key_of(row) in lost else "")
        for row in translations
    }

"""The report on translations, for those who read it.

Localize lists whatever was ever submitted, offers all languages that a site could
have, and links originals that a translator may not open. Delete this when it asks
``Locale`` and the permissions of the reader.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as staff_
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.reports import page_types_usage
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.views import report

from openheritage.locales import locale_ids
from openheritage.names import language_name, number

from .progress import Work, locales_of, with_counts
from .reach import writes_originals


def existing_languages() -> list[tuple[str, str]]:
    return [(code, language_name(code)) for code in locale_ids()]


def offer_existing_languages() -> None:
    """In the filters that would offer each language that Wagtail could have."""
    for filters, names in (
        (report.TranslationsReportFilterSet, ("source_locale", "target_locale")),
        (page_types_usage.PageTypesUsageReportFilterSet, ("page_locale",)),
    ):
        for name in names:
            filters.base_filters[name].extra["choices"] = existing_languages


def instances_of(rows: Sequence[Translation]) -> dict[tuple, Any]:
    """Originals and translations, by key and language, in a query for each model."""
    keys = defaultdict(set)
    for row in rows:
        model: Any = row.source.specific_content_type.model_class()
        keys[model.get_translation_model()].add(row.source.object_id)
    found = {}
    for model, wanted in keys.items():
        instances = model.objects.filter(translation_key__in=wanted)
        related = ["locale", "content_type"] if model is Page else ["locale"]
        if model is Page:
            # Whoever has no right on a page may have a task there.
            instances = instances.prefetch_workflow_states()
        for instance in instances.select_related(*related):
            found[instance.translation_key, instance.locale_id] = instance
    return found


class TranslationsReportView(report.TranslationsReportView):
    def get_queryset(self) -> QuerySet[Translation]:
        """Those whose page is there; of the others only the sentences are kept.

        Whoever writes no originals sees the languages into which they translate.
        """
        rows = super().get_queryset().filter(enabled=True)
        if not writes_originals(self.request.user):
            own = locales_of(self.request.user, "change_page")
            rows = rows.filter(target_locale__in=own)
        return rows.select_related(
            "source__locale", "source__specific_content_type", "target_locale"
        ).order_by("source__object_repr", "target_locale__language_code", "pk")

    def decorate_paginated_queryset(
        self, object_list: Iterable[Translation]
    ) -> list[Translation]:
        """Each with how far it is, whether readers have it, and the addresses at which
        its reader may go on, if any."""
        finder = AdminURLFinder(self.request.user)
        translations = [*super().decorate_paginated_queryset(object_list)]
        instances = instances_of(translations)
        counts = {
            pk: numbers
            for pk, *numbers in with_counts(
                Translation.objects.filter(pk__in=[row.pk for row in translations])
            ).values_list("pk", "total", "translated", "touched_at")
        }
        rows = []
        for row in translations:
            key, source = row.source.object_id, row.source
            row.target = instances.get((key, row.target_locale_id))
            original = instances.get((key, source.locale_id))
            if row.target is None or original is None:
                continue
            row.target_url = finder.get_edit_url(row.target)
            row.source_url = finder.get_edit_url(original)
            row.work = work = Work.of(row.target, *counts[row.pk])
            row.progress = staff_("%(translated)s of %(total)s") % {
                "translated": number(work.total - work.left),
                "total": number(work.total),
            }
            rows.append(row)
        return rows

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(*args, **kwargs)
        return context | {
            "progress_label": staff_("Translated texts"),
            "ready": staff_("translated, waits for publication"),
        }

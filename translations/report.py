"""The report on translations, for those who read it.

Localize lists whatever was ever submitted, offers all languages that a site could
have, and links originals that a translator may not open. Delete this when it asks
``Locale`` and the permissions of the reader.
"""

from collections.abc import Iterable

from django.core.exceptions import ObjectDoesNotExist
from django.db.models import QuerySet
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.views.reports import page_types_usage
from wagtail_localize.models import Translation
from wagtail_localize.views import report

from openheritage.locales import locale_ids
from openheritage.names import language_name


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


class TranslationsReportView(report.TranslationsReportView):
    def get_queryset(self) -> QuerySet[Translation]:
        """Those whose page is there; of the others only the sentences are kept."""
        rows = super().get_queryset().filter(enabled=True)
        return rows.order_by("source__object_repr", "target_locale__language_code")

    def decorate_paginated_queryset(
        self, object_list: Iterable[Translation]
    ) -> list[Translation]:
        """Each with the addresses at which its reader may go on, if any."""
        finder = AdminURLFinder(self.request.user)
        rows = []
        for row in super().decorate_paginated_queryset(object_list):
            try:
                row.target = row.get_target_instance()
                row.target_url = finder.get_edit_url(row.target)
                row.source_url = finder.get_edit_url(row.source.get_source_instance())
            except ObjectDoesNotExist:
                continue
            rows.append(row)
        return rows

"""The list of what was withdrawn with its original and is not back yet."""

from collections import defaultdict
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.snippets.permissions import user_can_edit_snippet_type

from .models import Withdrawn
from .publishing import key_of
from .returning_as_set import reasons_to_wait, with_live_original


class WithdrawnView(ReportView):
    page_title = staff_("Withdrawn translations")
    header_icon = "view"
    index_url_name = "withdrawn_translations"
    index_results_url_name = "withdrawn_translations_results"
    default_ordering = "-withdrawn_at"
    no_results_message = staff_("No translation was withdrawn with its original.")
    list_export: list[str] = []
    columns = [
        TitleColumn(
            "title",
            label=staff_("Translation"),
            get_url=lambda row: row.url,
        ),
        Column("locale", label=staff_("Language")),
        DateColumn("withdrawn_at", label=staff_("Withdrawn")),
        Column("reason", label=staff_("What it waits for")),
    ]

    def get_queryset(self) -> QuerySet:
        """Those that this person may edit; of what was deleted nothing is left."""
        rows = Withdrawn.objects.select_related("locale", "content_type")
        finder = AdminURLFinder(self.request.user)
        pages = page_permission_policy.instances_user_has_permission_for(
            self.request.user, "change"
        )
        by_model: dict[Any, list[Withdrawn]] = defaultdict(list)
        for row in rows:
            by_model[row.content_type.model_class()].append(row)
        self.shown = {}
        for model, these in by_model.items():
            is_page = model is Page
            if not is_page and not user_can_edit_snippet_type(self.request.user, model):
                continue
            found: Any = pages if is_page else model.objects.all()
            there = {
                key_of(translation): translation
                for translation in found.filter(
                    translation_key__in={row.translation_key for row in these},
                    locale__in={row.locale_id for row in these},
                ).select_related("locale")
            }
            for row in these:
                if translation := there.get(key_of(row)):
                    url = finder.get_edit_url(translation)
                    self.shown[row.pk] = (translation, url)
        return rows.filter(pk__in=self.shown).order_by("-withdrawn_at", "pk")

    def decorate_paginated_queryset(self, object_list: list) -> list:
        translations = [self.shown[row.pk][0] for row in object_list]
        live = with_live_original(translations)
        reasons = reasons_to_wait([row for row in translations if key_of(row) in live])
        for row in object_list:
            translation, row.url = self.shown[row.pk]
            row.title = str(translation)
            row.reason = (
                reasons[key_of(row)]
                if key_of(row) in live
                else staff_("It comes back when its original is published.")
            ) or staff_("It is complete and comes back at the next publication.")
        return object_list

"""The list of what was withdrawn with its original and is not back yet."""

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
from .returning import original_of, reason_to_wait


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
        self.shown = {}
        for row in rows:
            model: Any = row.content_type.model_class()
            found = pages if model is Page else model.objects.all()
            if model is not Page and not user_can_edit_snippet_type(
                self.request.user, model
            ):
                continue
            translation = found.filter(
                translation_key=row.translation_key, locale=row.locale
            ).first()
            if translation is not None:
                url = finder.get_edit_url(translation)
                self.shown[row.pk] = (translation, url)
        return rows.filter(pk__in=self.shown).order_by("-withdrawn_at", "pk")

    def decorate_paginated_queryset(self, object_list: list) -> list:
        for row in object_list:
            translation, row.url = self.shown[row.pk]
            if isinstance(translation, Page):
                translation = translation.specific
            original = original_of(translation)
            row.title = str(translation)
            row.reason = (
                reason_to_wait(translation)
                if original is not None and original.live
                else staff_("It comes back when its original is published.")
            ) or staff_("It is complete and comes back at the next publication.")
        return object_list

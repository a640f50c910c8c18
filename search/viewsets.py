"""What staff do about searches: put pages on top, and see what nobody found."""

from django.db import models
from django.http import HttpRequest
from django.urls import path
from django.utils.translation import gettext_lazy as staff_
from django_filters import ChoiceFilter
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.menu import MenuItem
from wagtail.admin.panels import FieldPanel, ObjectList
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import BaseListingView, PermissionCheckedMixin
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permissions import ModelPermissionPolicy

from openheritage.locales import language_of, locale_ids
from openheritage.names import language_name

from . import analysis, missed
from .models import Missed, Promotion


class PromotionForm(WagtailAdminModelForm):
    def clean(self) -> dict:
        data = super().clean()
        words, locale = data.get("words"), data.get("locale")
        if words and locale and not analysis.tokens(words, language_of(locale.pk)):
            self.add_error("words", staff_("There is no word in this."))
        return data


class PromotionViewSet(ModelViewSet):
    model = Promotion
    name = "search_promotions"
    icon = "pick"
    menu_label = staff_("Promoted results")
    menu_order = 100
    edit_handler = ObjectList(
        [FieldPanel("locale"), FieldPanel("words"), FieldPanel("page")],
        base_form_class=PromotionForm,
    )
    list_display = ["words", "locale", "page"]
    list_filter = ["locale"]
    search_fields = ["words"]
    ordering = ["words", "pk"]
    copy_view_enabled = False


def languages() -> list[tuple[str, str]]:
    return [(language, language_name(language)) for language in locale_ids()]


class MissedFilterSet(WagtailFilterSet):
    locale = ChoiceFilter(label=staff_("Language"), choices=languages)

    class Meta:
        model = Missed
        fields = ["locale"]


class LanguageColumn(Column):
    def get_value(self, instance: dict) -> str:
        return language_name(instance["locale"])


class MissedView(PermissionCheckedMixin, BaseListingView):
    """Rows are dictionaries: a query of a language, whatever the day."""

    permission_policy = ModelPermissionPolicy(Missed)
    permission_required = "view"
    index_url_name = "search_missed:index"
    index_results_url_name = "search_missed:index_results"
    page_title = staff_("Searched and not found")
    page_subtitle = staff_("on three days or more, of the last 90")
    header_icon = "search"
    verbose_name_plural = staff_("searches")
    filterset_class = MissedFilterSet
    paginate_by = 50
    columns = [
        Column("query", label=staff_("Searched for")),
        LanguageColumn("locale", label=staff_("Language")),
        Column("days", label=staff_("Days")),
        Column("searches", label=staff_("Searches")),
        Column("last", label=staff_("Last")),
    ]

    def get_base_queryset(self) -> models.QuerySet:
        return missed.shown()


class MissedMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return MissedView.permission_policy.user_has_permission(request.user, "view")


class MissedViewSet(ViewSet):
    name = "search_missed"
    url_prefix = "search-missed"
    icon = "search"
    menu_label = staff_("Not found")
    menu_order = 200
    menu_item_class = MissedMenuItem

    def get_urlpatterns(self) -> list:
        return [
            path("", MissedView.as_view(), name="index"),
            path(
                "results/", MissedView.as_view(results_only=True), name="index_results"
            ),
        ]


class SearchViewSetGroup(ViewSetGroup):
    items = (PromotionViewSet, MissedViewSet)
    # Wagtail's own search of pages is the one that is called Search.
    menu_label = staff_("Readers’ searches")
    menu_icon = "search"
    menu_order = 270

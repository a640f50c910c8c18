"""The search of pages in the admin, in all languages or in one.

Delete this when Wagtail's own can be told to look in one (``SearchView``).
"""

from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as staff_
from wagtail.admin.views.pages.search import SearchView, page_filter_search
from wagtail.models import Page
from wagtail.permissions import page_permission_policy
from wagtail.query import PageQuerySet

from openheritage.locales import locale_ids
from openheritage.names import language_name


class LanguageSearchView(SearchView):
    results_template_name = "home/admin/search_results.html"
    language = ""

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("language", "")
        self.language = asked if asked in locale_ids() else ""
        return super().get(request)

    def get_queryset(self) -> PageQuerySet:
        may_see = page_permission_policy.explorable_instances(self.request.user)
        everything = Page.objects.filter(pk__in=may_see.values_list("pk", flat=True))
        if self.language:
            everything = everything.filter(locale_id=locale_ids()[self.language])
        pages = everything.select_related("locale")
        if self.ordering:
            pages = pages.order_by(self.ordering)
        if self.selected_content_type:
            pages = pages.filter(content_type=self.selected_content_type)
        pages, self.all_pages = page_filter_search(
            self.search_query,
            self.annotate_queryset(pages),
            everything,
            self.ordering,
        )
        if pages.supports_facet:
            facets = self.all_pages.facet("content_type_id").items()
            self.content_types = [
                (ContentType.objects.get_for_id(pk), count) for pk, count in facets
            ]
        return pages

    def address(self, language: str) -> str:
        asked = {"q": self.search_query or ""}
        if self.selected_content_type:
            kind = self.selected_content_type
            asked["content_type"] = f"{kind.app_label}.{kind.model}"
        if language:
            asked["language"] = language
        return f"{self.get_index_url()}?{urlencode(asked)}"

    def get_context_data(self, **kwargs: object) -> dict:
        choices = [
            ("", staff_("All")),
            *((code, language_name(code)) for code in locale_ids()),
        ]
        return super().get_context_data(**kwargs) | {
            "languages_title": staff_("Languages"),
            "languages": [
                (label, self.address(code), code == self.language)
                for code, label in choices
            ],
        }

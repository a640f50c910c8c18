"""Pages of the admin that are no row of a listing, made of the desk's sections."""

from typing import Any

from django.forms import Media
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.sections import Section
from openheritage.words import Words


class SectionsMixin(WagtailAdminTemplateMixin):
    template_name: str | None = "desk/sections.html"
    header_icon = "lock"
    page_title: Words = ""

    def get_breadcrumbs_items(self) -> list[dict]:
        own = {"url": "", "label": self.get_page_title()}
        return [*super().get_breadcrumbs_items(), own]

    def sections(self) -> list[Section | None]:
        raise NotImplementedError

    def get_context_data(self, **kwargs: Any) -> dict:
        context = super().get_context_data(**kwargs)
        sections = [section for section in self.sections() if section]
        return context | {"sections": sections, "media": Media()}


class SectionsPage(SectionsMixin, TemplateView):
    pass

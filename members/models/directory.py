from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from openheritage.pages import Picture, SitePage

from ..filters import MembersForm
from .profile import MemberPage


class MembersIndexPage(Picture, SitePage):
    lead = models.TextField(
        blank=True,
        verbose_name=staff_("introduction"),
        help_text=staff_("One sentence under the title."),
    )

    content_panels = SitePage.content_panels + [
        FieldPanel("lead"),
        Picture.picture_panel,
    ]
    override_translatable_fields = (
        SitePage.override_translatable_fields + Picture.picture_translation
    )
    search_fields = SitePage.search_fields + [index.SearchField("lead")]

    parent_page_types = ["home.HomePage"]
    subpage_types = ["members.MemberPage"]
    max_count_per_parent = 1
    choices = ("q", "status", "region", "country", "kind", "sector")

    class Meta:
        verbose_name = staff_("list of members")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context(request, *args, **kwargs)
        pages = MemberPage.objects.for_list(request.LANGUAGE_CODE)
        form = MembersForm(request.GET, pages=pages)
        context["form"] = form
        context["members"] = form.page(request.GET.get("page"))
        context["page_number"] = context["members"].number
        context["totals"] = form.totals
        return context

from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
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
    shows_organisations = True
    choices = ("q", "status", "region", "country", "kind", "sector")

    class Meta:
        verbose_name = staff_("list of members")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context(request, *args, **kwargs)
        language = request.LANGUAGE_CODE
        pages = MemberPage.objects.for_list(language)
        # Asked for where they are shown, if those parts are not kept.
        form: Any = SimpleLazyObject(
            lambda: MembersForm(request.GET, language=language, pages=pages)
        )
        shown: Any = SimpleLazyObject(lambda: form.page(request.GET.get("page")))
        context["form"], context["members"] = form, shown
        context["page_number"] = SimpleLazyObject(lambda: shown.number)
        context["totals"] = SimpleLazyObject(lambda: form.totals)
        return context

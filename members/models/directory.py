from collections import Counter
from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from openheritage.matching import sort_key
from openheritage.pages import SitePage
from organisations.filters import NamedFilterForm

from .profile import MemberPage


class MembersIndexPage(SitePage):
    lead = models.TextField(
        blank=True,
        verbose_name=staff_("introduction"),
        help_text=staff_("One sentence under the title."),
    )

    content_panels = SitePage.content_panels + [FieldPanel("lead")]
    search_fields = SitePage.search_fields + [index.SearchField("lead")]

    parent_page_types = ["home.HomePage"]
    subpage_types = ["members.MemberPage"]
    max_count_per_parent = 1
    choices = ("country", "kind", "sector")

    class Meta:
        verbose_name = staff_("list of members")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context(request, *args, **kwargs)
        members = list(MemberPage.objects.for_list(request.LANGUAGE_CODE))
        members.sort(key=lambda member: sort_key(member.organisation.name))
        organisations = [member.organisation for member in members]
        form = NamedFilterForm(
            request.GET,
            there_is={
                facet: Counter(getattr(each, facet) for each in organisations)
                for facet in NamedFilterForm.facets
            },
        )
        context["form"] = form
        context["totals"] = MemberPage.objects.totals()
        context["members"] = [
            member
            for member, row in zip(members, organisations, strict=True)
            if form.matches(row) and form.is_named(row.name, row.name_latin)
        ]
        return context

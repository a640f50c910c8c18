from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from openheritage.pages import Picture, SitePage, SitePageManager
from statement.canonical import canonical_text
from statement.linking import LinkedPage
from statement.models import KeptPage, KeptPageQuerySet, shown_history

from ..blocks import CommitmentBlock


class CommitmentPageQuerySet(KeptPageQuerySet):
    def shown_in(self, language: str) -> "CommitmentPage | None":
        page: CommitmentPage | None = super().shown_in(language)
        return page


class CommitmentPage(KeptPage, Picture, LinkedPage):
    """The Statement of Commitment: what members of the Coalition promise.

    Its words are kept as the Statement's are, since applicants accept them; the
    original, in the default language, is the record.
    """

    formal_title = models.CharField(
        max_length=255,
        verbose_name=staff_("formal title"),
        help_text=staff_("The title of the text itself; the one above is for menus."),
    )
    notice = models.TextField(
        blank=True,
        verbose_name=staff_("notice"),
        help_text=staff_("A sentence above the text, such as that it is a sample."),
    )
    body = StreamField(CommitmentBlock(), verbose_name=staff_("text"))
    document = "commitment"
    kept_fields = ("formal_title", "body")

    content_panels = SitePage.content_panels + [
        FieldPanel("formal_title"),
        FieldPanel("notice"),
        Picture.picture_panel,
        FieldPanel("body"),
    ]

    override_translatable_fields = (
        SitePage.override_translatable_fields + Picture.picture_translation
    )

    search_fields = SitePage.search_fields + [
        index.SearchField("formal_title"),
        index.SearchField("body"),
    ]

    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    # The texts that applicants accepted stand beside it.
    fixed_slug = True

    objects = SitePageManager.from_queryset(CommitmentPageQuerySet)()

    class Meta:
        verbose_name = staff_("Statement of Commitment")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context(request, *args, **kwargs)
        context["text"] = next(iter(shown_history(self)), None)
        return context

    @property
    def full_title(self) -> str:
        return self.seo_title or self.formal_title

    def canonical_text(self) -> str:
        return canonical_text(self.formal_title, self.body)

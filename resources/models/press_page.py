from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as staff_
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from openheritage.blocks import BodyBlock, languages
from openheritage.names import bcp47
from openheritage.pages import Picture, SitePage

from ..facts import Facts
from .offered import OfferedPicture, pictures_of, rows_of


class PressPage(Picture, SitePage):
    """What journalists ask for, with numbers that nobody has to look after."""

    lead = models.TextField(
        blank=True,
        verbose_name=staff_("introduction"),
        help_text=staff_("One or two sentences under the title."),
    )
    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=staff_("text"),
        help_text=staff_("What the programme is, in words that can be quoted."),
    )

    content_panels = SitePage.content_panels + [
        FieldPanel("lead"),
        Picture.picture_panel,
        FieldPanel("body"),
        InlinePanel(
            "pictures",
            heading=staff_("Pictures to download"),
            label=staff_("picture"),
            help_text=staff_("Their credit stands beside them by itself."),
        ),
        InlinePanel(
            "coverage",
            heading=staff_("Coverage"),
            label=staff_("article"),
            help_text=staff_("What others have published; the newest stands first."),
        ),
    ]
    override_translatable_fields = (
        SitePage.override_translatable_fields
        + Picture.picture_translation
        + [
            SynchronizedField("pictures", overridable=False),
            SynchronizedField("coverage", overridable=False),
        ]
    )
    search_fields = SitePage.search_fields + [
        index.SearchField("lead"),
        index.SearchField("body"),
    ]

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = staff_("page for the press")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context(request, *args, **kwargs)
        language = request.LANGUAGE_CODE
        # Asked for where they are shown, if that part is not kept (parts.py).
        context["facts"] = SimpleLazyObject(lambda: Facts.now(language))
        context["pictures"] = SimpleLazyObject(lambda: pictures_of(self))
        context["coverage"] = SimpleLazyObject(
            lambda: sorted(
                rows_of(self, "coverage"), key=lambda row: row.date, reverse=True
            )
        )
        return context


class PressPicture(OfferedPicture):
    page = ParentalKey(PressPage, on_delete=models.CASCADE, related_name="pictures")

    class Meta(OfferedPicture.Meta):
        verbose_name = staff_("picture for the press")
        verbose_name_plural = staff_("pictures for the press")


class Coverage(Orderable):
    """What somebody else has published; its title is in its own language."""

    page = ParentalKey(PressPage, on_delete=models.CASCADE, related_name="coverage")
    title = models.CharField(
        max_length=255,
        verbose_name=staff_("title"),
        help_text=staff_("As it was published."),
    )
    publication = models.CharField(max_length=150, verbose_name=staff_("published by"))
    date = models.DateField(verbose_name=staff_("date"))
    language = models.CharField(
        max_length=12, choices=languages, verbose_name=staff_("language of the article")
    )
    url = models.URLField(max_length=500, verbose_name=staff_("address"))

    class Meta(Orderable.Meta):
        verbose_name = staff_("coverage")
        verbose_name_plural = staff_("coverage")

    @property
    def tag(self) -> str:
        return bcp47(self.language)

import re
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from django.conf import settings
from django.core.paginator import Page as PageOfList
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Case, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.images.views.serve import generate_image_url
from wagtail.models import Page
from wagtail.search import index

from openheritage.blocks import BodyBlock
from openheritage.furniture import content_language
from openheritage.locales import locale_ids
from openheritage.names import bcp47
from openheritage.pages import (
    Picture,
    SitePage,
    SitePageManager,
    SitePageQuerySet,
    path_in,
)
from statement.pointing import Part, PointingQuerySet, PointsAtParts


class StoriesIndexPage(Picture, SitePage):
    """StoryFrames: one barrier each. Their order is that of the pages in the tree."""

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
    subpage_types = ["stories.StoryFramePage"]
    max_count_per_parent = 1
    # Stories as files have addresses below it.
    fixed_slug = True

    PER_PAGE = 24
    # What this answer lists, for machines.
    listed: "Sequence[StoryFramePage]" = ()

    class Meta:
        verbose_name = staff_("list of stories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context(request, *args, **kwargs)
        language = content_language()

        def page() -> PageOfList:
            stories = StoryFramePage.objects.for_list(language).own_first(language)
            return Paginator(stories, self.PER_PAGE).get_page(request.GET.get("page"))

        def some(is_own: bool) -> "list[StoryFramePage]":
            return [each for each in shown if (each.language == language) == is_own]

        # Asked for where they are shown, if that part is not kept (parts.py).
        shown: Any = SimpleLazyObject(page)
        context["stories"] = self.listed = shown
        context["page_number"] = SimpleLazyObject(lambda: shown.number)
        context["own"] = SimpleLazyObject(lambda: some(is_own=True))
        context["foreign"] = SimpleLazyObject(lambda: some(is_own=False))
        return context

    def structured_data(self, request: HttpRequest, url: str) -> list[dict]:
        if not self.listed:
            return []
        language, origin = content_language(), origin_of(url)
        items = [
            {
                "@type": "ListItem",
                "position": position,
                "name": story.title,
                "url": origin + path_in(language, story.url_path),
            }
            for position, story in enumerate(self.listed, start=1)
        ]
        return [{"@type": "ItemList", "name": self.title, "itemListElement": items}]


def parted(text: str) -> list[str]:
    """The paragraphs of a plain text, whose spaces stay what they are: in French some
    keep a line together."""
    parts = re.split(r"\n[^\S\n]*\n", text.replace("\r\n", "\n"))
    return [part.strip() for part in parts if part.strip()]


def origin_of(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


class StoryFrameQuerySet(PointingQuerySet, SitePageQuerySet):
    def in_order(self) -> "StoryFrameQuerySet":
        """As staff have put the originals; translations stand where they were made."""
        original = Page.objects.filter(
            translation_key=OuterRef("translation_key"),
            locale_id=locale_ids()[settings.LANGUAGE_CODE],
        )
        place = Coalesce(Subquery(original.values("path")[:1]), F("path"))
        return self.annotate(place=place).order_by("place")

    def for_list(self, language: str) -> "StoryFrameQuerySet":
        """What a list shows, in one query."""
        return (
            self.readable_in(language)
            .in_order()
            .select_related("image")
            .defer("barrier", "example", "body")
        )

    def parts(self) -> dict[UUID, list[str]]:
        """``{translation key: block ids}`` that their originals say they are about.
        One query."""
        originals = self.model.objects.filter(
            locale_id=locale_ids()[settings.LANGUAGE_CODE]
        )
        return dict(originals.values_list("translation_key", "parts"))

    def own_first(self, language: str) -> "StoryFrameQuerySet":
        """What is in the reader's language, then what is not; each in its order."""
        own = When(locale_id=locale_ids()[language], then=Value(0))
        return self.order_by(Case(own, default=Value(1)), "place")


class StoryFramePage(PointsAtParts, Picture, SitePage):
    summary = models.TextField(
        verbose_name=staff_("summary"),
        help_text=staff_("One or two sentences, for the list and for those who share."),
    )
    # Plain words, which stand on a sheet of paper as well.
    barrier = models.TextField(
        verbose_name=staff_("the barrier"),
        help_text=staff_("What stands in the way. An empty line begins a paragraph."),
    )
    example = models.TextField(
        verbose_name=staff_("what is possible"),
        help_text=staff_("An example of how it is done well."),
    )
    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=staff_("more"),
        help_text=staff_("What else there is to tell, for those who read on."),
    )

    content_panels = SitePage.content_panels + [
        FieldPanel("summary"),
        Picture.picture_panel,
        FieldPanel("barrier"),
        FieldPanel("example"),
        PointsAtParts.parts_panel,
        FieldPanel("body"),
    ]
    override_translatable_fields = (
        SitePage.override_translatable_fields
        + Picture.picture_translation
        + PointsAtParts.parts_translation
    )
    search_fields = SitePage.search_fields + [
        index.SearchField("summary"),
        index.SearchField("barrier"),
        index.SearchField("example"),
        index.SearchField("body"),
    ]

    parent_page_types = ["stories.StoriesIndexPage"]
    subpage_types = []

    objects = SitePageManager.from_queryset(StoryFrameQuerySet)()

    open_graph_type = "article"

    class Meta:
        verbose_name = staff_("story")
        verbose_name_plural = staff_("stories")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context(request, *args, **kwargs)

        def others() -> QuerySet:
            here = StoryFramePage.objects.for_list(content_language())
            return here.exclude(translation_key=self.translation_key)

        # Asked for where they are shown, if that part is not kept (parts.py).
        context["earlier"] = SimpleLazyObject(
            lambda: others().filter(place__lt=self.original.path).last()
        )
        context["later"] = SimpleLazyObject(
            lambda: others().filter(place__gt=self.original.path).first()
        )
        return context

    @cached_property
    def parts_here(self) -> list[Part]:
        """What it is about, as readers of the present language see it."""
        return self.parts_in(content_language())

    @property
    def barrier_paragraphs(self) -> list[str]:
        return parted(self.barrier)

    @property
    def example_paragraphs(self) -> list[str]:
        return parted(self.example)

    def structured_data(self, request: HttpRequest, url: str) -> list[dict]:
        published = self.first_published_at or timezone.now()
        changed = self.last_published_at or published
        programme = {"@type": "Organization", "name": gettext("Open Heritage")}
        article = {
            "@type": "Article",
            "headline": self.title,
            "description": self.summary,
            "datePublished": published.date().isoformat(),
            "dateModified": changed.date().isoformat(),
            "inLanguage": bcp47(self.language),
            "mainEntityOfPage": url,
            "author": programme,
            "publisher": programme,
        }
        origin = origin_of(url)
        if self.image and self.image.file.name:
            path = generate_image_url(self.image, "width-1200|format-jpeg")
            article["image"] = origin + path
        if self.parts_here:
            article["about"] = [
                {"@type": "CreativeWork", "name": part.name, "url": origin + part.path}
                for part in self.parts_here
            ]
        return [article]

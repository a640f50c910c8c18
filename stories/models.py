from django.db import models
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index

from openheritage.blocks import BodyBlock
from openheritage.pages import (
    Picture,
    SitePage,
    SitePageManager,
    SitePageQuerySet,
)
from statement.pointing import PointingQuerySet, PointsAtParts


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

    class Meta:
        verbose_name = staff_("list of stories")


class StoryFrameQuerySet(PointingQuerySet, SitePageQuerySet):
    pass


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

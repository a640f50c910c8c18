from typing import Any

from django.db import models
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext_lazy as staff_
from modelcluster.fields import ParentalKey
from wagtail import blocks
from wagtail.admin.panels import FieldPanel, InlinePanel
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from openheritage import slots
from openheritage.pages import Picture, SitePage
from openheritage.slots import Slot

from ..kit import Kit
from ..shelf import Item, Readable, items, readable
from .offered import OfferedPicture, pictures_of, rows_of
from .resource import Edition


class MessageBlock(blocks.TextBlock):
    """Words to copy; line breaks stay."""

    class Meta:
        icon = "comment"
        label = staff_("Words to share")


class ResourcesPage(Picture, SitePage):
    lead = models.TextField(
        blank=True,
        verbose_name=staff_("introduction"),
        help_text=staff_("One or two sentences under the title."),
    )
    messages = StreamField(
        [("message", MessageBlock())],
        blank=True,
        verbose_name=staff_("words to share"),
        help_text=staff_(
            "For readers to copy into a mail or a post. The address of the Statement "
            "in their language is added by itself."
        ),
    )

    content_panels = SitePage.content_panels + [
        FieldPanel("lead"),
        Picture.picture_panel,
        InlinePanel(
            "readings",
            heading=staff_("To read here"),
            label=staff_("page"),
            help_text=staff_("Each is shown to readers in their language, if it is."),
        ),
        FieldPanel("messages"),
        InlinePanel(
            "pictures",
            heading=staff_("Pictures to share"),
            label=staff_("picture"),
            help_text=staff_("Their credit stands beside them by itself."),
        ),
    ]
    override_translatable_fields = (
        SitePage.override_translatable_fields
        + Picture.picture_translation
        + [
            SynchronizedField("readings", overridable=False),
            SynchronizedField("pictures", overridable=False),
        ]
    )
    search_fields = SitePage.search_fields + [
        index.SearchField("lead"),
        index.SearchField("messages"),
    ]

    parent_page_types = ["home.HomePage"]
    subpage_types: list[str] = []
    max_count_per_parent = 1

    class Meta:
        verbose_name = staff_("page of resources")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context(request, *args, **kwargs)
        language = request.LANGUAGE_CODE

        def some(is_own: bool) -> list[Item]:
            return [each for each in found if (each.language == language) == is_own]

        def readings() -> list[Readable]:
            return readable(
                [row.target for row in rows_of(self, "readings", "target")], language
            )

        # Asked for where they are shown, if that part is not kept (parts.py).
        found = SimpleLazyObject(lambda: items(Edition.objects.public(), language))
        context["own"] = SimpleLazyObject(lambda: some(is_own=True))
        context["foreign"] = SimpleLazyObject(lambda: some(is_own=False))
        context["statement_forms"] = SimpleLazyObject(
            lambda: [
                link
                for some in slots.answers(Slot.STATEMENT_FORMS, language)
                for link in some
            ]
        )
        context["readings"] = SimpleLazyObject(readings)
        context["pictures"] = SimpleLazyObject(lambda: pictures_of(self))
        context["kit"] = Kit()
        return context


class Reading(Orderable):
    """A page that can be read on the site."""

    page = ParentalKey(ResourcesPage, on_delete=models.CASCADE, related_name="readings")
    target = models.ForeignKey(
        Page,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=staff_("page"),
    )

    class Meta(Orderable.Meta):
        verbose_name = staff_("page to read")
        verbose_name_plural = staff_("pages to read")


class KitPicture(OfferedPicture):
    page = ParentalKey(ResourcesPage, on_delete=models.CASCADE, related_name="pictures")

    class Meta(OfferedPicture.Meta):
        verbose_name = staff_("picture to share")
        verbose_name_plural = staff_("pictures to share")

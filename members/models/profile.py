from django.conf import settings
from django.db import models
from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from openheritage.blocks import BodyBlock
from openheritage.pages import SitePage, SitePageManager, SitePageQuerySet
from openheritage.territories import INTERNATIONAL


class MemberQuerySet(SitePageQuerySet):
    def for_list(self, language: str) -> "MemberQuerySet":
        """What a list shows, in one query; no database orders names as readers do."""
        return self.readable_in(language).select_related("organisation").defer("body")

    def totals(self) -> dict[str, int]:
        """``members``, as many as their list shows, and the ``countries`` and
        territories that they come from."""
        return self.readable_in(settings.LANGUAGE_CODE).aggregate(
            members=Count("pk"),
            countries=Count(
                "organisation__country",
                distinct=True,
                filter=~Q(organisation__country__in=["", INTERNATIONAL]),
            ),
        )


class MemberPage(SitePage):
    """A member of the Coalition; the facts stand in its ``Organisation``."""

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="member_pages",
        verbose_name=staff_("organisation"),
    )
    joined_on = models.DateField(
        null=True,
        blank=True,
        verbose_name=staff_("member since"),
        help_text=staff_("Empty where the day is not known."),
    )
    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=staff_("profile"),
        help_text=staff_("Who they are and what they do for open heritage."),
    )

    content_panels = SitePage.content_panels + [
        FieldPanel("organisation"),
        FieldPanel("joined_on"),
        FieldPanel("body"),
    ]

    override_translatable_fields = SitePage.override_translatable_fields + [
        # A name is no text to translate; some organisations have one in
        # several languages all the same.
        SynchronizedField("title"),
        SynchronizedField("organisation", overridable=False),
        SynchronizedField("joined_on", overridable=False),
    ]

    search_fields = SitePage.search_fields + [
        index.SearchField("body"),
        index.RelatedFields(
            "organisation",
            [index.SearchField("name"), index.SearchField("name_latin")],
        ),
    ]

    parent_page_types = ["members.MembersIndexPage"]
    subpage_types = []

    objects = SitePageManager.from_queryset(MemberQuerySet)()

    class Meta:
        verbose_name = staff_("member")
        verbose_name_plural = staff_("members")

    @property
    def has_own_words(self) -> bool:
        # A name, a country and a sector read the same for everyone.
        return bool(self.body)

    def structured_data(self, request: HttpRequest, url: str) -> list[dict]:
        data = {"@type": "Organization", "name": self.organisation.name}
        if self.organisation.website:
            data["url"] = self.organisation.website
        return [data]

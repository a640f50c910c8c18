from datetime import date
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q, Value
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.images import get_image_model_string
from wagtail.log_actions import log
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from openheritage.blocks import BodyBlock
from openheritage.kept import KeptWords
from openheritage.pages import Picture, SitePage, SitePageManager, SitePageQuerySet
from openheritage.territories import countable
from openheritage.words import Words
from organisations.models import MOST_KEPT

from ..described import described
from ..links import Link, LinksField, labelled
from ..profile_form import ORGANISATION_PANELS, MemberForm


class Status(models.TextChoices):
    MEMBER = "member", _("Member of the Coalition")
    OBSERVER = "observer", _("Observer of the Coalition")


FORMER = {
    Status.MEMBER: _("Former member of the Coalition"),
    Status.OBSERVER: _("Former observer of the Coalition"),
}
SINCE = {Status.MEMBER: _("Member since"), Status.OBSERVER: _("Observer since")}
UNTIL = {Status.MEMBER: _("Member until"), Status.OBSERVER: _("Observer until")}


class MemberQuerySet(SitePageQuerySet):
    def for_list(self, language: str) -> "MemberQuerySet":
        """What a list shows, in one query; no database orders names as readers do."""
        pages = self.readable_in(language).select_related("organisation", "logo")
        return pages.defer("body")

    def former(self) -> "MemberQuerySet":
        """Who has left; a day to come is told to nobody, and counts when it comes."""
        return self.filter(left_on__lte=timezone.localdate())

    def present(self) -> "MemberQuerySet":
        """Members and observers."""
        return self.filter(Q(left_on=None) | Q(left_on__gt=timezone.localdate()))

    def members(self) -> "MemberQuerySet":
        """Whom the Coalition counts."""
        return self.present().filter(status=Status.MEMBER)

    def observers(self) -> "MemberQuerySet":
        return self.present().filter(status=Status.OBSERVER)

    def totals(self) -> dict[str, int]:
        """``members``, without observers and who has left, and the ``countries`` and
        territories that they come from."""
        return (
            self.readable_in(settings.LANGUAGE_CODE)
            .members()
            .aggregate(
                members=Count("pk"),
                countries=Count(
                    "organisation__country",
                    distinct=True,
                    filter=Q(organisation__country__in=countable()),
                ),
            )
        )


class MemberPage(Picture, SitePage):
    """A member of the Coalition; the facts stand in its ``Organisation``."""

    base_form_class = MemberForm
    shows_organisations = True

    organisation = models.ForeignKey(
        "organisations.Organisation",
        on_delete=models.PROTECT,
        related_name="member_pages",
        verbose_name=staff_("organisation"),
    )
    status = models.CharField(
        max_length=10,
        choices=Status,
        default=Status.MEMBER,
        db_default=Status.MEMBER,
        verbose_name=staff_("status"),
        help_text=staff_("Observers follow the Coalition, and are not counted."),
    )
    joined_on = models.DateField(
        null=True,
        blank=True,
        verbose_name=staff_("member since"),
        help_text=staff_("Empty where the day is not known."),
    )
    left_on = models.DateField(
        null=True,
        blank=True,
        verbose_name=staff_("left on"),
        help_text=staff_("From this day on the profile is that of a former member."),
    )
    sentence = models.CharField(
        # Translations are longer than the original, whose form has its own limit.
        max_length=500,
        blank=True,
        default="",
        db_default="",
        verbose_name=staff_("one sentence"),
        help_text=staff_("What they are, for the list and for those who share."),
    )
    logo = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=staff_("logo"),
        help_text=staff_(
            "Of any shape, best with a transparent ground. Without one, the letters of "
            "the name stand there."
        ),
    )
    links = LinksField(
        default=list,
        db_default=Value([], models.JSONField()),
        blank=True,
        verbose_name=staff_("other addresses"),
        help_text=staff_(
            "Their pages elsewhere, such as LinkedIn or Mastodon: one address a line. "
            "The website is a fact of the organisation."
        ),
    )
    body = StreamField(
        BodyBlock(),
        blank=True,
        verbose_name=staff_("profile"),
        help_text=staff_("Who they are and what they do for open heritage."),
    )
    # To be found by, where a translation has a name of its own.
    search_title = KeptWords(max_length=MOST_KEPT, editable=False, db_default="")

    content_panels = SitePage.content_panels + [
        *ORGANISATION_PANELS,
        MultiFieldPanel(
            ["status", "joined_on", "left_on"], heading=staff_("Membership")
        ),
        FieldPanel("sentence"),
        FieldPanel("logo"),
        Picture.picture_panel,
        FieldPanel("links"),
        FieldPanel("body"),
    ]

    override_translatable_fields = SitePage.override_translatable_fields + [
        *Picture.picture_translation,
        # A name is no text to translate; some organisations have one in
        # several languages all the same.
        SynchronizedField("title"),
        SynchronizedField("organisation", overridable=False),
        SynchronizedField("status", overridable=False),
        SynchronizedField("joined_on", overridable=False),
        SynchronizedField("left_on", overridable=False),
        SynchronizedField("logo", overridable=False),
        SynchronizedField("links", overridable=False),
        # Each page makes its own: nothing to translate.
        SynchronizedField("search_title", overridable=False),
    ]

    search_fields = SitePage.search_fields + [
        index.SearchField("sentence"),
        index.SearchField("body"),
        index.RelatedFields(
            "organisation",
            [index.SearchField("name"), index.SearchField("name_latin")],
        ),
    ]

    parent_page_types = ["members.MembersIndexPage"]
    subpage_types = []

    described_by = ("search_description", "sentence")

    objects = SitePageManager.from_queryset(MemberQuerySet)()

    class Meta:
        verbose_name = staff_("member")
        verbose_name_plural = staff_("members")

    def save(self, *args: Any, **kwargs: Any) -> Any:
        """An organisation that staff wrote down with the page is made with it."""
        organisation = getattr(self, "organisation", None)
        if organisation is None or organisation.pk:
            return super().save(*args, **kwargs)
        with transaction.atomic():
            organisation.save()
            self.organisation = organisation
            log(organisation, "wagtail.create")
            return super().save(*args, **kwargs)

    def clean(self) -> None:
        super().clean()
        if self.joined_on and self.left_on and self.left_on < self.joined_on:
            raise ValidationError(
                {"left_on": [staff_("Nobody leaves before they have joined.")]}
            )

    @property
    def kept_names(self) -> tuple[str]:
        return (self.title,)

    @property
    def has_own_words(self) -> bool:
        # A name, a country and a sector read the same for everyone.
        return bool(self.body or self.sentence)

    @property
    def is_former(self) -> bool:
        return bool(self.left_on and self.left_on <= timezone.localdate())

    @property
    def is_member(self) -> bool:
        """Today, and not as an observer."""
        return self.status == Status.MEMBER and not self.is_former

    @property
    def labelled_links(self) -> list[Link]:
        return labelled(self.links)

    @property
    def standing(self) -> Words:
        """What it is to the Coalition, in words."""
        status = Status(self.status)
        return FORMER[status] if self.is_former else status.label

    @property
    def membership(self) -> list[tuple[Words, date]]:
        """The days of it that are known, each with its label."""
        status = Status(self.status)
        # A day to come is nobody's business yet.
        left_on = self.left_on if self.is_former else None
        days = [(SINCE[status], self.joined_on), (UNTIL[status], left_on)]
        return [(label, day) for label, day in days if day]

    def structured_data(self, request: HttpRequest, url: str) -> list[dict]:
        return [described(self, url)]

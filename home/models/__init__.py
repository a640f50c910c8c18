from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, PublishingPanel
from wagtail.fields import RichTextField, StreamField
from wagtail.images import get_image_model_string
from wagtail.models import DraftStateMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from members.models import MemberPage
from news.models import NewsPage
from openheritage import slots
from openheritage.blocks import Question, questions_in
from openheritage.keeping import names_nobody
from openheritage.locales import language_of, locale_ids
from openheritage.locks import exclusively
from openheritage.names import bcp47
from openheritage.pages import Picture, SitePage, path_in
from openheritage.schedule_forms import ScheduledForm
from openheritage.slots import Slot
from resources.facts import totals
from statement.models import StatementPage
from stories.beside import front as stories_in_front

from ..blocks import TextBlock
from .addresses import SiteSettings as SiteSettings

__all__ = [
    "Announcement",
    "ContentPage",
    "HomePage",
    "Role",
    "SiteSettings",
]


class HomePage(Picture, SitePage):
    headline = models.CharField(
        max_length=120,
        verbose_name=staff_("headline"),
        help_text=staff_("The large sentence at the top."),
    )
    lead = models.TextField(
        verbose_name=staff_("introduction"),
        help_text=staff_("One or two sentences under the headline."),
    )
    programme = RichTextField(
        blank=True,
        verbose_name=staff_("the programme"),
        help_text=staff_("What the programme is."),
    )
    programme_image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=staff_("picture of the programme"),
        help_text=staff_("Beside its text, with the picture’s own alternative text."),
    )
    call = models.TextField(
        blank=True,
        verbose_name=staff_("call to sign"),
        help_text=staff_("Why an organisation should sign, in a sentence or two."),
    )
    joining = RichTextField(
        blank=True,
        verbose_name=staff_("how to join"),
        help_text=staff_("How an organisation joins the Coalition."),
    )
    partners = RichTextField(
        blank=True,
        verbose_name=staff_("partners and funder"),
        help_text=staff_("Who carries the programme, and who pays for it."),
    )

    content_panels = SitePage.content_panels + [
        MultiFieldPanel(["headline", "lead"], heading=staff_("Top")),
        Picture.picture_panel,
        FieldPanel("programme"),
        FieldPanel("programme_image"),
        FieldPanel("call"),
        FieldPanel("joining"),
        FieldPanel("partners"),
    ]

    override_translatable_fields = SitePage.override_translatable_fields + [
        *Picture.picture_translation,
        SynchronizedField("programme_image", overridable=False),
    ]

    search_fields = SitePage.search_fields + [
        index.SearchField("headline"),
        index.SearchField("lead"),
        index.SearchField("programme"),
        index.SearchField("joining"),
    ]

    parent_page_types = ["wagtailcore.Page"]
    fixed_slug = True
    # One to begin with; those of other languages are its translations.
    max_count = 1

    LATEST_NEWS = 3
    SOME_MEMBERS = 8

    class Meta:
        verbose_name = staff_("home page")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context(request, *args, **kwargs)
        language = request.LANGUAGE_CODE
        statements = StatementPage.objects.paths()
        source = locale_ids()[settings.LANGUAGE_CODE]
        if source in statements:
            context["statement_path"] = path_in(language, statements[source])
        context["totals"] = totals(
            language, context.get("statement_path"), len(statements)
        )
        # Asked for where they are shown, if those parts are not kept (parts.py).
        newest = SimpleLazyObject(
            lambda: NewsPage.objects.newest(language, self.LATEST_NEWS)
        )
        context["news"] = SimpleLazyObject(lambda: newest[0])
        context["foreign_news"] = SimpleLazyObject(lambda: newest[1])
        context["stories"] = SimpleLazyObject(lambda: stories_in_front(language))
        context["members"] = SimpleLazyObject(
            lambda: (
                MemberPage.objects.for_list(language)
                .members()
                .order_by("-last_published_at", "organisation__name")
                .exclude(body=[])[: self.SOME_MEMBERS]
            )
        )
        return context

    def structured_data(self, request: HttpRequest, url: str) -> list[dict]:
        addresses = next(iter(slots.answers(Slot.ADDRESSES)), SiteSettings())
        organisation = {
            "@type": "Organization",
            "@id": f"{url}#organisation",
            "name": self.title,
            "url": url,
            "email": addresses.contact_email,
        }
        if addresses.linkedin_url:
            organisation["sameAs"] = [addresses.linkedin_url]
        website = {
            "@type": "WebSite",
            "name": self.title,
            "url": url,
            "inLanguage": bcp47(self.language),
            "publisher": {"@id": organisation["@id"]},
        }
        for data in slots.answers(Slot.SITE_DATA, url):
            website |= data
        return [organisation, website]


class ContentPage(Picture, SitePage):
    """A page that is only text: Background, Join, Privacy, Accessibility, FAQ."""

    lead = models.TextField(
        blank=True,
        verbose_name=staff_("introduction"),
        help_text=staff_("One or two sentences under the title."),
    )
    body = StreamField(TextBlock(), verbose_name=staff_("text"))

    content_panels = SitePage.content_panels + [
        FieldPanel("lead"),
        Picture.picture_panel,
        FieldPanel("body"),
    ]

    override_translatable_fields = (
        SitePage.override_translatable_fields + Picture.picture_translation
    )

    search_fields = SitePage.search_fields + [
        index.SearchField("lead"),
        index.SearchField("body"),
    ]

    parent_page_types = ["home.HomePage"]
    subpage_types = []

    class Meta:
        verbose_name = staff_("text page")

    @cached_property
    def questions(self) -> list[Question]:
        return questions_in(self.body)

    def structured_data(self, request: HttpRequest, url: str) -> list[dict]:
        """Of a page with questions, these and their answers."""
        asked = [
            {
                "@type": "Question",
                "name": each.question,
                "url": f"{url}#{each.anchor}",
                "acceptedAnswer": {"@type": "Answer", "text": each.answer},
            }
            for each in self.questions
        ]
        if not asked:
            return []
        return [
            {
                "@type": "FAQPage",
                "name": self.title,
                "url": url,
                "inLanguage": bcp47(self.language),
                "mainEntity": asked,
            }
        ]

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return names_nobody(super().serve(request, *args, **kwargs))


class Announcement(
    index.Indexed, DraftStateMixin, RevisionMixin, TranslatableMixin, models.Model
):
    """The line above every page, such as an appeal for donations.

    Each language has its own or none. Who dismisses it in their browser sees neither it
    nor its translations again, but the next that staff make.
    """

    text = models.TextField(
        verbose_name=staff_("text"),
        help_text=staff_("One short sentence."),
    )
    link_text = models.TextField(
        blank=True,
        verbose_name=staff_("words of the link"),
    )
    link_url = models.URLField(
        blank=True,
        verbose_name=staff_("address of the link"),
        help_text=staff_("Empty: the donation address of the settings."),
    )

    # Of which field lists that show many know its name.
    told_by = "text"

    panels = [
        FieldPanel("text"),
        MultiFieldPanel(["link_text", "link_url"], heading=staff_("Link")),
        PublishingPanel(),
    ]
    base_form_class = ScheduledForm

    search_fields = [
        index.SearchField("text"),
        index.AutocompleteField("text"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = staff_("announcement")
        verbose_name_plural = staff_("announcements")
        constraints = [
            models.UniqueConstraint(
                fields=["locale"],
                condition=models.Q(live=True),
                name="announcement_one_live",
            )
        ]

    def __str__(self) -> str:
        return self.text

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        fields = kwargs.get("update_fields")
        if self.live and (fields is None or "live" in fields):
            self.replace_others()
        super().save(*args, **kwargs)

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """A second one is no fault: it takes the place of the first."""

    def replace_others(self) -> None:
        """A language has one announcement, whichever went live last."""
        with exclusively(f"announcement.{self.locale_id}"):
            live = Announcement.objects.filter(locale_id=self.locale_id, live=True)
            for other in live.exclude(pk=self.pk):
                other.unpublish()

    @property
    def language(self) -> str:
        return language_of(self.locale_id)


class Role(models.Model):
    """A group that we make, and the rights that it was given, each one once.

    Staff may rename the group, take rights from it or delete it, and it stays so.
    """

    name = models.CharField(max_length=150, unique=True)
    # Empty: an administrator deleted it.
    group = models.OneToOneField(
        Group, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    given = models.JSONField(default=list)

    class Meta:
        verbose_name = staff_("role")

    def __str__(self) -> str:
        return self.name

    @classmethod
    @contextmanager
    def made(cls, name: str) -> Iterator["Role"]:
        """The role of a name, made with its group at first, and saved at the end."""
        with transaction.atomic():
            role = cls.objects.select_for_update().filter(name=name).first()
            if role is None:
                group, _created = Group.objects.get_or_create(name=name)
                role = cls.objects.create(name=name, group=group)
            yield role
            role.save()

    def is_new(self, right: str) -> bool:
        """Whether a right has never been given; from now on it has."""
        if right in self.given:
            return False
        self.given.append(right)
        return True

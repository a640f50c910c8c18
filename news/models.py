from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Case, Q, Value, When
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as staff_
from django.utils.translation import pgettext_lazy
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from openheritage import slots
from openheritage.blocks import BodyBlock
from openheritage.locales import locale_ids
from openheritage.names import bcp47
from openheritage.pages import (
    Picture,
    PictureForm,
    SitePage,
    SitePageManager,
    SitePageQuerySet,
)
from openheritage.slots import Slot
from openheritage.words import Words
from organisations.models import Organisation


class Kind(models.TextChoices):
    UPDATE = "update", pgettext_lazy("kind of news", "Update")
    STORY = "story", pgettext_lazy("kind of news", "Story")
    OPPORTUNITY = "opportunity", pgettext_lazy("kind of news", "Opportunity")
    EVENT = "event", pgettext_lazy("kind of news", "Event")


class NewsQuerySet(SitePageQuerySet):
    def newest_first(self) -> "NewsQuerySet":
        return self.order_by("-date", "-slug")

    def for_list(self, language: str) -> "NewsQuerySet":
        """What a list shows, in one query."""
        return (
            self.readable_in(language)
            .newest_first()
            .select_related("image")
            .defer("body")
        )

    def own_first(self, language: str) -> "NewsQuerySet":
        """What is in the reader's language, then what is not; each the newest first."""
        is_foreign = Case(
            When(locale_id=locale_ids()[language], then=Value(0)), default=Value(1)
        )
        return self.order_by(is_foreign, "-date", "-slug")

    def newest(
        self, language: str, number: int
    ) -> "tuple[list[NewsPage], list[NewsPage]]":
        """The newest in the reader's language, and what is newer but not in it: no
        news in English among those in Arabic, and none kept from anybody."""
        news = list(self.for_list(language)[: 10 * number])
        own = [article for article in news if article.language == language]
        if not own:
            return news[:number], []
        newer = news[: news.index(own[0])]
        return own[:number], newer[:number]

    def later_than(self, page: "NewsPage") -> "NewsQuerySet":
        return self.filter(
            Q(date__gt=page.date) | Q(date=page.date, slug__gt=page.slug)
        )

    def naming(self, organisation: Organisation) -> "NewsQuerySet":
        """Staff say so on the original, which answers for all its languages."""
        rows = NamedOrganisation.objects.filter(
            organisation=organisation,
            page__locale_id=locale_ids()[settings.LANGUAGE_CODE],
        )
        return self.filter(translation_key__in=rows.values("page__translation_key"))

    def earlier_than(self, page: "NewsPage") -> "NewsQuerySet":
        return self.filter(
            Q(date__lt=page.date) | Q(date=page.date, slug__lt=page.slug)
        )


class NewsIndexPage(Picture, SitePage):
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
    subpage_types = ["news.NewsPage"]
    max_count_per_parent = 1
    choices = ("kind",)

    PER_PAGE = 10

    class Meta:
        verbose_name = staff_("news list")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context(request, *args, **kwargs)
        language = request.LANGUAGE_CODE
        news = NewsPage.objects.for_list(language).own_first(language)
        kind = request.GET.get("kind", "")
        if kind in Kind.values:
            news = news.filter(kind=kind)
            context["kind"] = Kind(kind)
        context["kinds"] = Kind
        context["news"] = Paginator(news, self.PER_PAGE).get_page(
            request.GET.get("page")
        )
        context["page_number"] = context["news"].number
        # Two lists: no reader is led from one language into another unawares.
        own = [each for each in context["news"] if each.language == language]
        context["own"] = own
        context["foreign"] = [each for each in context["news"] if each not in own]
        return context


def event_error(kind: str, event_date: object) -> dict[str, list[Words]]:
    """Readers would take the day of writing for that of the event."""
    if kind != Kind.EVENT or event_date:
        return {}
    return {"event_date": [staff_("An event needs its day.")]}


class NewsPageForm(PictureForm):
    def clean(self) -> dict:
        data = super().clean()
        # A draft may still wait for it.
        if not self.is_deferred_validation and "event_date" not in self.errors:
            for field, words in event_error(
                data.get("kind", ""), data.get("event_date")
            ).items():
                self.add_error(field, words)
        return data


class NewsPage(Picture, SitePage):
    base_form_class = NewsPageForm

    date = models.DateField(
        default=timezone.localdate,
        db_index=True,
        verbose_name=staff_("date"),
        help_text=staff_("When it was published; the list is ordered by it."),
    )
    kind = models.CharField(
        max_length=20,
        choices=Kind,
        default=Kind.UPDATE,
        verbose_name=staff_("kind"),
        help_text=staff_("Readers can choose what they want to see by it."),
    )
    event_date = models.DateField(
        null=True,
        blank=True,
        verbose_name=staff_("day of the event"),
        help_text=staff_("Only for events."),
    )
    summary = models.TextField(
        verbose_name=staff_("summary"),
        help_text=staff_("One or two sentences, for the list and for those who share."),
    )
    body = StreamField(BodyBlock(), verbose_name=staff_("text"))

    content_panels = SitePage.content_panels + [
        MultiFieldPanel(["date", "kind", "event_date"], heading=staff_("About")),
        FieldPanel("summary"),
        Picture.picture_panel,
        FieldPanel("body"),
        InlinePanel(
            "named",
            heading=staff_("Organisations"),
            label=staff_("organisation"),
            help_text=staff_(
                "Those that it is about. They stand below the text, and it stands on "
                "the page of each that is a member."
            ),
        ),
    ]

    override_translatable_fields = (
        SitePage.override_translatable_fields
        + Picture.picture_translation
        + [
            SynchronizedField("date", overridable=False),
            SynchronizedField("kind", overridable=False),
            SynchronizedField("event_date", overridable=False),
            SynchronizedField("named", overridable=False),
        ]
    )

    search_fields = SitePage.search_fields + [
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("date"),
        index.FilterField("kind"),
    ]

    parent_page_types = ["news.NewsIndexPage"]
    subpage_types = []

    objects = SitePageManager.from_queryset(NewsQuerySet)()

    open_graph_type = "article"

    class Meta:
        verbose_name = staff_("news article")
        verbose_name_plural = staff_("news articles")

    def full_clean(
        self,
        exclude: Iterable[str] | None = None,
        validate_unique: bool = True,
        validate_constraints: bool = True,
    ) -> None:
        super().full_clean(exclude, validate_unique, validate_constraints)
        # A form leaves out what is not its own; whatever goes live is looked at whole.
        if exclude is None and (errors := event_error(self.kind, self.event_date)):
            raise ValidationError(errors)

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context(request, *args, **kwargs)
        others = NewsPage.objects.for_list(request.LANGUAGE_CODE).exclude(
            translation_key=self.translation_key
        )
        context["later"] = others.later_than(self).last()
        context["earlier"] = others.earlier_than(self).first()
        language = request.LANGUAGE_CODE
        alike = others.filter(kind=self.kind).own_first(language)
        context["related"] = list(alike[:3])
        context["organisations"] = self.with_paths(language)
        return context

    @cached_property
    def organisations(self) -> list[Organisation]:
        """Those that it is about, in the order of the original."""
        if self.language == settings.LANGUAGE_CODE:
            # As they stand in a draft, too.
            ids = [row.organisation_id for row in self.named.all()]
            known = Organisation.objects.in_bulk(ids) if ids else {}
            return [known[pk] for pk in dict.fromkeys(ids) if pk in known]
        rows = NamedOrganisation.objects.filter(
            page__translation_key=self.translation_key,
            page__locale_id=locale_ids()[settings.LANGUAGE_CODE],
        )
        found = [row.organisation for row in rows.select_related("organisation")]
        return list(dict.fromkeys(found))

    def with_paths(self, language: str) -> list[tuple[Organisation, str]]:
        """Each, and the path of the page that presents it."""
        paths: dict[int, str] = {}
        if ids := [organisation.pk for organisation in self.organisations]:
            for found in slots.answers(Slot.ORGANISATION_PATHS, ids, language):
                paths |= found
        return [(each, paths.get(each.pk, "")) for each in self.organisations]

    def structured_data(self, request: HttpRequest, url: str) -> list[dict]:
        published = self.first_published_at or timezone.now()
        changed = self.last_published_at or published
        return [
            {
                "@type": "NewsArticle",
                "headline": self.title,
                "description": self.summary,
                "datePublished": self.date.isoformat(),
                "dateModified": max(self.date, changed.date()).isoformat(),
                "inLanguage": bcp47(self.language),
                "mainEntityOfPage": url,
                **self.mentions(),
            }
        ]

    def mentions(self) -> dict[str, list[dict]]:
        named = [
            {"@type": "Organization", "name": organisation.name}
            | ({"url": organisation.website} if organisation.website else {})
            for organisation in self.organisations
        ]
        return {"mentions": named} if named else {}


class NamedOrganisation(Orderable):
    """An organisation that an article is about."""

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="named")
    organisation = models.ForeignKey(
        Organisation,
        on_delete=models.CASCADE,
        related_name="+",
        verbose_name=staff_("organisation"),
    )

    class Meta(Orderable.Meta):
        verbose_name = staff_("organisation of a news article")
        verbose_name_plural = staff_("organisations of news articles")

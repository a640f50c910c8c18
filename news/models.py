from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject, cached_property
from django.utils.translation import gettext_lazy as staff_
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.fields import StreamField
from wagtail.models import Orderable
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from openheritage import slots
from openheritage.blocks import BodyBlock
from openheritage.generations import note_again
from openheritage.locales import language_of, locale_ids
from openheritage.pages import Picture, SitePage, SitePageManager
from openheritage.slots import Slot
from organisations.models import Organisation
from statement.pointing import PartsModelField, PointsAtParts

from . import panels
from .describing import described
from .listing import Listing
from .occasions import Kind, Occasion
from .problems import problems
from .queries import NewsQuerySet
from .topics import FiledUnder, Topic, topics_in

__all__ = [
    "FiledUnder",
    "Kind",
    "NamedOrganisation",
    "NewsIndexPage",
    "NewsPage",
    "Topic",
]


def kept_until(response: HttpResponse, moment: datetime | None) -> HttpResponse:
    """Nobody keeps it beyond the moment at which an event or a deadline is over.

    What is kept here for so long may be given to a browser at the end, which keeps it
    as long again: for that the moment must be far enough. Less is not kept here.
    """
    if moment is not None:
        left = int((moment - timezone.now()).total_seconds())
        most = settings.PUBLIC_MAX_AGE
        if left < 2 * most:
            seconds = max(0, min(left, most - 1))
            response["Cache-Control"] = f"public, max-age={seconds}"
    return response


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
    choices = ("kind", "topic", "time")

    PER_PAGE = 10

    class Meta:
        verbose_name = staff_("news list")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context(request, *args, **kwargs)
        language = request.LANGUAGE_CODE
        listing = Listing(NewsPage.objects.rows, language, request.GET)
        context["listing"] = listing
        context["news"] = Paginator(listing.ids, self.PER_PAGE).get_page(
            request.GET.get("page")
        )
        context["page_number"] = context["news"].number
        # Lists of their own: no reader is led from one language into another unawares.
        soon = set(listing.coming)
        ids = context["news"].object_list
        # Asked for where they are shown, if that part is not kept.
        shown = SimpleLazyObject(lambda: NewsPage.objects.in_order(ids))

        def some(is_soon: bool, is_own: bool) -> SimpleLazyObject:
            return SimpleLazyObject(
                lambda: [
                    page
                    for page in shown
                    if (page.pk in soon) == is_soon
                    and (page.language == language) == is_own
                ]
            )

        context["coming"] = some(is_soon=True, is_own=True)
        context["coming_foreign"] = some(is_soon=True, is_own=False)
        context["own"] = some(is_soon=False, is_own=True)
        context["foreign"] = some(is_soon=False, is_own=False)
        context["holds_until"] = listing.holds_until
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        return kept_until(response, response.context_data["holds_until"])


class NewsPage(Occasion, PointsAtParts, Picture, SitePage):
    base_form_class = panels.NewsPageForm

    date = models.DateField(
        default=timezone.localdate,
        db_index=True,
        verbose_name=staff_("date"),
        help_text=staff_(
            "When it was published. The list goes by it, but for events and "
            "opportunities: they stand where their own day or deadline is."
        ),
    )
    kind = models.CharField(
        max_length=20,
        choices=Kind,
        default=Kind.UPDATE,
        verbose_name=staff_("kind"),
        help_text=staff_("Readers can choose what they want to see by it."),
    )
    summary = models.TextField(
        verbose_name=staff_("summary"),
        help_text=staff_("One or two sentences, for the list and for those who share."),
    )
    authors = models.CharField(
        max_length=255,
        blank=True,
        default="",
        db_default="",
        verbose_name=staff_("authors"),
        help_text=staff_("Names, with commas between them. Empty: the programme."),
    )
    body = StreamField(BodyBlock(), verbose_name=staff_("text"))
    parts = PartsModelField(
        default=list,
        db_default=[],
        blank=True,
        verbose_name=staff_("clauses and articles"),
        help_text=staff_("Of the Statement: what this is about. Choose several."),
    )

    content_panels = SitePage.content_panels + panels.CONTENT

    override_translatable_fields = (
        SitePage.override_translatable_fields
        + Picture.picture_translation
        + [
            SynchronizedField("date", overridable=False),
            SynchronizedField("kind", overridable=False),
            SynchronizedField("authors", overridable=False),
            SynchronizedField("named", overridable=False),
            SynchronizedField("filed", overridable=False),
        ]
        + Occasion.occasion_translation
        + PointsAtParts.parts_translation
    )

    search_fields = SitePage.search_fields + [
        index.SearchField("summary"),
        index.SearchField("place"),
        index.SearchField("authors"),
        index.SearchField("body"),
        index.FilterField("date"),
        index.FilterField("kind"),
        index.FilterField("shown_on"),
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
        if exclude is None and (found := [*problems(self)]):
            raise ValidationError({name: [words] for name, words in found})

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.count_change()
        self.note_place()
        self.place_in_time()
        super().save(*args, **kwargs)

    def count_change(self) -> None:
        """What calendars took from the original is another thing from now on."""
        if not self.pk or language_of(self.locale_id) != settings.LANGUAGE_CODE:
            return
        before = type(self).objects.filter(pk=self.pk).first()
        if before is None:
            return
        # A draft knows what it was when somebody began to write it.
        self.sequence = before.sequence
        is_another = any(
            getattr(self, name) != getattr(before, name) for name in self.OF_CALENDARS
        )
        if is_another and before.first_published_at:
            self.sequence += 1

    def note_place(self) -> None:
        """A translation takes both from its original; where somebody writes in it
        without translating, they have the present place before their eyes."""
        if not self.pk or language_of(self.locale_id) == settings.LANGUAGE_CODE:
            self.place_then = self.place_now = self.place
        elif self.is_elsewhere:
            before = type(self).objects.filter(pk=self.pk)
            rows = before.values_list("place", "place_then")
            if any(
                place != self.place and then == self.place_then for place, then in rows
            ):
                self.place_then = self.place_now

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context(request, *args, **kwargs)
        language = request.LANGUAGE_CODE
        # Asked for where they are shown, if that part is not kept.
        around = SimpleLazyObject(lambda: NewsPage.objects.around(self, language))
        context["earlier"] = SimpleLazyObject(lambda: around[0])
        context["later"] = SimpleLazyObject(lambda: around[1])
        context["related"] = SimpleLazyObject(lambda: around[2])
        context["topics"] = SimpleLazyObject(lambda: self.topics(language))
        context["parts"] = SimpleLazyObject(lambda: self.parts_in(language))
        context["organisations"] = SimpleLazyObject(lambda: self.with_paths(language))
        context["holds_until"] = self.over_at if self.is_coming else None
        return context

    def serve(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().serve(request, *args, **kwargs)
        return kept_until(response, response.context_data["holds_until"])

    def topics(self, language: str) -> list[Topic]:
        """As its original says. One query."""
        return topics_in(language, self.translation_key)

    @property
    def changed_at(self) -> datetime | None:
        """When its words were last published, or days and places of its original
        (``with_changes``)."""
        has_facts = self.is_event or self.is_opportunity
        moments = [self.last_published_at]
        moments += [getattr(self, "original_at", None)] if has_facts else []
        return max((each for each in moments if each), default=None)

    @property
    def names_of_authors(self) -> list[str]:
        return panels.names(self.authors)

    @property
    def organisations(self) -> list[Organisation]:
        """Those that it is about, in the order of the original."""
        note_again(NamedOrganisation, Organisation)
        return self.known_organisations

    @cached_property
    def known_organisations(self) -> list[Organisation]:
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
        named = self.organisations
        if ids := [organisation.pk for organisation in named]:
            for found in slots.answers(Slot.ORGANISATION_PATHS, ids, language):
                paths |= found
        return [(each, paths.get(each.pk, "")) for each in named]

    def structured_data(self, request: HttpRequest, url: str) -> list[dict]:
        return [described(self, url)]


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

"""What all page types share."""

from functools import cache
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef, Q
from django.http import HttpRequest
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import MultiFieldPanel
from wagtail.images import get_image_model_string
from wagtail.models import Page, PageManager, PageViewRestriction
from wagtail.query import PageQuerySet
from wagtail_localize.fields import SynchronizedField

from .facts import Facts, is_told
from .locales import language_of, locale_ids
from .paths import path_in
from .slugs import Addressed, SitePageForm

__all__ = [
    "Picture",
    "SitePage",
    "SitePageManager",
    "SitePageQuerySet",
    "path_in",
    "restricted",
]


# {id of a page: whether everybody may read it}
OPEN: Facts[int, bool] = Facts("pages open to everyone")


def restricted() -> Exists:
    """Whether a page, or one above it, is not open to everyone.

    Wagtail's ``public()`` asks the same with a query of its own each time.
    """
    path = ExpressionWrapper(OuterRef("path"), output_field=models.CharField())
    return Exists(
        PageViewRestriction.objects.annotate(path=path).filter(
            path__startswith=F("page__path")
        )
    )


class SitePageQuerySet(PageQuerySet):
    def readable_in(self, language: str) -> "SitePageQuerySet":
        """Each live page once: in ``language`` if it is there, else the original.

        This is how listings and menus speak the reader's language without
        copies of untranslated pages; order by synchronised fields only.
        """
        ids = locale_ids()
        here, source = ids[language], ids[settings.LANGUAGE_CODE]
        pages = self.live().filter(~restricted())
        if here == source:
            return pages.filter(locale_id=source)
        translated = self.model.objects.live().filter(
            locale_id=here, translation_key=OuterRef("translation_key")
        )
        return pages.filter(
            Q(locale_id=here) | Q(~Exists(translated), locale_id=source)
        )


SitePageManager = PageManager.from_queryset(SitePageQuerySet)


@cache
def no_restrictions() -> models.QuerySet:
    """Has been asked: an empty one that has not composes its statement each time, for
    seven in 100 of what a page costs whose parts are kept."""
    none = PageViewRestriction.objects.none()
    len(none)
    return none


class Served(Addressed):
    """What it costs to show a page."""

    # Whether what its parts show comes with organisations (parts.py).
    shows_organisations = False
    # By their names: Wagtail looks up each of its own at every view.
    allowed_http_methods = ["GET", "HEAD"]

    class Meta:
        abstract = True

    def get_view_restrictions(self) -> models.QuerySet:
        """Wagtail asks at every view, with two queries; most pages have none.

        What has just been made private is not shown for another minute because nobody
        tells: then each view asks.
        """
        if self.is_known_to_be_open():
            return no_restrictions()
        return super().get_view_restrictions()

    def is_known_to_be_open(self) -> bool:
        """To everybody, as long as this process hears of changes."""
        ask = super().get_view_restrictions
        return bool(
            is_told() and self.pk and OPEN.of(self.pk, lambda: not ask().exists())
        )

    @cached_property
    def is_drawn_for_all(self) -> bool:
        """The same of a page that is being drawn, asked once for all its parts."""
        return self.is_known_to_be_open()


class SitePage(Served):
    """The one abstract page. It stays thin: see docs/architecture.md."""

    # Every character field is translated unless declared otherwise. A slug
    # that were, would lose its letters in Arabic and break paths and hreflang.
    override_translatable_fields = [
        SynchronizedField("slug", overridable=False),
        SynchronizedField("show_in_menus", overridable=False),
    ]

    objects = SitePageManager()

    open_graph_type = "website"
    # Its ``description`` is the first of these that says something.
    described_by: tuple[str, ...] = ("search_description", "summary", "lead")
    # What of a query readers choose here, and keep when they change the language.
    choices: tuple[str, ...] = ()

    class Meta:
        abstract = True

    @classmethod
    def can_create_at(cls, parent: Page) -> bool:
        """Pages begin in the default language; the others hold translations."""
        # First what asks no database: lists ask this of each row.
        return language_of(parent.locale_id) == settings.LANGUAGE_CODE and (
            super().can_create_at(parent)
        )

    @cached_property
    def language(self) -> str:
        """The language that the page's own words are in."""
        return language_of(self.locale_id)

    @cached_property
    def original(self) -> "SitePage":
        """The page in the default language, where facts without language live."""
        if self.language == settings.LANGUAGE_CODE:
            return self
        pages = type(self).objects.filter(
            translation_key=self.translation_key,
            locale__language_code=settings.LANGUAGE_CODE,
        )
        return pages.first() or self

    @property
    def full_title(self) -> str:
        """The title in the browser's tab and where the page is shared."""
        return self.seo_title or self.title

    @property
    def has_own_words(self) -> bool:
        """Whether there is text that a reader could miss in their language."""
        return True

    @property
    def description(self) -> str:
        """One or two sentences for search results and for those who share."""
        words = (getattr(self, name, "") for name in self.described_by)
        return next(filter(None, words), "")

    def structured_data(self, request: HttpRequest, url: str) -> list[dict]:
        """schema.org objects that describe the page at ``url``."""
        return []


class PictureForm(SitePageForm):
    def clean(self) -> dict[str, Any]:
        """A picture of former years may have no alternative text to fall back on."""
        cleaned = super().clean()
        image = cleaned.get("image")
        if image and not (cleaned.get("image_alt") or image.description):
            self.add_error("image_alt", staff_("Say what the picture shows."))
        return cleaned


class Picture(models.Model):
    """A picture at the head of a page, with words for those who cannot see it."""

    image = models.ForeignKey(
        get_image_model_string(),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=staff_("picture"),
    )
    image_alt = models.CharField(
        max_length=255,
        blank=True,
        default="",
        db_default="",
        verbose_name=staff_("what the picture shows"),
        help_text=staff_(
            "One sentence for those who cannot see it, in the language of the page. "
            "Empty: the picture's own alternative text."
        ),
    )

    base_form_class = PictureForm

    picture_panel = MultiFieldPanel(
        ["image", "image_alt"], heading=staff_("Picture"), classname="collapsed"
    )
    # A picture chosen for one language alone would break when it is deleted.
    picture_translation = [SynchronizedField("image", overridable=False)]

    class Meta:
        abstract = True

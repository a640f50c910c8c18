"""What articles are about, in words that readers can choose by."""

from uuid import UUID

from django import forms
from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as staff_
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.models import DraftStateMixin, Orderable, RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from openheritage.locales import language_of, locale_ids
from openheritage.ordering import near
from openheritage.schedule_forms import ScheduledForm


class Topic(
    index.Indexed, DraftStateMixin, RevisionMixin, TranslatableMixin, models.Model
):
    """Written in the default language first, and translated for itself."""

    name = models.CharField(
        max_length=60,
        verbose_name=staff_("name"),
        help_text=staff_("A word or two, such as “Copyright” or “Sound archives”."),
    )
    slug = models.SlugField(
        max_length=60,
        verbose_name=staff_("in addresses"),
        help_text=staff_("Feeds that people follow have it: it had better stay."),
    )

    # Of which field lists that show many know its name.
    told_by = "name"

    panels = [FieldPanel("name"), FieldPanel("slug"), PublishingPanel()]
    base_form_class = ScheduledForm
    override_translatable_fields = [
        TranslatableField("name"),
        SynchronizedField("slug", overridable=False),
    ]
    search_fields = [
        index.SearchField("name"),
        index.AutocompleteField("name"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = staff_("topic of news")
        verbose_name_plural = staff_("topics of news")
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["locale", "slug"],
                name="news_topic_once",
                violation_error_message=staff_(
                    "Another topic has this in its addresses."
                ),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def language(self) -> str:
        return language_of(self.locale_id)


def originals() -> Q:
    return Q(locale__language_code=settings.LANGUAGE_CODE)


class FiledUnder(Orderable):
    """A topic of an article: of its original, which answers for all its languages."""

    page = ParentalKey("news.NewsPage", on_delete=models.CASCADE, related_name="filed")
    topic: models.ForeignKey = models.ForeignKey(
        Topic,
        on_delete=models.CASCADE,
        related_name="+",
        limit_choices_to=originals,
        verbose_name=staff_("topic"),
    )

    panels = [FieldPanel("topic", widget=forms.Select)]

    class Meta(Orderable.Meta):
        verbose_name = staff_("topic of a news article")
        verbose_name_plural = staff_("topics of news articles")


def topics_in(language: str, article: UUID | None = None) -> list[Topic]:
    """Each that is live once, of all or of one article: in a language if it is there,
    else the original. By their names. One query."""
    ids = locale_ids()
    here, source = ids[language], ids[settings.LANGUAGE_CODE]
    live = Topic.objects.filter(live=True, locale_id__in={here, source})
    if article:
        chosen = FiledUnder.objects.filter(
            page__translation_key=article, page__locale_id=source
        )
        live = live.filter(translation_key__in=chosen.values("topic__translation_key"))
    rows = [*live]
    # What is taken from the public in the original is so in every language.
    found = {row.translation_key: row for row in rows if row.locale_id == source}
    for row in rows:
        if row.locale_id == here and row.translation_key in found:
            found[row.translation_key] = row
    return sorted(found.values(), key=lambda topic: near(topic.name, language))


def filed() -> dict[UUID, set[UUID]]:
    """``{article: topics}``, by their translation keys. One query."""
    rows = FiledUnder.objects.filter(
        page__locale_id=locale_ids()[settings.LANGUAGE_CODE]
    )
    found: dict[UUID, set[UUID]] = {}
    for page, topic in rows.values_list(
        "page__translation_key", "topic__translation_key"
    ):
        found.setdefault(page, set()).add(topic)
    return found

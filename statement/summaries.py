"""What an article says, told simply: beside the text that is signed, no part of it.

A summary belongs to an article by the id of its block, which is the same in every
language, so that neither another number nor another title parts them. It is translated
as any other text of the site is, for itself: neither the digest of the Statement nor
the state of its translation knows of it.
"""

from django.db import models
from django.utils.translation import gettext as staff_now
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel, PublishingPanel
from wagtail.models import DraftStateMixin, RevisionMixin, TranslatableMixin
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField, TranslatableField

from openheritage.facts import Facts
from openheritage.schedule_forms import ScheduledForm

# Characters: no more than somebody reads in half a minute.
LONGEST = 600
# By language (its Locale), then by the article's block.
SHOWN: Facts[None, dict[int, dict[str, str]]] = Facts("summaries of articles")


class ArticleSummary(
    index.Indexed, DraftStateMixin, RevisionMixin, TranslatableMixin, models.Model
):
    """Each language has its own of an article, or none."""

    # The block's id.
    article = models.CharField(max_length=36, verbose_name=staff_("article"))
    # As they were when it was written: for staff to know it by, and to see whether the
    # article says something else by now.
    label = models.CharField(max_length=3, editable=False)
    words_sha256 = models.CharField(max_length=64, editable=False)
    text = models.TextField(
        max_length=LONGEST,
        verbose_name=staff_("in plain words"),
        help_text=staff_(
            "What the article says, for somebody in a hurry. An empty line begins a "
            "new paragraph. It is no part of the text that is signed."
        ),
    )

    # Of which field lists that show many know its name.
    told_by = "label"

    panels = [FieldPanel("article"), FieldPanel("text"), PublishingPanel()]
    base_form_class = ScheduledForm
    override_translatable_fields = [
        SynchronizedField("article", overridable=False),
        TranslatableField("text"),
    ]
    search_fields = [
        index.SearchField("text"),
        index.AutocompleteField("text"),
        index.FilterField("locale"),
    ]

    class Meta(TranslatableMixin.Meta):
        verbose_name = staff_("plain summary")
        verbose_name_plural = staff_("plain summaries")
        constraints = [
            models.UniqueConstraint(
                fields=["article", "locale"], name="one_summary_of_an_article"
            )
        ]

    def __str__(self) -> str:
        return staff_now("Article %(label)s in plain words") % {"label": self.label}


def shown_in(locale_id: int) -> dict[str, str]:
    """``{block id: text}`` of the summaries that readers of a text in this language
    have. The process keeps those of all languages: a page for each of some dozens."""

    def ask() -> dict[int, dict[str, str]]:
        found: dict[int, dict[str, str]] = {}
        live = ArticleSummary.objects.filter(live=True)
        for locale, article, text in live.values_list("locale_id", "article", "text"):
            found.setdefault(locale, {})[article] = text
        return found

    return SHOWN.of(None, ask).get(locale_id, {})

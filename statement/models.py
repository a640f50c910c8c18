import hashlib
from copy import copy
from time import monotonic
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import Locale, Revision
from wagtail.search import index
from wagtail_localize.fields import SynchronizedField

from openheritage.facts import Facts, Told
from openheritage.furniture import speaking
from openheritage.locales import available, language_of
from openheritage.pages import (
    Picture,
    SitePage,
    SitePageManager,
)

from .blocks import StatementBlock
from .canonical import canonical_text
from .kept_pages import KeptPage as KeptPage
from .kept_pages import KeptPageQuerySet as KeptPageQuerySet
from .kept_pages import is_kept as is_kept
from .linking import LinkedPage
from .summaries import ArticleSummary as ArticleSummary

# How fast adults read what is no fiction, silently. The same message takes about the
# same time in every language, however many words that has for it: both after Brysbaert,
# "How many words do we read per minute?" (2019). Scripts without spaces are counted in
# characters, as many as carry the message of 238 English words in our own text.
WORDS_A_MINUTE = 238
CHARACTERS_A_MINUTE = {"zh-hans": 430, "zh-hant": 430, "ja": 700, "th": 950, "km": 950}


class StatementPageQuerySet(KeptPageQuerySet):
    def shown_in(self, language: str) -> "StatementPage | None":
        page: StatementPage | None = super().shown_in(language)
        return page


class StatementPage(KeptPage, Picture, LinkedPage):
    """The text that organisations sign.

    The original, in the default language, is the record; what has no language
    (the day of opening) is read from it alone. See ``StatementVersion``.
    """

    formal_title = models.CharField(
        max_length=255,
        verbose_name=staff_("formal title"),
        help_text=staff_("The title of the text itself; the one above is for menus."),
    )
    notice = models.TextField(
        blank=True,
        verbose_name=staff_("notice"),
        help_text=staff_("A sentence above the text, such as that it is a sample."),
    )
    body = StreamField(StatementBlock(), verbose_name=staff_("text"))
    kept_fields = ("formal_title", "body")
    opened_on = models.DateField(
        null=True,
        blank=True,
        verbose_name=staff_("open for signature since"),
        help_text=staff_("Read from the page in the default language, for all."),
    )
    closed_on = models.DateField(
        null=True,
        blank=True,
        verbose_name=staff_("closed for signature since"),
        help_text=staff_("Empty while it can be signed."),
    )

    content_panels = SitePage.content_panels + [
        FieldPanel("formal_title"),
        FieldPanel("notice"),
        Picture.picture_panel,
        FieldPanel("body"),
        MultiFieldPanel(["opened_on", "closed_on"], heading=staff_("Signing")),
    ]

    override_translatable_fields = SitePage.override_translatable_fields + [
        *Picture.picture_translation,
        SynchronizedField("opened_on", overridable=False),
        SynchronizedField("closed_on", overridable=False),
    ]

    search_fields = SitePage.search_fields + [
        index.SearchField("formal_title"),
        index.SearchField("body"),
    ]

    parent_page_types = ["home.HomePage"]
    subpage_types = []
    max_count_per_parent = 1
    # The texts that are signed stand beside it (statement.txt), receipts lead there.
    fixed_slug = True

    objects = SitePageManager.from_queryset(StatementPageQuerySet)()

    class Meta:
        verbose_name = staff_("Statement")

    def get_context(self, request: HttpRequest, *args: Any, **kwargs: Any) -> dict:
        context = super().get_context(request, *args, **kwargs)
        # The newest is what is shown.
        history = shown_history(self)
        context["text"] = history[0] if history else None
        context["history"] = marked(history)
        return context

    @property
    def full_title(self) -> str:
        return self.seo_title or self.formal_title

    @property
    def is_open(self) -> bool:
        """Whether it can be signed today, which the original alone decides."""
        opened, closed = self.original.opened_on, self.original.closed_on
        today = timezone.now().date()
        return bool(opened and opened <= today and not (closed and closed <= today))

    def canonical_text(self) -> str:
        return canonical_text(self.formal_title, self.body)

    @cached_property
    def minutes(self) -> int:
        """How long it takes to read, at least one minute: a translation as long as
        its original."""
        text = self.original.canonical_text()
        pace = CHARACTERS_A_MINUTE.get(self.original.language)
        units = len("".join(text.split())) if pace else len(text.split())
        return max(1, round(units / (pace or WORDS_A_MINUTE)))


class StatementVersion(models.Model):
    """A wording of an original; the words of each language follow one.

    Numbers count within the translation key: alone they name nothing.
    """

    # The original may be moved, renamed or deleted; what was signed stays.
    translation_key = models.UUIDField(editable=False)
    number = models.PositiveIntegerField(verbose_name=staff_("number"))
    published_at = models.DateTimeField(
        auto_now_add=True, verbose_name=staff_("published")
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["translation_key", "number"], name="statement_version_number"
            )
        ]
        ordering = ["-number"]
        verbose_name = staff_("version of the Statement")

    def __str__(self) -> str:
        return str(_("Version %(number)s") % {"number": self.number})


class StatementTextQuerySet(models.QuerySet):
    def of(self, page: SitePage) -> "StatementTextQuerySet":
        """All wordings in the page's language, the newest first."""
        return self.filter(
            version__translation_key=page.translation_key, locale_id=page.locale_id
        ).select_related("version")

    def shown_on(self, page: SitePage) -> "StatementText | None":
        """What was published last; ``None`` for a page that never was.

        Carries ``newest``, the number of the newest version of the original.
        """
        return self.with_newest(page).first()

    def with_newest(self, page: SitePage) -> "StatementTextQuerySet":
        newest = StatementVersion.objects.filter(
            translation_key=page.translation_key
        ).values("number")[:1]
        return self.of(page).annotate(newest=models.Subquery(newest))

    def history(self, page: SitePage) -> "StatementTextQuerySet":
        """As ``shown_on``, all of them, without the words."""
        return self.with_newest(page).defer("text")

    def labels_among(self, labels: set[str]) -> set[str] | None:
        """Those of the labels that stand in any of the texts; ``None`` without texts.

        One query, in which the words stay where they are: each line begins with its
        label, and the first line, the title, has none.
        """
        asked = sorted(labels)
        found = self.order_by().aggregate(
            texts=models.Count("pk"),
            **{
                f"label_{number}": models.Count(
                    "pk", filter=models.Q(text__contains=f"\n{label}\t")
                )
                for number, label in enumerate(asked)
            },
        )
        if not found["texts"]:
            return None
        return {label for number, label in enumerate(asked) if found[f"label_{number}"]}


class StatementText(models.Model):
    """The words of the Statement in one language, immutable once written."""

    # Whose words they are: ``KeptPage.document``.
    document = models.CharField(
        max_length=20, default="statement", db_default="statement", editable=False
    )
    version = models.ForeignKey(
        StatementVersion, on_delete=models.PROTECT, related_name="texts"
    )
    locale = models.ForeignKey(Locale, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    sha256 = models.CharField(max_length=64, db_index=True)
    published_at = models.DateTimeField(auto_now_add=True)
    # What a corrigendum corrects, for the public, in the language of the text.
    note = models.CharField(max_length=300, blank=True)

    # Of the newest version, where the query has asked for it (``shown_on``).
    newest: int
    # The page that shows it, where that was asked for first (``asking.find_shown``).
    page: Any = None
    # Whether it corrects an earlier text of its version (``marked``).
    is_corrigendum = False

    objects = StatementTextQuerySet.as_manager()

    class Meta:
        ordering = ["-version__number", "-pk"]
        verbose_name = staff_("text of the Statement")

    def __str__(self) -> str:
        return f"{self.version}, {self.locale.language_code}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write once. Raises ``TypeError`` on any later attempt."""
        if self.pk:
            raise TypeError("A published text of the Statement is never changed.")
        self.sha256 = hashlib.sha256(self.text.encode()).hexdigest()
        super().save(*args, **kwargs)

    @property
    def address(self) -> str:
        """Where the words are served for ever, by their digest."""
        with speaking(available(self.language)):
            return f"{reverse(f'{self.document}_text')}?text={self.sha256}"

    @property
    def record_address(self) -> str:
        """Where the text of record is served as it is today."""
        with speaking(settings.LANGUAGE_CODE):
            return reverse(f"{self.document}_text")

    @property
    def changes_path(self) -> str:
        """All texts of the same page, for readers of the present language."""
        return reverse(f"{self.document}_changes")

    @property
    def language(self) -> str:
        return language_of(self.locale_id)

    @property
    def is_record(self) -> bool:
        """Whether it is the text of record, and no translation of it."""
        return self.language == settings.LANGUAGE_CODE

    @cached_property
    def newest_number(self) -> int:
        """Of the original's newest version; a query, if ``shown_on`` has not asked."""
        if hasattr(self, "newest"):
            return self.newest
        key = self.version.translation_key
        versions = StatementVersion.objects.filter(translation_key=key)
        return versions.values_list("number", flat=True)[0]

    @property
    def lines(self) -> list[list[str]]:
        """``[label, words]`` of each paragraph."""
        lines = self.text.removesuffix("\n").split("\n")
        return [line.split("\t", 1) for line in lines]

    @property
    def is_behind(self) -> bool:
        """Whether the original has a newer version."""
        return self.version.number < self.newest_number


def marked(texts: list[StatementText]) -> list[StatementText]:
    """Texts of one language, the newest first, of which all but the first of each
    version are corrigenda."""
    begun = set()
    for text in reversed(texts):
        text.is_corrigendum = text.version_id in begun
        begun.add(text.version_id)
    return texts


# {(translation key, id of the locale): the texts of a page, without their words}.
# Old ones beside new words would be wrong: while the database fails, there are none.
HISTORIES: Facts[tuple[UUID, int], list[StatementText]] = Facts(
    "texts of pages", is_kept_in_outages=False
)


def shown_history(page: SitePage) -> list[StatementText]:
    """As ``StatementTextQuerySet.history``: of each reader's own. Kept for as long only
    as this process hears of changes: the words of a page and their digest are shown
    together."""

    def ask() -> list[StatementText]:
        return [*StatementText.objects.history(page)]

    if monotonic() >= Told.until:
        return ask()
    kept = HISTORIES.of((page.translation_key, page.locale_id), ask)
    return [copy(text) for text in kept]


class PlanManager(models.Manager["Plan"]):
    def of(self, revision: Revision) -> "Plan | None":
        """``None`` also if other words were saved into the revision since, as the
        editor's drafts are while somebody writes."""
        plans = self.filter(confirmed_at__gte=models.F("revision__created_at"))
        return plans.filter(revision=revision).first()

    def confirm(self, revision: Revision, **plan: Any) -> None:
        """One query; what was confirmed of it before is gone."""
        self.bulk_create(
            [self.model(revision=revision, **plan)],
            update_conflicts=True,
            unique_fields=["revision"],
            update_fields=["corrects", "note", "confirmed_by", "confirmed_at"],
        )


class Plan(models.Model):
    """What staff have confirmed that a revision makes when it goes live.

    It lies with the revision, since that may wait for its day. Without ``corrects`` new
    words in the original make a version.
    """

    revision = models.OneToOneField(
        Revision, on_delete=models.CASCADE, related_name="+"
    )
    # The version that the corrigendum belongs to. Once there is a newer one it would
    # change words that nobody looked at, and makes a version like any other.
    corrects = models.ForeignKey(
        StatementVersion, null=True, on_delete=models.CASCADE, related_name="+"
    )
    note = models.CharField(max_length=300, blank=True)
    confirmed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    confirmed_at = models.DateTimeField(auto_now=True)

    objects = PlanManager()

    def __str__(self) -> str:
        return f"{self.revision_id}: {self.corrects or 'version'}"

"""What can be downloaded: the same document in several languages, perhaps."""

from typing import Any

from django.db import models
from django.db.models import Exists, ExpressionWrapper, F, OuterRef
from django.utils.translation import gettext as staff_now
from django.utils.translation import gettext_lazy as staff_
from modelcluster.fields import ParentalKey
from modelcluster.models import ClusterableModel
from wagtail.admin.panels import (
    FieldPanel,
    InlinePanel,
    MultiFieldPanel,
    PublishingPanel,
)
from wagtail.documents import get_document_model_string
from wagtail.models import (
    CollectionViewRestriction,
    DraftStateMixin,
    Orderable,
    RevisionMixin,
)

from documents.models import FileFacts
from images.credits import LICENCE_ADDRESSES, Licence
from openheritage.blocks import languages
from openheritage.names import bcp47, file_size, language_name

from ..resource_form import ResourceForm


class Resource(DraftStateMixin, RevisionMixin, ClusterableModel):
    """It has no words of its own: each edition says in its language what it is. So
    nothing is left to translate, and a reader sees the title of what they will open."""

    licence = models.CharField(
        max_length=20,
        choices=Licence,
        verbose_name=staff_("licence"),
        help_text=staff_("Under what terms readers may use it, in every language."),
    )
    position = models.PositiveSmallIntegerField(
        default=0,
        verbose_name=staff_("position"),
        help_text=staff_("Smaller numbers stand first; of equal ones, the newest."),
    )

    panels = [
        InlinePanel(
            "editions",
            min_num=1,
            heading=staff_("Files"),
            label=staff_("file"),
            help_text=staff_(
                "One for each language. A second kind of file, such as one to edit, "
                "follows the first of its language."
            ),
        ),
        MultiFieldPanel(["licence", "position"], heading=staff_("About")),
        PublishingPanel(),
    ]
    base_form_class = ResourceForm

    class Meta:
        verbose_name = staff_("document to download")
        verbose_name_plural = staff_("documents to download")
        ordering = ["position", "-pk"]

    def __str__(self) -> str:
        edition = self.editions.first()
        return edition.title if edition else staff_now("Document without a file")

    @property
    def licence_address(self) -> str:
        """Where the terms can be read; empty for a permission."""
        return LICENCE_ADDRESSES.get(Licence(self.licence), "")

    @property
    def anchor(self) -> str:
        return f"document-{self.pk}"


def closed() -> Exists:
    """Whether the collection of an edition's document, or one above it, is not open
    to everyone."""
    path = ExpressionWrapper(
        OuterRef("document__collection__path"), output_field=models.CharField()
    )
    return Exists(
        CollectionViewRestriction.objects.annotate(path=path).filter(
            path__startswith=F("collection__path")
        )
    )


class EditionQuerySet(models.QuerySet["Edition"]):
    def public(self) -> "EditionQuerySet":
        """What anybody may download, in the order of the page; one query."""
        return (
            self.filter(~closed(), resource__live=True)
            .select_related("resource", "document__facts")
            .order_by("resource__position", "-resource_id", "sort_order", "pk")
        )


class Edition(Orderable):
    """A file: the document in one language."""

    resource = ParentalKey(Resource, on_delete=models.CASCADE, related_name="editions")
    document = models.ForeignKey(
        get_document_model_string(),
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=staff_("document"),
    )
    language = models.CharField(
        max_length=12,
        choices=languages,
        verbose_name=staff_("language of the document"),
    )
    title = models.CharField(
        max_length=200,
        verbose_name=staff_("title"),
        help_text=staff_("In the language of the document."),
    )
    summary = models.TextField(
        blank=True,
        max_length=500,
        verbose_name=staff_("summary"),
        help_text=staff_(
            "What it is and for whom, in a sentence or two of the same language."
        ),
    )
    version = models.CharField(
        max_length=40,
        blank=True,
        verbose_name=staff_("version"),
        help_text=staff_("A number or a year, if it has one: 2.1, 2026."),
    )

    panels = [
        FieldPanel("document"),
        FieldPanel("language"),
        FieldPanel("title"),
        FieldPanel("summary"),
        FieldPanel("version"),
    ]

    objects = EditionQuerySet.as_manager()

    class Meta(Orderable.Meta):
        verbose_name = staff_("edition of a document")
        verbose_name_plural = staff_("editions of documents")

    def __str__(self) -> str:
        return self.title

    def save(self, *args: Any, **kwargs: Any) -> None:
        super().save(*args, **kwargs)
        # Of a file that is older than the table of facts, nobody has measured any.
        if not FileFacts.objects.filter(document_id=self.document_id).exists():
            FileFacts.measure(self.document)

    @property
    def tag(self) -> str:
        return bcp47(self.language)

    @property
    def name_of_language(self) -> str:
        """For itself, as the switcher shows it."""
        return language_name(self.language)

    @property
    def kind(self) -> str:
        return str(self.document.file_extension).upper()

    @property
    def sha256(self) -> str:
        facts = getattr(self.document, "facts", None)
        return facts.sha256 if facts else ""

    @property
    def size(self) -> str:
        facts = getattr(self.document, "facts", None)
        return file_size(facts.size) if facts else ""

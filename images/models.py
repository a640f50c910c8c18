from collections.abc import Collection
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext as staff_now
from django.utils.translation import gettext_lazy as staff_
from wagtail.images.exceptions import (
    InvalidFilterSpecError,
    UnknownOutputImageFormatError,
)
from wagtail.images.models import (
    AbstractImage,
    AbstractRendition,
    Filter,
    SourceImageIOError,
    get_upload_to,
)
from wagtail.search import index

from .credits import Licence, licence_address
from .fields import AddressField, PictureField
from .hosts import HOST, in_ascii
from .rendering import CleanFilter
from .titles import is_file_name


class CustomImage(AbstractImage):
    """A picture that can be credited the way museums do."""

    file = PictureField(
        verbose_name=staff_("file"),
        upload_to=get_upload_to,
        width_field="width",
        height_field="height",
    )
    description = models.CharField(
        blank=True,
        max_length=255,
        default="",
        verbose_name=staff_("alternative text"),
        help_text=staff_(
            "One sentence that says what it shows, for those who cannot see it."
        ),
    )
    creator = models.CharField(
        max_length=255,
        blank=True,
        verbose_name=staff_("creator"),
        help_text=staff_("Who made the work, as the holding institution names them."),
    )
    year = models.CharField(
        max_length=50,
        blank=True,
        verbose_name=staff_("year"),
        help_text=staff_("As the institution gives it: 1871, or c. 1400–1420."),
    )
    institution = models.CharField(
        max_length=255,
        blank=True,
        verbose_name=staff_("holding institution"),
    )
    licence = models.CharField(
        max_length=20,
        choices=Licence,
        verbose_name=staff_("licence"),
        help_text=staff_("A picture without known terms cannot be shown."),
    )
    source = AddressField(
        blank=True,
        max_length=500,
        verbose_name=staff_("source"),
        help_text=staff_("The address of the work at the institution."),
    )
    licence_version = models.CharField(
        max_length=20,
        blank=True,
        default="",
        db_default="",
        validators=[
            RegexValidator(
                r"^\d\.\d(/[a-z]{2,10})?$",
                staff_("As its address has it: 3.0, or 3.0/de."),
            )
        ],
        verbose_name=staff_("version of the licence"),
        help_text=staff_(
            "Only where it is another than the licence above names: 3.0, or 3.0/de, as "
            "its address has it."
        ),
    )
    attribution = models.CharField(
        max_length=500,
        blank=True,
        default="",
        db_default="",
        verbose_name=staff_("attribution"),
        help_text=staff_(
            "Words that the institution wants to be shown with it, where those above "
            "are not enough."
        ),
    )
    # Further works in the picture, in their order, each with what it has to do with
    # the ones before it, and an ``id`` by which its translations find it.
    works = models.JSONField(default=list, blank=True, editable=False)
    # {language: {name of a field: words, "works": {id: {name: words}}}}
    words = models.JSONField(default=dict, blank=True, editable=False)
    # Whether it needs a dark ground; known of what came in since that is looked at.
    is_light = models.BooleanField(default=False, db_default=False, editable=False)
    # The number of the rules by which the file was cleaned; 0 is never.
    cleaned_by = models.PositiveSmallIntegerField(
        default=0, editable=False, db_index=True
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "creator",
        "year",
        "institution",
        "licence",
        "licence_version",
        "attribution",
        "source",
        "collection",
        "tags",
        "focal_point_x",
        "focal_point_y",
        "focal_point_width",
        "focal_point_height",
    )

    search_fields = AbstractImage.search_fields + [
        index.SearchField("creator"),
        index.SearchField("institution"),
        index.SearchField("further_creators"),
        index.FilterField("licence"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = staff_("image")
        verbose_name_plural = staff_("images")

    @property
    def licence_address(self) -> str:
        """Where the terms can be read; empty for a permission."""
        return licence_address(self.licence, self.licence_version)

    @property
    def shown_title(self) -> str:
        """What the public reads; empty while the title is but a file's name."""
        return "" if is_file_name(self.title, self.file.name or "") else self.title

    @property
    def default_alt_text(self) -> str:
        """What is offered where the picture is used; Wagtail would offer the title."""
        return self.description

    def further_creators(self) -> str:
        return " ".join(
            work.get(name, "") for work in self.works for name in ("creator", "title")
        )

    def generate_rendition_file(
        self, spec: Filter, *, source: File | None = None
    ) -> File:
        """Whatever is wrong with the file, Wagtail then knows that it is the file."""
        try:
            return super().generate_rendition_file(
                CleanFilter(spec.spec), source=source
            )
        except (
            InvalidFilterSpecError,
            UnknownOutputImageFormatError,
            SourceImageIOError,
        ):
            raise
        except Exception as error:
            raise SourceImageIOError(str(error)) from error

    def create_rendition(self, spec: Filter) -> "Rendition":
        try:
            return super().create_rendition(spec)
        except OSError as error:
            # There is no room for it, say.
            raise SourceImageIOError(str(error)) from error


class Rendition(AbstractRendition):
    image = models.ForeignKey(
        CustomImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]


class PictureHost(models.Model):
    """A machine that pictures and what is said of them are fetched from."""

    host = models.CharField(
        max_length=253,
        unique=True,
        verbose_name=staff_("host"),
        help_text=staff_(
            "Its name alone, as iiif.example.org. Manifests and pictures often lie on "
            "two hosts; name both. Only what you trust."
        ),
    )
    institution = models.CharField(
        max_length=255, blank=True, default="", verbose_name=staff_("institution")
    )

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["host"]
        verbose_name = staff_("host of pictures")
        verbose_name_plural = staff_("hosts of pictures")

    def __str__(self) -> str:
        return self.host

    def clean_fields(self, exclude: Collection[str] | None = None) -> None:
        """Gives the name its one spelling, and refuses what is none."""
        text = self.host.strip().lower()
        if "//" in text:
            # An address was pasted.
            text = urlsplit(text).netloc
        try:
            self.host = in_ascii(text.strip("./"))
        except ValueError:
            self.host = ""
        super().clean_fields(exclude)
        # Numbers alone are no name: an address could lie in our own network.
        if not HOST.fullmatch(self.host):
            raise ValidationError(
                {"host": staff_now("Give the name of a host, as iiif.example.org.")}
            )

from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_lazy as staff_
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.search import index


class Licence(models.TextChoices):
    """Under what terms a picture may be used; the public reads the label."""

    PUBLIC_DOMAIN = "pdm", _("Public domain")
    CC0 = "cc0", "CC0 1.0"
    CC_BY = "cc-by", "CC BY 4.0"
    CC_BY_SA = "cc-by-sa", "CC BY-SA 4.0"
    PERMISSION = "permission", _("used with permission")


LICENCE_ADDRESSES = {
    Licence.PUBLIC_DOMAIN: "https://creativecommons.org/publicdomain/mark/1.0/",
    Licence.CC0: "https://creativecommons.org/publicdomain/zero/1.0/",
    Licence.CC_BY: "https://creativecommons.org/licenses/by/4.0/",
    Licence.CC_BY_SA: "https://creativecommons.org/licenses/by-sa/4.0/",
}


class CustomImage(AbstractImage):
    """A picture that can be credited the way museums do."""

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
    source = models.URLField(
        blank=True,
        max_length=500,
        verbose_name=staff_("source"),
        help_text=staff_("The address of the work at the institution."),
    )

    admin_form_fields = (
        "title",
        "file",
        "description",
        "creator",
        "year",
        "institution",
        "licence",
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
        index.FilterField("licence"),
    ]

    class Meta(AbstractImage.Meta):
        verbose_name = staff_("image")
        verbose_name_plural = staff_("images")

    @property
    def licence_address(self) -> str:
        """Where the terms can be read; empty for a permission."""
        return LICENCE_ADDRESSES.get(self.licence, "")


class Rendition(AbstractRendition):
    image = models.ForeignKey(
        CustomImage, on_delete=models.CASCADE, related_name="renditions"
    )

    class Meta:
        unique_together = [("image", "filter_spec", "focal_point_key")]

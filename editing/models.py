from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as staff_
from wagtail.models import Page


class Fault(models.TextChoices):
    """What is wrong with a link; the label says where it leads."""

    GONE = "gone", staff_("a page that was deleted")
    HIDDEN = "hidden", staff_("a page that nobody can read")
    DOCUMENT = "document", staff_("a document that was deleted")
    PICTURE = "picture", staff_("a picture that was deleted")
    ADDRESS = "address", staff_("an address of this site at which there is nothing")
    PART = "part", staff_("a part that the Statement does not have")


# What to do about each.
REMEDIES = {
    Fault.GONE: staff_("Link another page, or take the link out."),
    Fault.HIDDEN: staff_("Publish that page, link another, or take the link out."),
    Fault.DOCUMENT: staff_("Choose another document, or take the link out."),
    Fault.PICTURE: staff_("Choose another picture, or take it out."),
    Fault.ADDRESS: staff_(
        "Choose the page as an internal link, or make a redirect from that address."
    ),
    Fault.PART: staff_("Choose the part that stands there now, or none."),
}


class BrokenLink(models.Model):
    """What the daily look found in something public; it goes when that is mended."""

    # Where it stands: a page, or a row of another model.
    page = models.ForeignKey(
        Page, null=True, on_delete=models.CASCADE, related_name="+"
    )
    content_type = models.ForeignKey(
        ContentType, null=True, on_delete=models.CASCADE, related_name="+"
    )
    object_id = models.BigIntegerField(null=True)
    # The name of the field.
    field = models.CharField(max_length=100)
    fault = models.CharField(max_length=10, choices=Fault)
    # The title of the page, or the address as it was typed.
    target = models.CharField(max_length=500)
    # Of a page that is there and cannot be read.
    to_page = models.BigIntegerField(null=True)
    since = models.DateTimeField(default=timezone.now)

    # Else it would be told of as something that uses the page.
    wagtail_reference_index_ignore = True

    class Meta:
        default_permissions = ()
        verbose_name = staff_("broken link")
        verbose_name_plural = staff_("broken links")
        indexes = [models.Index(fields=["content_type", "object_id"])]

    def __str__(self) -> str:
        return f"{self.field}: {self.get_fault_display()}"

    @property
    def remedy(self) -> Any:
        return REMEDIES[Fault(self.fault)]

"""Rows of a page that have no language: staff choose them on the original, which
answers for all its languages."""

from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as staff_
from wagtail.images import get_image_model_string
from wagtail.models import Orderable

from openheritage.locales import locale_ids
from openheritage.pages import SitePage


def rows_of(page: SitePage, name: str, related: str = "") -> list[Any]:
    """As they stand in a draft too, if the page is the original; with what each
    refers to. One query."""
    rows = getattr(page, name).all()
    if page.language != settings.LANGUAGE_CODE:
        model = getattr(type(page), name).rel.related_model
        rows = model._default_manager.filter(
            page__translation_key=page.translation_key,
            page__locale_id=locale_ids()[settings.LANGUAGE_CODE],
        ).order_by("sort_order")
    return list(rows.select_related(related) if related else rows)


def pictures_of(page: SitePage) -> list[Any]:
    return [row.image for row in rows_of(page, "pictures", "image")]


class OfferedPicture(Orderable):
    """A picture to download, with its credit."""

    image = models.ForeignKey(
        get_image_model_string(),
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=staff_("picture"),
    )

    class Meta(Orderable.Meta):
        abstract = True

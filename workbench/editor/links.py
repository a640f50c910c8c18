"""What a page has beside sentences: addresses of its own, and what stands on pages or
snippets that are translated for themselves."""

import json
from dataclasses import dataclass

from django.utils.translation import gettext as staff_
from rest_framework.exceptions import ValidationError
from wagtail.admin.admin_url_finder import AdminURLFinder
from wagtail_localize.models import (
    OverridableSegment,
    RelatedObjectSegment,
    SegmentOverride,
)

from .access import Work
from .places import Places


@dataclass
class Address:
    """A value of the original that a translation may have its own of."""

    segment: OverridableSegment
    label: str
    original: str
    value: str
    problem: str = ""

    @property
    def pk(self) -> int:
        return self.segment.pk


@dataclass(frozen=True)
class Related:
    title: str
    url: str


def name_of(places: Places, path: str) -> str:
    if "'" in path:
        path = path[: path.index("'")].rstrip(".")
    return places.of(path).name


def addresses_of(work: Work) -> list[Address]:
    """Those that are words; pictures are the same in every language."""
    segments = (
        OverridableSegment.objects.filter(source_id=work.source.pk)
        .select_related("context")
        .order_by("order")
    )
    given = {
        override.context_id: override
        for override in SegmentOverride.objects.filter(
            context__object_id=work.source.object_id,
            locale_id=work.translation.target_locale_id,
        )
    }
    places = Places(work.source)
    found = []
    for segment in segments:
        original = segment.data
        if not isinstance(original, str):
            continue
        override = given.get(segment.context_id)
        value = override.data if override else ""
        found.append(
            Address(
                segment,
                name_of(places, segment.context.path),
                original,
                value if isinstance(value, str) else "",
                (override.field_error if override and override.has_error else ""),
            )
        )
    return found


def save_addresses(work: Work, addresses: list[Address], data: dict[str, str]) -> None:
    """Takes what is sound; what is not stays in its field, with the reason."""
    for address in addresses:
        name = f"o-{address.pk}"
        if name not in data:
            continue
        value = data[name].strip()
        if value == address.value:
            continue
        address.value = value
        keys = {
            "context_id": address.segment.context_id,
            "locale_id": work.translation.target_locale_id,
        }
        if not value or value == address.original:
            SegmentOverride.objects.filter(**keys).delete()
            continue
        if "\0" in value or len(value) > 2000:
            address.problem = staff_("This address cannot be saved.")
            continue
        try:
            SegmentOverride.objects.update_or_create(
                **keys,
                defaults={
                    "data_json": json.dumps(value),
                    "last_translated_by": work.user,
                    "has_error": False,
                    "field_error": "",
                },
            )
        except ValidationError as error:
            details = error.detail
            address.problem = str(details[0] if isinstance(details, list) else details)


def related_of(work: Work) -> list[Related]:
    finder = AdminURLFinder(work.user)
    found = []
    for segment in RelatedObjectSegment.objects.filter(
        source_id=work.source.pk
    ).select_related("object"):
        instance = segment.object.get_instance_or_none(work.translation.target_locale)
        shown = instance or segment.object.get_instance_or_none(work.source.locale)
        if shown is not None:
            url = finder.get_edit_url(instance) if instance else ""
            found.append(Related(str(shown), url or ""))
    return found

"""The admin's API, of which its menu of pages is made, asks once for all its rows.

Wagtail counts the pages below each row, and looks whether whoever asks may see the page
above it. Delete this with ``listings``.
"""

from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from typing import Any, NamedTuple

from django.db.models import Count, Q
from django.db.models.functions import Length, Substr
from wagtail.admin.api.serializers import PageChildrenField, get_model_listing_url
from wagtail.admin.api.views import PagesAdminAPIViewSet
from wagtail.api.v2.serializers import PageParentField
from wagtail.models import Page
from wagtail.query import PageQuerySet

from .listings import note_what_is_chosen_by

NOTED = "_noted_by_api"


class Around(NamedTuple):
    """What somebody may see around a page."""

    children: int
    parent: Page | None


def note(rows: list[Page], seen: PageQuerySet) -> None:
    note_what_is_chosen_by(rows)
    below = Q()
    for row in rows:
        below |= Q(path__startswith=row.path, depth=row.depth + 1)
    above = Substr("path", 1, Length("path") - Page.steplen)
    children = dict(
        seen.filter(below)
        .annotate(above=above)
        .order_by()
        .values_list("above")
        .annotate(Count("pk"))
        if rows
        else ()
    )
    parents = {row.pk: row.get_parent() for row in rows}
    ids = {parent.pk for parent in parents.values() if parent}
    seen_parents = set(seen.filter(pk__in=ids).values_list("pk", flat=True))
    for row in rows:
        parent = parents[row.pk]
        is_seen = parent is not None and parent.pk in seen_parents
        around = Around(children.get(row.path, 0), parent if is_seen else None)
        setattr(row, NOTED, around)


def of_rows(paginate: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(paginate)
    def prepared(self: PagesAdminAPIViewSet, queryset: PageQuerySet) -> list[Page]:
        rows = [*paginate(self, queryset)]
        note(rows, self.get_base_queryset())
        return rows

    return prepared


def of_children(show: Callable[..., dict]) -> Callable[..., dict]:
    @wraps(show)
    def prepared(self: PageChildrenField, page: Page) -> dict:
        noted = getattr(page, NOTED, None)
        if noted is None:
            return show(self, page)
        url = f"{get_model_listing_url(self.context, Page)}?child_of={page.pk}"
        return OrderedDict([("count", noted.children), ("listing_url", url)])

    return prepared


def of_parent(find: Callable[..., Page | None]) -> Callable[..., Page | None]:
    @wraps(find)
    def prepared(self: PageParentField, page: Page) -> Page | None:
        noted = getattr(page, NOTED, None)
        return find(self, page) if noted is None else noted.parent

    return prepared


def ask_once() -> None:
    PagesAdminAPIViewSet.paginate_queryset = of_rows(
        PagesAdminAPIViewSet.paginate_queryset
    )
    PageChildrenField.to_representation = of_children(
        PageChildrenField.to_representation
    )
    PageParentField.get_attribute = of_parent(PageParentField.get_attribute)

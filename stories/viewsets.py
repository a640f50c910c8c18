from functools import cached_property
from typing import Any

from django.conf import settings
from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.views.pages.listing import IndexView
from wagtail.admin.viewsets.pages import PageListingViewSet

from openheritage.locales import locale_ids
from statement.models import StatementPage

from .models import StoryFramePage


class AboutColumn(Column):
    """The labels of the parts, in the order of the Statement as it is published."""

    def __init__(self, labels: dict[str, str]) -> None:
        super().__init__("about", label=staff_("In the Statement"))
        self.labels = labels

    def get_value(self, instance: StoryFramePage) -> str:
        chosen = set(instance.parts)
        return ", ".join(label for part, label in self.labels.items() if part in chosen)


class StoryListView(IndexView):
    default_ordering = "path"

    def get_base_queryset(self) -> Any:
        """The originals, which say what a story is about."""
        source = locale_ids()[settings.LANGUAGE_CODE]
        return super().get_base_queryset().filter(locale_id=source)

    @cached_property
    def columns(self) -> list[Column]:
        checks, title, *rest = (
            column for column in self.base_columns if column.name != "parent"
        )
        picture = BooleanColumn(
            "picture",
            label=staff_("Picture"),
            accessor=lambda story: bool(story.image_id),
        )
        about = AboutColumn(StatementPage.objects.labels())
        return [checks, title, about, picture, *rest]

    def get_valid_orderings(self) -> list[str]:
        return [*super().get_valid_orderings(), "path"]


class StoryFilters(WagtailFilterSet):
    """Wagtail's own name all accounts, to translators too."""

    class Meta:
        model = StoryFramePage
        fields = ["live"]


class StoryListing(PageListingViewSet):
    model = StoryFramePage
    filterset_class = StoryFilters
    index_view_class = StoryListView
    # The view has its own.
    columns = PageListingViewSet.UNDEFINED
    icon = "image"
    menu_label = staff_("Stories")
    menu_order = 266
    add_to_admin_menu = True


story_listing = StoryListing("story_list", url_prefix="story-list")

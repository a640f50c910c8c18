from django.utils.translation import gettext_lazy as staff_
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn
from wagtail.admin.viewsets.pages import PageListingViewSet
from wagtail.snippets.views.snippets import SnippetViewSet

from .models import NewsPage
from .topics import Topic


class TopicViewSet(SnippetViewSet):
    model = Topic
    icon = "tag"
    add_to_admin_menu = True
    menu_order = 265
    list_display = ["name", "slug", "locale", "live"]


class NewsFilters(WagtailFilterSet):
    class Meta:
        model = NewsPage
        fields = ["kind", "locale"]


class NewsViewSet(PageListingViewSet):
    """All articles, by kind and by the day that readers see."""

    model = NewsPage
    menu_label = staff_("News")
    icon = "calendar-alt"
    menu_order = 262
    add_to_admin_menu = True
    default_ordering = "-shown_on"
    filterset_class = NewsFilters
    columns = [
        *PageListingViewSet.columns[:2],
        Column("get_kind_display", label=staff_("Kind"), sort_key="kind"),
        DateColumn("shown_on", label=staff_("Day"), sort_key="shown_on"),
        *PageListingViewSet.columns[3:],
    ]


news_viewset = NewsViewSet("news")

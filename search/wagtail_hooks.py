from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as staff_
from wagtail import hooks
from wagtail.admin.ui.components import Component

from . import state
from .viewsets import SearchViewSetGroup


@hooks.register("register_admin_viewset")
def register_viewsets() -> SearchViewSetGroup:
    return SearchViewSetGroup()


class SearchPanel(Component):
    """Whether readers find what is published."""

    name = "search"
    template_name = "staff/facts_panel.html"
    order = 400

    def get_context_data(self, parent_context: dict) -> dict:
        return {
            "name": self.name,
            "icon": "search",
            "title": staff_("Search"),
            "rows": [
                (staff_("Answered by"), answered_by()),
                (staff_("Changes waiting"), waiting()),
            ],
        }


def answered_by() -> str:
    if not settings.SEARCH_URL:
        return staff_("the database")
    if state.is_answering():
        return staff_("the search server")
    return staff_("the database, since the search server does not answer")


def waiting() -> str:
    late = state.waiting()
    if not late.number:
        return staff_("none")
    text = staff_("%(number)s (the oldest since %(minutes)s minutes)")
    if late.is_long:
        text = staff_(
            "%(number)s (the oldest since %(minutes)s minutes): is the worker running?"
        )
    minutes = int(late.age.total_seconds() // 60)
    return text % {"number": late.number, "minutes": minutes}


@hooks.register("construct_homepage_panels")
def add_search(request: HttpRequest, panels: list) -> None:
    # It serves whoever keeps the site running, and nobody else.
    if request.user.is_superuser:
        panels.append(SearchPanel())

from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as staff_
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from .editing import EditView
from .file_views import FilesView
from .panels import MissingPanel
from .rights import languages_of
from .views import LanguagesView, ListView

here = "translate/words/"


@hooks.register("register_admin_urls")
def register_admin_urls() -> list:
    return [
        path(here, LanguagesView.as_view(), name="wording"),
        path(f"{here}<slug:language>/", ListView.as_view(), name="wording_list"),
        path(f"{here}<slug:language>/po/", FilesView.as_view(), name="wording_files"),
        path(
            f"{here}<slug:language>/<slug:digest>/",
            EditView.as_view(),
            name="wording_edit",
        ),
    ]


class WordsItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        return bool(languages_of(request.user))


@hooks.register("register_translations_menu_item")
def words_of_the_site() -> MenuItem:
    return WordsItem(
        staff_("Words of the site"),
        reverse("wording"),
        name="words-of-the-site",
        icon_name="comment",
        order=400,
    )


@hooks.register("construct_homepage_panels")
def add_what_is_missing(request: HttpRequest, panels: list) -> None:
    panel = MissingPanel(request.user)
    if panel.rows:
        panels.append(panel)

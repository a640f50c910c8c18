from django.http import HttpRequest
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as staff_
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from . import admin_views, elsewhere, words
from .viewsets import PictureHostViewSet

# They stand before Wagtail's own, which keep their names.
images = "images/<int:image_id>/"
several = "images/multiple/"


@hooks.register("register_admin_urls", order=-1)
def register_admin_urls() -> list:
    return [
        path(f"{images}delete/", admin_views.DeleteView.as_view()),
        path(f"{several}add/", admin_views.AddMultipleView.as_view()),
        path(
            f"{several}create_from_uploaded_image/<int:uploaded_file_id>/",
            admin_views.CreateFromUploadView.as_view(),
        ),
        path(
            f"{several}<int:image_id>/delete/",
            admin_views.DeleteMultipleView.as_view(),
        ),
        path("images/", admin_views.IndexView.as_view()),
        path(
            "images/elsewhere/",
            elsewhere.ElsewhereView.as_view(),
            name="picture_elsewhere",
        ),
        path("images/words/", words.ListView.as_view(), name="picture_words_list"),
        path(f"{images}words/", words.WordsView.as_view(), name="picture_words"),
        path(
            f"{images}words/<slug:language>/",
            words.WordsView.as_view(),
            name="picture_words_in",
        ),
    ]


@hooks.register("register_admin_viewset")
def register_hosts() -> PictureHostViewSet:
    return PictureHostViewSet()


# On the request.
SHOWN = "_shows_words_of_pictures"


class WordsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        # Asked twice: whether there is a menu of reports, and what is in it.
        if not hasattr(request, SHOWN):
            setattr(request, SHOWN, bool(words.languages_of(request.user)))
        return getattr(request, SHOWN)


@hooks.register("register_reports_menu_item")
def words_of_pictures() -> MenuItem:
    return WordsMenuItem(
        staff_("Words of pictures"),
        reverse("picture_words_list"),
        name="words-of-pictures",
        icon_name="image",
        order=750,
    )


# The last of one name counts.
hooks.register("register_bulk_action", admin_views.DeleteBulkAction, order=1)

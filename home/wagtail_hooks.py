from django.urls import path
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

from . import announcement_messages, redirect_views
from .models import Announcement


class AnnouncementViewSet(SnippetViewSet):
    model = Announcement
    icon = "comment"
    add_to_admin_menu = True
    menu_order = 260
    list_display = ["text", "locale", "live"]


register_snippet(AnnouncementViewSet)


for name in ("before_create_snippet", "before_edit_snippet"):
    hooks.register(name, announcement_messages.remember)
for name in ("after_create_snippet", "after_edit_snippet"):
    hooks.register(name, announcement_messages.tell)


@hooks.register("register_admin_urls", order=-1)
def redirects_by_hand() -> list:
    return [
        path("redirects/add/", redirect_views.CreateView.as_view()),
        path("redirects/<int:redirect_id>/", redirect_views.EditView.as_view()),
        path("redirects/import/", redirect_views.start_import),
        path("redirects/import/process/", redirect_views.process_import),
    ]

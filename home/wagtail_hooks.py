from django.http import HttpRequest
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


@hooks.register("construct_homepage_panels", order=1000)
def put_first_what_waits(request: HttpRequest, panels: list) -> None:
    """Whoever approves sees that before anything that they made themselves."""
    for panel in panels:
        if panel.name == "workflow_objects_to_moderate":
            panel.order = 110


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

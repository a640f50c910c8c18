from django.http import HttpRequest
from wagtail import hooks
from wagtail.snippets.models import register_snippet
from wagtail.snippets.views.snippets import SnippetViewSet

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
